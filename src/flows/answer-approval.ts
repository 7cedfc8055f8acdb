/** Approve, deny, cancel: one decision, by somebody who may; the append is the decision, and the first one wins. */
import { theResponse } from '../../blocks/response-words.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import { type CaseState, type ResponseState, targetsOf } from '../domain/case-state.ts';
import type { Actor, NewEvent } from '../domain/events.ts';
import type { Changes } from '../domain/foreign-task.ts';
import type { Services } from '../services/services.ts';
import { nameOf } from './describe-case.ts';
import {
  accountsOf,
  approverGroups,
  decidingGroups,
  isSecondPerson,
  mayApprove,
  mayBeOnCall,
  mayBreakGlass,
  ownsSuspect,
  whoCould,
} from './qualify.ts';

export type Answer =
  | { verb: 'approve'; comment?: string; changes?: Changes }
  | { verb: 'deny'; reason: string }
  | { verb: 'cancel' }
  /** Alone, where another one should have agreed. */
  | { verb: 'breakglass'; reason: string };

export type Answered =
  | { ok: true; waitsForSecond: boolean; response: ResponseState }
  | { ok: false; why: 'unknown' }
  | { ok: false; why: 'decided'; by: string; decision: string; at: number; reason?: string }
  | { ok: false; why: 'expired'; at: number; workflow: boolean }
  | { ok: false; why: Bar; what: string; because: string; could: string[] };

/** `not-yet`: on call at a level that is not asked yet; `on-call-unknown`: PagerDuty does not say who is on call. */
type Bar = 'own' | 'agreed' | 'own-credential' | 'not-approver' | 'not-yet' | 'on-call-unknown';

/** How it was decided already, for those who come late. */
export function settledAnswer(response: ResponseState): Extract<Answered, { ok: false }> | undefined {
  const { decision } = response;
  if (decision?.decision === 'expired') return { ok: false, why: 'expired', at: decision.at, workflow: response.foreign !== undefined };
  // What runs by itself has nobody's decision: it can be stopped until it begins, and undone afterwards.
  if (!decision && response.startedAt !== undefined)
    return { ok: false, why: 'decided', by: nameOf({ kind: 'policy' }), decision: 'approved', at: response.startedAt };
  if (!decision) return undefined;
  return {
    ok: false,
    why: 'decided',
    by: nameOf(decision.by),
    decision: decision.decision,
    at: decision.at,
    ...(decision.reason && { reason: decision.reason }),
  };
}

function unqualified(
  person: PersonFacts,
  answer: Answer,
  response: ResponseState,
  state: CaseState,
  services: Pick<Services, 'policy'>,
): Bar | undefined {
  // Whatever runs by itself can be stopped by anybody who may cancel here.
  if (response.mode === 'auto' && (answer.verb === 'deny' || answer.verb === 'cancel')) return undefined;
  const isRequester = response.askedBy.kind === 'person' && response.askedBy.id === person.id;
  // Saying no takes the right to it in the case's account only; agreeing, in every one that is acted on.
  const accounts = accountsOf(state, answer.verb === 'approve' ? targetsOf(response) : []);
  const may = mayApprove(person, accounts, services.policy, decidingGroups(response, services.policy, person));
  const later = !response.foreign?.group && mayApprove(person, accounts, services.policy);
  const notNow = later ? 'not-yet' : mayBeOnCall(person, accounts, services.policy) ? 'on-call-unknown' : 'not-approver';
  if (answer.verb === 'cancel') return isRequester || may ? undefined : notNow;
  if (answer.verb === 'breakglass') {
    if (ownsSuspect(person, state)) return 'own-credential';
    return mayBreakGlass(person, state, response, services.policy) ? undefined : 'not-approver';
  }
  if (!may) return notNow;
  if (answer.verb === 'deny') return undefined;
  if (ownsSuspect(person, state)) return 'own-credential';
  if (response.people === 1 || isSecondPerson(person, response)) return undefined;
  return isRequester ? 'own' : 'agreed';
}

/** Two people and an unknown requester: the first agreement only counts as the first. */
function needsAnother(response: ResponseState): boolean {
  return response.people === 2 && response.askedBy.kind !== 'person' && !response.given;
}

type Told = { id: string; name: string }[];

function decisionOf(answer: Answer, response: ResponseState, actor: Actor, told: Told): NewEvent {
  const { responseId, planHash } = response;
  if (answer.verb === 'cancel') return { id: `${responseId}:decided`, actor, kind: 'response-cancelled', data: { responseId } };
  if (answer.verb === 'approve' && needsAnother(response))
    return { id: `${responseId}:given`, actor, kind: 'approval-given', data: { responseId, planHash } };
  const alone = answer.verb === 'breakglass' && { breakGlass: true as const, told };
  const decision = answer.verb === 'deny' ? 'denied' : 'approved';
  const reason = answer.verb === 'approve' ? answer.comment : answer.reason;
  const changes = answer.verb === 'approve' && answer.changes;
  return {
    id: `${responseId}:decided`,
    actor,
    kind: 'approval-decided',
    data: { responseId, decision, ...(reason && { reason }), onePerson: false, ...alone, ...(changes && { changes }), planHash },
  };
}

const mostTold = 20;

/** Those who could have agreed, and are told that they were not asked. */
async function everyApprover(person: PersonFacts, { policy, directory }: Pick<Services, 'policy' | 'directory'>): Promise<Told> {
  const found = new Map<string, Told[number]>();
  for (const group of approverGroups(policy)) {
    for (const { id, name } of (await directory.members(group)) ?? []) if (id !== person.id) found.set(id, { id, name });
  }
  return [...found.values()].slice(0, mostTold);
}

export async function answerApproval(
  caseId: string,
  responseId: string,
  answer: Answer,
  person: PersonFacts,
  services: Pick<Services, 'cases' | 'policy' | 'directory'>,
): Promise<Answered> {
  const told = answer.verb === 'breakglass' ? await everyApprover(person, services) : [];
  const { team, id, name, aws } = person;
  const actor: Actor = { kind: 'person', team, id, name, ...(aws && { aws }) };
  let refused: Answered | undefined;
  let bar: ReturnType<typeof unqualified>;
  const { state, appended } = await services.cases.append(caseId, (current) => {
    const response = current?.responses[responseId];
    refused = response ? settledAnswer(response) : { ok: false, why: 'unknown' };
    bar = !refused && current && response ? unqualified(person, answer, response, current, services) : undefined;
    return refused || bar || !response ? [] : [decisionOf(answer, response, actor, told)];
  });
  const response = state?.responses[responseId];
  if (refused || !response) return refused ?? { ok: false, why: 'unknown' };
  if (bar) {
    const could = await whoCould(decidingGroups(response, services.policy, person), services.directory);
    const others = could.filter((each) => !each.startsWith(`@${person.name} `));
    return {
      ok: false,
      why: bar,
      what: theResponse(response),
      because: response.because,
      could: others,
    };
  }
  if (appended.length === 0) return settledAnswer(response) ?? { ok: true, waitsForSecond: !response.decision, response };
  return { ok: true, waitsForSecond: !response.decision, response };
}
