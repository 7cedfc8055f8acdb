/** What people answered about a held policy: restored by the undo of its hold, limited to what they agreed to, or kept held. */
import { authorize } from '../domain/authorize.ts';
import { openResponse, type ResponseState } from '../domain/case-state.ts';
import { limitedDocument } from '../domain/limited-policy.ts';
import { planHash } from '../domain/plan.ts';
import type { Verb } from '../domain/policy.ts';
import { holdPolicyVersion } from '../playbooks/hold-policy-version.ts';
import { limitPolicy } from '../playbooks/limit-policy.ts';
import { canUndo, nameOf } from './describe-case.ts';
import { isRefusal, type KeptPlan, planLive, undoPlan } from './make-plan.ts';
import { requestResponse } from './request-response.ts';
import { requestTicket } from './request-ticket.ts';
import { askedFor, planned, tellRefused, type Watch, type WatchServices, type WatchTurn, watchTurn } from './watch-run.ts';

type Decision = NonNullable<ResponseState['decision']>;

const againSeconds = 15;

/** Where people answered, and which execution asked. */
export interface Answered {
  approvalCaseId: string;
  executionArn: string;
}

/** The log decides, not what the state machine was told; undefined when this execution has no answer there. */
async function decisionOf({ approvalCaseId, executionArn }: Answered, { cases }: WatchServices): Promise<Decision | undefined> {
  const state = approvalCaseId === '' ? undefined : await cases.read(approvalCaseId);
  return Object.values(state?.responses ?? {}).find(({ foreign }) => foreign?.executionArn === executionArn)?.decision;
}

interface Allowed {
  decision: Decision;
  /** The case in which people answered. */
  where: string;
}

/** On the word of whoever decided, as if they had asked for it in this case: with their rights of now, and through the same gates. */
async function ask(watch: Watch, kept: KeptPlan, verb: Verb, { decision, where }: Allowed, services: WatchServices): Promise<WatchTurn> {
  const { id, caseId } = watch;
  const { by, reason } = decision;
  const over = watchTurn('over', { caseId });
  if (by.kind !== 'person') return over;
  const person = await services.directory.person(by.team, by.id);
  const { account } = kept.plan.target;
  if (!authorize(person, verb, account, services.policy).ok) {
    const why = `${nameOf(by)} allowed it, and has no right to ${verb === 'undo' ? 'undo' : 'ask for'} responses in ${account}`;
    await tellRefused(watch, kept.playbook, { refused: why, nextStep: 'Have somebody who may undo the hold here' }, services);
    return over;
  }
  const asked = await requestResponse(caseId, kept, `allowed in case ${where}${reason ? `: ${reason}` : ''}`, by, person, id, services);
  if (asked.ok) return over;
  if (asked.busy) return watchTurn('wait', { caseId, seconds: againSeconds });
  await tellRefused(watch, kept.playbook, { refused: asked.because, nextStep: asked.nextStep }, services);
  return over;
}

/** Asked for, and killed before the decision was recorded, is asked for again: that adds the decision and nothing else. */
function isSettled(known: ResponseState | undefined): boolean {
  return known !== undefined && (known.decision !== undefined || known.status !== 'asked');
}

/** The hold of this execution as long as it stands. "wait": it is still being proved, or something else works on the policy. */
function standingHold(watch: Watch): ResponseState | 'wait' | undefined {
  const held = askedFor(watch, holdPolicyVersion.id);
  if (!held || held.undoneBy) return undefined;
  if (openResponse(watch.state, watch.watched.key)) return 'wait';
  return canUndo(watch.state, held) ? held : undefined;
}

export async function restorePolicy(watch: Watch, answered: Answered, services: WatchServices): Promise<WatchTurn> {
  const { caseId } = watch;
  const decision = await decisionOf(answered, services);
  if (decision?.decision !== 'approved' || decision.changes) throw new Error('the log does not say that this policy may be restored');
  const first = askedFor(watch, holdPolicyVersion.id);
  const known = first && askedFor(watch, holdPolicyVersion.id, first.responseId);
  if (!first || isSettled(known)) return watchTurn('over', { caseId });
  const held = known ? first : standingHold(watch);
  if (held === 'wait') return watchTurn('wait', { caseId, seconds: againSeconds });
  return held
    ? ask(watch, await undoPlan(held, services.vault), 'undo', { decision, where: answered.approvalCaseId }, services)
    : watchTurn('over', { caseId });
}

export async function limitHeldPolicy(watch: Watch, answered: Answered, services: WatchServices): Promise<WatchTurn> {
  const { caseId } = watch;
  const decision = await decisionOf(answered, services);
  const changes = decision?.decision === 'approved' ? decision.changes : undefined;
  if (!decision || !changes) throw new Error('the log does not say what of this policy may be allowed');
  const where = answered.approvalCaseId;
  const known = askedFor(watch, limitPolicy.id);
  if (isSettled(known)) return watchTurn('over', { caseId });
  if (known) return ask(watch, await services.vault.get<KeptPlan>(known.vault), 'respond', { decision, where }, services);
  const held = standingHold(watch);
  if (held === 'wait') return watchTurn('wait', { caseId, seconds: againSeconds });
  if (!held) return watchTurn('over', { caseId });
  const { offer } = await services.vault.get<KeptPlan>(held.vault);
  const { policyArn = '' } = offer.secret;
  const chosen = { target: offer.target, secret: { policyArn, document: limitedDocument(changes) } };
  const plan = await planned(planLive(caseId, limitPolicy, chosen, services));
  if (isRefusal(plan)) {
    if (!plan.already) await tellRefused(watch, limitPolicy.id, plan, services);
    return watchTurn('over', { caseId });
  }
  const kept = { playbook: limitPolicy.id, plan, hash: planHash(plan), offer: chosen, plannedAt: services.clock.now() };
  return ask(watch, kept, 'respond', { decision, where }, services);
}

function becauseOf(decision: Decision | undefined): string {
  if (!decision) return 'people could not be asked';
  if (decision.decision === 'approved') return `${nameOf(decision.by)} allowed it, and it could not be restored`;
  if (decision.decision === 'expired') return 'nobody decided in time';
  return `${nameOf(decision.by)} said no${decision.reason ? `: ${decision.reason}` : ''}`;
}

/** Nothing is changed: it stays as it is, and its owner is told by a ticket. */
export async function keepHeld(watch: Watch, answered: Answered, services: WatchServices): Promise<WatchTurn> {
  const { id, caseId, state, watched } = watch;
  const held = askedFor(watch, holdPolicyVersion.id);
  if (held && !held.undoneBy && held.stepStates.some((step) => step?.status === 'done')) {
    const because = `it stays held: ${becauseOf(await decisionOf(answered, services))}`;
    await requestTicket(state, { id: `watch:${id}`, playbook: holdPolicyVersion.id, label: watched.label, because }, services);
  }
  return watchTurn('over', { caseId });
}
