/** Check a response: measure each check of its playbook at its time after the last step, and conclude from what was measured. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { ResponseOutcome } from '../domain/events.ts';
import { partOf } from '../domain/merge-plans.ts';
import type { Plan } from '../domain/plan.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import type { Check, CheckResult, Playbook } from '../playbooks/define.ts';
import { playbook } from '../playbooks/index.ts';
import { callFailure } from './call-failure.ts';
import { pendingChecks } from './describe-case.ts';
import {
  endWith,
  eventOf,
  type Run,
  type RunServices,
  record,
  secondsUntil,
  stepsOver,
  storedPlan,
  type Turn,
  turn,
} from './response-run.ts';

type Checked = ResponseState['checks'][number];
interface Conclusion {
  outcome: ResponseOutcome;
  detail: string;
}

const undoSeconds = 15;

function lastStepAt({ stepStates }: ResponseState): number {
  return Math.max(...stepStates.map((step) => step?.at ?? 0));
}

function dueAt(response: ResponseState, { afterSeconds }: { afterSeconds: number }): number {
  return lastStepAt(response) + afterSeconds * 1000;
}

/** An undo is changing the target now: measuring would measure the undo. */
function isBeingUndone(state: CaseState, responseId: string): boolean {
  return Object.values(state.responses).some((other) => other.undoes === responseId && other.status === 'running');
}

function isOver({ outcome, undoneBy }: ResponseState): boolean {
  return undoneBy !== undefined || (outcome !== undefined && outcome !== 'CUT');
}

function reread(checks: Checked[]): string {
  const good = checks.filter((check) => check.proves === 'configuration' && check.result === 'ok');
  const times = good.length === 1 ? 'once' : `${good.length} times`;
  return `${good.at(-1)?.detail}, re-read ${times}`;
}

/** What was done: checks measure that, and what failed is named beside it. */
function donePlan({ response }: Run, plan: Plan): Plan {
  return { ...plan, steps: plan.steps.filter((_, index) => response.stepStates[index]?.status === 'done') };
}

function failedSteps({ steps, stepStates }: ResponseState): string[] {
  return steps.flatMap(({ why }, index) => (stepStates[index]?.status === 'failed' ? [`${why} (${stepStates[index]?.error})`] : []));
}

/** Which part of the plan holds, when the last look says that not all of it does. */
async function partly(run: Run, services: RunServices, seen: string): Promise<Conclusion> {
  const { plan } = await storedPlan(run, services);
  const made = playbook(run.response.playbook);
  const missing: string[] = failedSteps(run.response);
  for (const step of donePlan(run, plan).steps) {
    if ((await made?.observe(step, services.aws.reader(step.place ?? plan.target))) !== step.after) missing.push(step.why);
  }
  if (missing.length === 0 || missing.length === plan.steps.length) return { outcome: 'NOT_EFFECTIVE', detail: seen };
  return { outcome: 'PARTIAL', detail: `${seen}; missing: ${missing.join(', ')}` };
}

async function configured(run: Run, services: RunServices): Promise<Conclusion | undefined> {
  const { checks, undoes } = run.response;
  const made = checks.filter((check) => check.proves === 'configuration');
  const good = made.some((check) => check.result === 'ok');
  const newest = made.at(-1);
  const failed = failedSteps(run.response);
  if (newest?.result === 'ok' && failed.length > 0)
    return { outcome: 'PARTIAL', detail: `${newest.detail}; missing: ${failed.join(', ')}` };
  if (undoes && newest?.result === 'ok') return { outcome: 'UNDONE', detail: newest.detail };
  const owed = pendingChecks(run.response).some((check) => check.proves === 'configuration');
  if (owed || !newest) return undefined;
  if (newest.result === 'failed') return partly(run, services, newest.detail);
  if (undoes || !good) return { outcome: 'PARTIAL', detail: `done, but it could not be read back: ${newest.detail}` };
  const measurable = playbook(run.response.playbook)?.checks.some((check) => check.proves === 'effect');
  return { outcome: 'CUT', detail: `${reread(checks)}${measurable ? '' : '; effect not measurable'}` };
}

