/** Recheck just before running: who agreed, is the target in the state they saw, is the plan made now still the one they agreed to. */

import { AwsCallError } from '../domain/aws-calls.ts';
import { targetsOf } from '../domain/case-state.ts';
import type { Actor, CaseEvent, ResponseOutcome } from '../domain/events.ts';
import { mergePlans } from '../domain/merge-plans.ts';
import { type Plan, planHash, type Refusal } from '../domain/plan.ts';
import type { Playbook } from '../playbooks/define.ts';
import { playbook } from '../playbooks/index.ts';
import { callFailure } from './call-failure.ts';
import { containedBy } from './lease-target.ts';
import { planTools } from './plan-tools.ts';
import { endWith, eventOf, type Run, type RunServices, record, type StoredPlan, storedPlan, type Turn, turn } from './response-run.ts';
import { stoppedBecause } from './stops.ts';

/** How the run ends before it began. */
interface Stop {
  outcome: ResponseOutcome;
  detail: string;
}

const refused = (detail: string): Stop => ({ outcome: 'REFUSED', detail });
const personKey = (actor: Actor) => (actor.kind === 'person' ? `${actor.team}-${actor.id}` : undefined);

/** The people who approved exactly this plan, from the log itself and not from any cache of it; one alone, by break-glass, is enough. */
async function approversIn(
  { caseId, response }: Run,
  { cases }: Pick<RunServices, 'cases'>,
): Promise<{ approvers: Set<string>; breakGlass: boolean }> {
  const approvers = new Set<string>();
  let breakGlass = false;
  for (const { body } of await cases.events(caseId)) {
    const { kind, data, actor } = JSON.parse(body) as CaseEvent;
    const agrees = kind === 'approval-given' || (kind === 'approval-decided' && data.decision === 'approved');
    const person = personKey(actor);
    if (!agrees || !person || data.responseId !== response.responseId || data.planHash !== response.planHash) continue;
    approvers.add(person);
    if (kind === 'approval-decided' && data.breakGlass) breakGlass = true;
  }
  return { approvers, breakGlass };
}

export async function authorityProblem(run: Run, services: RunServices): Promise<Stop | undefined> {
  const { mode, people, askedBy } = run.response;
  if (mode === 'auto') return undefined;
  const { approvers, breakGlass } = await approversIn(run, services);
  if (approvers.size === 0) return refused('nobody has approved this plan; ask again');
  if (people === 1 || breakGlass) return undefined;
  const requester = personKey(askedBy);
  if (requester) approvers.add(requester);
  return approvers.size >= 2
    ? undefined
    : refused('two people are needed, and the log names only one; ask again and have somebody else approve');
}

async function stopped({ response, state }: Run, { policy, table }: Pick<RunServices, 'policy' | 'table'>): Promise<Stop | undefined> {
  if (response.undoes) return undefined;
  for (const { account } of targetsOf(response)) {
    const because = await stoppedBecause(table, account, response.playbook);
    if (because) return refused(because);
  }
  const mode = policy.playbooks[response.playbook]?.[state.environment];
  if (mode !== 'off' && mode !== 'observe') return undefined;
  return refused(`policy has switched ${response.playbook} to ${mode} in ${state.environment} since it was asked for`);
}

/** What is different, in the plan's own lines. */
function difference(before: Plan, now: Plan): string {
  const whys = (plan: Plan) => new Map(plan.steps.map((step) => [step.why, step.why]));
  const warnings = (plan: Plan) => new Map(plan.warnings.map((warning) => [warning.code, warning.text]));
  const missing = (from: Map<string, string>, others: Map<string, string>) =>
    [...from].filter(([key]) => !others.has(key)).map(([, words]) => words);
  const lines = [
    ...missing(whys(now), whys(before)).map((why) => `new step: ${why}`),
    ...missing(whys(before), whys(now)).map((why) => `no longer a step: ${why}`),
    ...missing(warnings(now), warnings(before)).map((text) => `new warning: ${text}`),
    ...missing(warnings(before), warnings(now)).map((text) => `no longer a warning: ${text}`),
  ];
  return lines.length > 0 ? lines.join(' · ') : 'a value that a step expects or changes is different now';
}

