/** By itself: what policy lets begin without a click, or only observes, or hands to the owner as a ticket; looked at once a case is enriched. */
import { type CaseState, isOpen, isQuiet } from '../domain/case-state.ts';
import type { Actor, NewEvent } from '../domain/events.ts';
import { deepWithoutKeyIds } from '../domain/redaction.ts';
import type { Services } from '../services/services.ts';
import { breakerOpen, count } from './circuit-breaker.ts';
import { type CaseOffer, listOffers } from './list-offers.ts';
import { strategyOf } from './make-plan.ts';
import { planMany } from './plan-many.ts';
import { requestResponse } from './request-response.ts';

type RemediateServices = Pick<
  Services,
  'aws' | 'bus' | 'cases' | 'clock' | 'deployment' | 'hubAccount' | 'log' | 'policy' | 'table' | 'vault'
>;

const policyActor: Actor = { kind: 'policy' };
/** Of one case at a time; a storm of them is people's business. */
const mostTargets = 5;

/** The first offer of each target, for a playbook that policy lets act or observe here. */
function candidates(state: CaseState, offers: readonly CaseOffer[], { policy }: Pick<Services, 'policy'>): CaseOffer[] {
  const chosen = new Map<string, CaseOffer>();
  for (const one of offers) {
    const mode = policy.playbooks[one.playbook.id]?.[state.environment];
    const { key } = one.offer.target;
    // What is only in the menu is a person's choice.
    if ((mode === 'auto' || mode === 'observe') && !one.offer.menuOnly && !chosen.has(key)) chosen.set(key, one);
  }
  return [...chosen.values()].filter((one) => !isKnown(state, one)).slice(0, mostTargets);
}

/** Asked for before, by whomever: what became of it is on the card, and nothing asks a second time by itself. */
function isKnown(state: CaseState, { playbook, offer }: CaseOffer): boolean {
  return Object.values(state.responses).some((response) => response.playbook === playbook.id && response.target.key === offer.target.key);
}

async function record(caseId: string, event: NewEvent, { cases }: RemediateServices): Promise<void> {
  await cases.append(caseId, (state) => (state && !state.eventIds.includes(event.id) ? [event] : []));
}

async function requestTicket(
  state: CaseState,
  { playbook, offer, reference }: CaseOffer,
  because: string,
  services: RemediateServices,
): Promise<void> {
  const { caseId, subject, severity, tier } = state;
  const id = `ticket:${reference}`;
  if (state.eventIds.includes(id)) return;
  const { label } = offer.target;
  const detail = { version: 1, caseId, playbook: playbook.id, target: label, because, severity, tier, owner: state.context.owner, subject };
  await services.bus.put('Ticket Requested', deepWithoutKeyIds(detail));
  await record(caseId, { id, actor: policyActor, kind: 'ticket-requested', data: { playbook: playbook.id, label, because } }, services);
}

async function consider(state: CaseState, one: CaseOffer, services: RemediateServices): Promise<void> {
  const { caseId } = state;
  const { playbook, offer, reference } = one;
  const { account } = offer.target;
  const planned = await planMany(caseId, playbook, [offer], services);
  if ('refused' in planned) return;
  const { kept } = planned;
  const strategy = await strategyOf(state, kept, 'policy', services);
  if (strategy.decide === 'refuse') return;
  if (strategy.decide === 'ticket') return requestTicket(state, one, strategy.because, services);
  if (strategy.decide === 'observe') {
    const data = {
      playbook: playbook.id,
      label: offer.target.label,
      steps: kept.plan.steps.map(({ why }) => why),
      because: strategy.because,
    };
    return record(caseId, { id: `observed:${reference}`, actor: policyActor, kind: 'response-observed', data }, services);
  }
  if (await breakerOpen(account, kept.plan.risk, services))
    await count('held', `${caseId}.${reference}`, account, kept.plan.risk, services);
  const asked = await requestResponse(caseId, kept, strategy.because, policyActor, undefined, `policy-${reference}`, services);
  if (!asked.ok) services.log.warn('policy could not ask for a response', { caseId, playbook: playbook.id, because: asked.because });
}

/** Run twice, or after a crash anywhere, it is the same. */
export async function remediate(caseId: string, services: RemediateServices): Promise<void> {
  const state = await services.cases.read(caseId);
  if (!state || !isOpen(state) || isQuiet(state, services.clock.now()) || state.subject.quiet === 'baseline') return;
  const { offers } = await listOffers(state, services.table, services.policy);
  for (const one of candidates(state, offers, services)) await consider(state, one, services);
}
