/** Ask for a response: by a button or the console; one open response per target; one qualified person decides by asking where the rule allows. */

import type { PersonFacts } from '../domain/authorize.ts';
import { referenceOf } from '../domain/case-id.ts';
import { type CaseState, openResponse, type ResponseState } from '../domain/case-state.ts';
import type { Actor, NewEvent, ResponseAsked } from '../domain/events.ts';
import type { Step, Target } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Strategy } from '../domain/strategy.ts';
import { playbook as playbookOf } from '../playbooks/index.ts';
import type { Services } from '../services/services.ts';
import { takePlace } from './circuit-breaker.ts';
import { canUndo, nameOf } from './describe-case.ts';
import { type KeptPlan, strategyOf, undoWords } from './make-plan.ts';
import { decidesByAsking } from './qualify.ts';

export type Requested =
  | { ok: true; response: ResponseState; state: CaseState }
  | { ok: false; because: string; nextStep: string; busy?: ResponseState };

type RequestServices = Pick<Services, 'cases' | 'clock' | 'vault' | 'policy' | 'table'>;

function responseIdOf(state: CaseState, kept: KeptPlan): { responseId: string; round: number } {
  const key = kept.plan.target.key;
  const ended = Object.values(state.responses).filter(
    (response) =>
      response.playbook === kept.playbook &&
      response.target.key === key &&
      response.status === 'ended' &&
      Boolean(response.undoes) === Boolean(kept.undoes),
  );
  const round = 1 + ended.length;
  return { responseId: referenceOf(kept.playbook, key, state.caseId, kept.undoes ? `undo ${kept.undoes}` : '', String(round)), round };
}

export function targetLine({ kind, label, key, account, region }: Target): ResponseAsked['target'] {
  return { kind, label, key, account, region };
}

export function stepLine(step: Step): ResponseAsked['steps'][number] {
  const { id, why, call, part } = step;
  const stays = !('call' in step.undo);
  return { id, why, call, undo: undoWords(step), ...(stays && { stays }), ...(part !== undefined && { part }) };
}

function busyWith(busy: ResponseState): { because: string; nextStep: string; busy: ResponseState } {
  return {
    because: `${busy.undoes ? 'Undo of ' : ''}${busy.title} on ${busy.target.label} was asked for already, by ${nameOf(busy.askedBy)}`,
    nextStep: 'Decide or cancel that one first.',
    busy,
  };
}

function refusedBy(state: CaseState, kept: KeptPlan): { because: string; nextStep: string; busy?: ResponseState } | undefined {
  for (const { key } of kept.plan.parts ?? [kept.plan.target]) {
    const busy = openResponse(state, key);
    if (busy) return busyWith(busy);
  }
  const undone = kept.undoes ? state.responses[kept.undoes] : undefined;
  if (kept.undoes && (!undone || !canUndo(state, undone)))
    return { because: 'This was undone already, or there is nothing left to undo', nextStep: 'The card shows what stands.' };
  return undefined;
}

type Deciding = Pick<ResponseAsked, 'mode' | 'people' | 'because' | 'levels' | 'vetoSeconds'>;

/** By itself, the one level is the time in which people may stop it. */
function decidedBy(strategy: Extract<Strategy, { decide: 'approval' | 'auto' }>, policy: Policy): Deciding {
  const { because } = strategy;
  const all = policy.approvals.levels.map(({ group, minutes }) => ({ name: group, seconds: Math.round(minutes * 60) }));
  if (strategy.decide === 'approval') return { mode: 'approval', people: strategy.people, because, levels: all };
  const { vetoSeconds } = strategy;
  const [first] = all;
  const levels = vetoSeconds > 0 && first ? [{ name: first.name, seconds: vetoSeconds }] : [];
  return { mode: 'auto', people: 1, because, levels, vetoSeconds };
}