/** Bad news counts at once, good news too; that it cannot be measured is said when there is no further look. */
function effective(response: ResponseState): Conclusion | undefined {
  const effects = response.checks.filter((check) => check.proves === 'effect');
  const failed = effects.find(({ result }) => result === 'failed');
  if (failed) return { outcome: 'NOT_EFFECTIVE', detail: failed.detail };
  const good = effects.find(({ result }) => result === 'ok');
  if (good) return { outcome: 'CONTAINED', detail: good.detail };
  const last = effects.at(-1);
  if (!last || pendingChecks(response).length > 0) return undefined;
  return { outcome: 'CUT', detail: `${reread(response.checks)}; effect not measurable: ${last.detail}` };
}

/** From the log alone, so that a task killed between a check and its conclusion concludes the next time. */
async function conclude(run: Run, services: RunServices): Promise<Run> {
  if (run.response.outcome === undefined) {
    const first = await configured(run, services);
    if (!first) return run;
    await endWith(run, services, first.outcome, first.detail);
    return record(run, services, () => []);
  }
  const second = effective(run.response);
  if (!second) return run;
  return record(run, services, (response, state) =>
    isOver(response) || isBeingUndone(state, run.responseId)
      ? []
      : [eventOf(run, 'ended-effect', 'response-ended', { outcome: second.outcome, detail: withoutKeyIds(second.detail) })],
  );
}

/** Which check is next: wait for it, measure it, or end. */
export async function nextCheck(run: Run, services: RunServices): Promise<Turn> {
  if (run.response.steps.length === 0 || !stepsOver(run.response) || isOver(run.response)) return turn('end');
  if (isBeingUndone(run.state, run.responseId)) return turn('wait', undoSeconds);
  const { response } = await conclude(run, services);
  const [check] = isOver(response) ? [] : pendingChecks(response);
  if (!check) return turn('end');
  const wait = secondsUntil(dueAt(response, check), services.clock.now());
  return wait > 0 ? turn('wait', wait) : turn('check');
}

/** Each target by itself; one that is not as wanted makes the whole so. */
async function measure(made: Playbook, check: Check, plan: Plan, since: number, services: RunServices): Promise<CheckResult> {
  if (!plan.parts) return made.verify(check, plan, since, services.aws.reader(plan.target));
  const results: CheckResult[] = [];
  for (const [index, target] of plan.parts.entries()) {
    const part = partOf(plan, index);
    if (part.steps.length > 0) results.push(await made.verify(check, part, since, services.aws.reader(target)));
  }
  const failed = results.flatMap((result) => ('ok' in result && !result.ok ? [result.detail] : []));
  if (failed.length > 0) return { ok: false, detail: failed.join('; ') };
  const open = results.flatMap((result) => ('unmeasurable' in result ? [result.unmeasurable] : []));
  if (open.length > 0) return { unmeasurable: open.join('; ') };
  return { ok: true, detail: results.flatMap((result) => ('ok' in result ? [result.detail] : [])).join('; ') };
}

function lineOf(result: CheckResult): Pick<Checked, 'result' | 'detail'> {
  if ('unmeasurable' in result) return { result: 'unmeasurable', detail: withoutKeyIds(result.unmeasurable) };
  return { result: result.ok ? 'ok' : 'failed', detail: withoutKeyIds(result.detail) };
}

export async function checkResponse(run: Run, services: RunServices): Promise<Turn> {
  const made = playbook(run.response.playbook);
  const [check] = pendingChecks(run.response);
  // Not due: an earlier run of this task measured and was killed before it could say so.
  if (!made || !check || dueAt(run.response, check) > services.clock.now()) return turn('check');
  const { afterSeconds, proves } = check;
  const { plan } = await storedPlan(run, services);
  let result: CheckResult;
  try {
    result = await measure(made, check, donePlan(run, plan), lastStepAt(run.response), services);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    result = { unmeasurable: callFailure(error, `${services.deployment}-read in ${plan.target.account}`).words };
  }
  const line = lineOf(result);
  await record(run, services, (response, state) =>
    // Undone while it was measured: what was seen is the undo's doing.
    isOver(response) || isBeingUndone(state, run.responseId)
      ? []
      : [eventOf(run, `checked-${afterSeconds}`, 'checked', { afterSeconds, proves, ...line })],
  );
  return turn('check');
}
