/** By itself: what policy lets begin without a click, or only observes, or hands to the owner as a ticket; looked at once a case is enriched. */
import { createHash } from 'node:crypto';
import { AwsCallError } from '../domain/aws-calls.ts';
import { isAutomatic, mayRunByItself } from '../domain/by-itself.ts';
import { type CaseState, isQuiet } from '../domain/case-state.ts';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import { type Plan, planHash, type Refusal } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { breakerOpen, holdBack } from './circuit-breaker.ts';
import { type CaseOffer, listOffers } from './list-offers.ts';
import { isRefusal, planLive, strategyOf } from './make-plan.ts';
import { requestResponse } from './request-response.ts';
import { requestTicket } from './request-ticket.ts';
import { automaticScope, scopeWords, stop } from './stops.ts';
import { tellStop } from './tell-stop.ts';

type RemediateServices = Pick<Services, 'aws' | 'cases' | 'clock' | 'deployment' | 'hubAccount' | 'log' | 'policy' | 'table' | 'vault'>;

const policyActor: Actor = { kind: 'policy' };
/** A plan that cannot be made, because AWS does not answer or the role is missing, is tried for so long. */
const patienceMilliseconds = 15 * 60_000;

/** Asked for before, by whomever: what became of it is on the card, and nothing asks a second time by itself. */
function isKnown(state: CaseState, { playbook, offer, reference }: CaseOffer): boolean {
  const asked = Object.values(state.responses).some(
    ({ playbook: id, target, parts = [target] }) => id === playbook.id && parts.some(({ key }) => key === offer.target.key),
  );
  return asked || ['observed', 'ticket', 'refused'].some((what) => state.eventIds.includes(`${what}:${reference}`));
}

/** The first offer of each target, for a playbook that policy lets act or observe here. */
function candidates(state: CaseState, offers: readonly CaseOffer[], policy: Policy): CaseOffer[] {
  const chosen = new Map<string, CaseOffer>();
  for (const one of offers) {
    const { key } = one.offer.target;
    // What is only in the menu is a person's choice.
    if (isAutomatic(one.playbook.id, state, policy) && !one.offer.menuOnly && !chosen.has(key)) chosen.set(key, one);
  }
  return [...chosen.values()].filter((one) => !isKnown(state, one));
}

async function record(caseId: string, event: NewEvent, { cases }: RemediateServices): Promise<void> {
  await cases.append(caseId, (state) => (state && !state.eventIds.includes(event.id) ? [event] : []));
}

async function refuse({ caseId }: CaseState, one: CaseOffer, why: Refusal, services: RemediateServices): Promise<void> {
  const { playbook, offer, reference } = one;
  const data = { playbook: playbook.id, label: `${playbook.title}: ${offer.target.label}`, because: why.refused, nextStep: why.nextStep };
  await record(caseId, { id: `refused:${reference}`, actor: policyActor, kind: 'response-refused', data }, services);
}

/** Far too many wanted to begin: nothing does any more until two people start it again; told in the case that was one too many. */
async function switchOff({ caseId }: CaseState, account: string, services: RemediateServices): Promise<void> {
  const { policy, table, clock } = services;
  const scope = automaticScope(account);
  const reason = `${policy.breaker.automaticPerHour} an hour may begin by themselves, and three times as many wanted to`;
  await stop(table, scope, reason, policyActor, clock.now());
  const data: EventData['stopped'] = { scope: scopeWords(scope, policy.accounts[account]?.name), reason };
  const event: NewEvent = { id: `stopped:${scope}:${caseId}`, actor: policyActor, kind: 'stopped', data };
  await tellStop(scope, event, services);
  await record(caseId, event, services);
}

async function act(state: CaseState, one: CaseOffer, plan: Plan, services: RemediateServices): Promise<void> {
  const { caseId } = state;
  const { playbook, offer, reference } = one;
  const { target, secret } = offer;
  const hash = planHash(plan);
  const kept = { playbook: playbook.id, plan, hash, offer: { target, secret }, plannedAt: services.clock.now() };
  const strategy = await strategyOf(state, kept, 'policy', services);
  if (strategy.decide === 'refuse') return;
  if (strategy.decide === 'ticket')
    return requestTicket(state, { id: reference, playbook: playbook.id, label: target.label, because: strategy.because }, services);
  if (strategy.decide === 'observe') {
    const data = { playbook: playbook.id, label: target.label, steps: plan.steps.map(({ why }) => why), because: strategy.because };
    return record(caseId, { id: `observed:${reference}`, actor: policyActor, kind: 'response-observed', data }, services);
  }
  const full = await breakerOpen(target.account, plan.risk, services);
  const isHeld = full !== undefined && strategy.decide === 'approval' && strategy.because.endsWith(full);
  if (isHeld && (await holdBack(`${caseId}.${reference}`, target.account, services))) await switchOff(state, target.account, services);
  // Why it needs nobody is said apart from why it is asked for.
  const reason = strategy.decide === 'auto' ? '' : strategy.because;
  // Named by the plan's hash: made anew after a crash it is another vault item, and the log names the one it means.
  const asked = await requestResponse(caseId, kept, reason, policyActor, undefined, hash, services);
  if (!asked.ok) services.log.warn('policy could not ask for a response', { caseId, playbook: playbook.id, because: asked.because });
}

/** False when AWS did not answer and it has to be tried again; the `last` time that is an answer, too. */
async function consider(state: CaseState, one: CaseOffer, last: boolean, services: RemediateServices): Promise<boolean> {
  let plan: Plan | Refusal;
  try {
    plan = await planLive(state.caseId, one.playbook, one.offer, services);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    if (!last) return false;
    plan = { refused: `Could not make a plan: ${error.message}`, nextStep: 'Give the role what it lacks, then press the button' };
  }
  if (!isRefusal(plan)) await act(state, one, plan, services);
  else if (!plan.already) await refuse(state, one, plan, services);
  return true;
}

/** What there is to look at, in one word: as long as it is the same, nothing is read anew. */
function viewOf({ rows, environment, reopenedAt = 0 }: CaseState): string {
  const active = rows.filter((row) => row.active).map(({ ref, more = [] }) => [ref, ...more.map((other) => other.ref)]);
  return createHash('sha256')
    .update(JSON.stringify([environment, reopenedAt, active]))
    .digest('hex');
}

interface Looked extends Item {
  /** What was looked at last. */
  view?: string;
  /** Since when AWS has not answered. */
  failingSince?: number;
}

/** Run twice, or after a crash anywhere, it is the same. Rejects when something has to be tried again. */
export async function remediate(caseId: string, services: RemediateServices): Promise<void> {
  const { cases, clock, policy, table } = services;
  const state = await cases.read(caseId);
  if (!state || state.enrichedAt === undefined || isQuiet(state, clock.now()) || !mayRunByItself(state, policy)) return;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#by-itself' };
  const known = (await table.get(key.pk, key.sk)) as Looked | undefined;
  const view = viewOf(state);
  if (known?.view === view) return;
  const { failingSince = clock.now() } = known ?? {};
  const last = clock.now() - failingSince >= patienceMilliseconds;
  const { offers } = await listOffers(state, table, policy);
  let waiting = 0;
  for (const one of candidates(state, offers, policy)) {
    // Each on the state that the one before left.
    const newest = (await cases.read(caseId)) ?? state;
    if (!isKnown(newest, one) && !(await consider(newest, one, last, services))) waiting += 1;
  }
  await table.put(waiting > 0 ? { ...key, failingSince } : { ...key, view });
  if (waiting > 0) throw new Error(`AWS did not say what can be done about ${waiting} targets`);
}