async function replan(run: Run, made: Playbook, stored: StoredPlan, services: RunServices): Promise<Stop | undefined> {
  const { plan } = stored;
  const now = await planAgain(run, made, stored, services);
  if (!('refused' in now)) {
    return planHash(now) === run.response.planHash ? undefined : { outcome: 'PLAN_CHANGED', detail: difference(plan, now) };
  }
  if (!now.already) return refused(`${now.refused}. ${now.nextStep}`);
  const by = await containedBy(run, services);
  const where = by?.caseId === run.caseId ? 'an earlier response of this case' : `case ${by?.caseId}`;
  return { outcome: 'ALREADY', detail: by ? `${now.refused}: contained by ${where}; undo it there` : `${now.refused}. ${now.nextStep}` };
}

async function planAgain(run: Run, made: Playbook, { plan, offer, offers }: StoredPlan, services: RunServices): Promise<Plan | Refusal> {
  if (!offers) return made.plan(offer, planTools(run.caseId, plan.target, services));
  const plans: Plan[] = [];
  for (const each of offers) {
    const one = await made.plan(each, planTools(run.caseId, each.target, services));
    // What has become different for one target makes it another plan.
    if ('refused' in one) return { ...one, already: false };
    plans.push(one);
  }
  return mergePlans(plans);
}

/** An undo takes back only what is still as we left it. */
async function drift(made: Playbook, { plan }: StoredPlan, services: RunServices): Promise<Stop | undefined> {
  let left = 0;
  for (const step of plan.steps) {
    const seen = await made.observe(step, services.aws.reader(step.place ?? plan.target));
    if (seen === step.before) left += 1;
    // What an earlier try took back already is no drift, as long as something is left.
    if (seen === step.before || (seen === step.after && plan.steps.length > 1)) continue;
    const what = plan.steps.length > 1 ? `${step.why}: it` : plan.target.label;
    return refused(
      `somebody changed it since: ${what} is ${seen.toLowerCase()} now, not ${step.before.toLowerCase()}. Look at who did it before anything else`,
    );
  }
  return left > 0 ? undefined : refused('all of it was taken back already');
}

async function livePlan(run: Run, services: RunServices): Promise<Stop | undefined> {
  const made = playbook(run.response.playbook);
  if (!made) return refused(`there is no playbook ${run.response.playbook} any more`);
  const stored = await storedPlan(run, services);
  if (planHash(stored.plan) !== run.response.planHash) return refused('the stored plan is not the one that was shown; ask again');
  try {
    return run.response.undoes ? await drift(made, stored, services) : await replan(run, made, stored, services);
  } catch (error) {
    // What may pass is tried again by the state machine.
    if (!(error instanceof AwsCallError) || callFailure(error).again) throw error;
    return { outcome: 'FAILED', detail: `it could not be looked at again: ${callFailure(error).words}` };
  }
}

export async function recheckPlan(run: Run, services: RunServices): Promise<Turn> {
  // Begun already: the plan was right when it began, and our own changes are no news.
  if (run.response.stepStates.length > 0) return turn('on');
  const stop = (await stopped(run, services)) ?? (await authorityProblem(run, services)) ?? (await livePlan(run, services));
  if (stop) return endWith(run, services, stop.outcome, stop.detail);
  // Whoever stopped it was told that nothing changes: their word and this beginning are in one order, the log's.
  const after = await record(run, services, ({ outcome, decision }) =>
    outcome || (decision && decision.decision !== 'approved') ? [] : [eventOf(run, 'started', 'response-started', {})],
  );
  return turn(after.response.outcome || after.response.startedAt === undefined ? 'end' : 'on');
}