/** What runs by itself takes its place in the hour first; when others were faster, the table is asked again, with the breaker open. */
async function settledStrategy(
  state: CaseState,
  kept: KeptPlan,
  responseId: string,
  requester: Parameters<typeof strategyOf>[2],
  services: RequestServices,
): Promise<Strategy> {
  const strategy = await strategyOf(state, kept, requester, services);
  if (strategy.decide !== 'auto') return strategy;
  const { target, risk } = kept.plan;
  if (await takePlace(responseId, target.account, risk, services)) return strategy;
  const again = await strategyOf(state, kept, requester, services);
  // The hour ended between the two looks: a person decides this one.
  return again.decide === 'auto' ? { decide: 'approval', people: 1, because: again.because } : again;
}

/** Appends `response-asked`, and the decision when one qualified person asks and one is enough. `clickId` makes a redelivery no second request. */
export async function requestResponse(
  caseId: string,
  kept: KeptPlan,
  reason: string,
  actor: Actor,
  person: PersonFacts | undefined,
  clickId: string,
  services: RequestServices,
): Promise<Requested> {
  const before = await services.cases.read(caseId);
  if (!before) return { ok: false, because: 'This case is not known', nextStep: 'Use the newest card in the channel.' };
  const requester = actor.kind === 'person' ? 'person' : actor.kind === 'console' ? 'console' : 'policy';
  const ids = responseIdOf(before, kept);
  const strategy = await settledStrategy(before, kept, ids.responseId, requester, services);
  if (strategy.decide === 'refuse' || strategy.decide === 'observe')
    return { ok: false, because: strategy.because, nextStep: strategy.nextStep };
  if (strategy.decide === 'ticket')
    return { ok: false, because: strategy.because, nextStep: 'A ticket for the owner is asked for instead.' };
  const { title = kept.playbook } = playbookOf(kept.playbook) ?? {};
  let refusal: ReturnType<typeof refusedBy>;
  let asked: ResponseAsked | undefined;
  const vault = await services.vault.put(`response-${caseId}-${ids.responseId}-${clickId.slice(0, 12)}`, kept);
  const decidedAlone = (current: CaseState): NewEvent[] => {
    const isEnough = strategy.decide === 'approval' && strategy.people === 1 && person;
    if (!isEnough || !decidesByAsking(person, current, kept.plan.parts ?? [kept.plan.target], services.policy)) return [];
    const data = { responseId: ids.responseId, decision: 'approved' as const, reason, onePerson: true, planHash: kept.hash };
    return [{ id: `${ids.responseId}:decided`, actor, kind: 'approval-decided', data }];
  };
  const { state } = await services.cases.append(caseId, (current) => {
    if (!current) return [];
    const id = `${ids.responseId}:asked`;
    const known = current.responses[ids.responseId];
    // Killed between asking and deciding: the decision is still to be recorded.
    if (known) return known.vault.id === vault.id && known.status === 'asked' && !known.decision ? decidedAlone(current) : [];
    refusal = refusedBy(current, kept);
    if (refusal) return [];
    const { target, parts, steps, facts, warnings } = kept.plan;
    asked = {
      ...ids,
      playbook: kept.playbook,
      title,
      ...(kept.undoes && { undoes: kept.undoes }),
      target: targetLine(target),
      ...(parts && { parts: parts.map(targetLine) }),
      risk: kept.plan.risk,
      reason,
      planHash: kept.hash,
      vault,
      steps: steps.map(stepLine),
      facts,
      warnings,
      ...(kept.plan.expiresAfterSeconds !== undefined && { expiresAfterSeconds: kept.plan.expiresAfterSeconds }),
      ...decidedBy(strategy, services.policy),
    };
    return [{ id, actor, kind: 'response-asked', data: asked }, ...decidedAlone(current)];
  });
  if (refusal) return { ok: false, ...refusal };
  const response = state?.responses[ids.responseId];
  if (!state || !response) return { ok: false, because: 'It could not be recorded', nextStep: 'Press the button again.' };
  // Two people at once: the first one's request stands, the second is told.
  if (response.vault.id !== vault.id) return { ok: false, ...busyWith(response) };
  return { ok: true, response, state };
}
