/** Run the next step of a response: probe, journal, call, record. Killed anywhere and run again, it makes no call twice. */
import { AwsCallError, type CallInput, type WriteName } from '../domain/aws-calls.ts';
import type { ResponseState } from '../domain/case-state.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { playbook } from '../playbooks/index.ts';
import { type CallFailure, callFailure } from './call-failure.ts';
import { holdContainment } from './lease-target.ts';
import { eventOf, type Run, type RunServices, record, secondsUntil, storedPlan, type Turn, turn } from './response-run.ts';

interface StepRun {
  run: Run;
  index: number;
  plan: Plan;
  step: Step;
  services: RunServices;
}

const mostFailures = 3;
/** Reads may show the old value for some seconds after a change. */
const catchUpMilliseconds = 10_000;

function failuresOf({ state, responseId }: Run, index: number): number {
  return state.eventIds.filter((id) => id.startsWith(`${responseId}:step-${index}:failed-`)).length;
}

function roleOf(plan: Plan): 'contain' | 'destroy' {
  return plan.risk === 'irreversible' ? 'destroy' : 'contain';
}

/** Who is behind the call, as CloudTrail shows it. */
function identityOf({ decision, askedBy }: ResponseState, deployment: string): string {
  const person = [decision?.by, askedBy].find((actor) => actor?.kind === 'person');
  return person?.kind === 'person' ? `${person.team}-${person.id}` : `${deployment}-auto`;
}

async function fail({ run, index, services }: StepRun, failure: CallFailure): Promise<Turn> {
  const nth = failuresOf(run, index) + 1;
  // After an unclear last try one more look decides.
  const final = !failure.again || (nth >= mostFailures && !failure.unclear);
  await record(run, services, () => [
    eventOf(run, `step-${index}:failed-${nth}`, 'step-failed', { step: index, error: failure.words, final }),
  ]);
  if (final) return turn('failed');
  return turn('more', failure.unclear ? catchUpMilliseconds / 1000 : 2 ** nth);
}

async function done({ run, index, services }: StepRun, requestId?: string): Promise<Turn> {
  await record(run, services, ({ stepStates }) => {
    // Without an intent of ours it was somebody else.
    const already = stepStates[index]?.vault === undefined && { already: true };
    return [eventOf(run, `step-${index}:done`, 'step-done', { step: index, ...(requestId && { requestId }), ...already })];
  });
  services.faults?.crash('after-record');
  return turn('more');
}

/** Written before the call: what is about to be done, and how to take it back. */
async function intend({ run, index, step, services }: StepRun, before: string): Promise<{ mine: boolean }> {
  const { id, why, call, input, undo } = step;
  const vault = await services.vault.put(`journal-${run.responseId}-${index}`, { call, input, before, undo });
  const nth = failuresOf(run, index);
  const { fresh } = await record(run, services, () => [
    eventOf(run, `step-${index}:intended-${nth}`, 'step-intended', { step: index, id, why, call, vault }),
  ]);
  services.faults?.crash('after-intent');
  return { mine: fresh };
}

async function carryOut(work: StepRun): Promise<Turn> {
  const { run, plan, step, services } = work;
  const { account, region } = plan.target;
  const write = services.aws.writer({
    account,
    region,
    roleClass: roleOf(plan),
    sourceIdentity: identityOf(run.response, services.deployment),
  });
  const { requestId } = await write(step.call, step.input as unknown as CallInput<WriteName>);
  services.faults?.crash('after-call');
  return done(work, requestId);
}

/** The target is as the plan expects to find it: call now, unless an earlier call may still be on its way. */
async function change(work: StepRun, seen: string): Promise<Turn> {
  const { run, index, services } = work;
  const known = run.response.stepStates[index];
  if (failuresOf(run, index) >= mostFailures) {
    return fail(work, { words: known?.error ?? 'the call failed every time', again: false, unclear: false });
  }
  if (known?.status === 'intended') {
    const wait = secondsUntil(known.at + catchUpMilliseconds, services.clock.now());
    return wait > 0 ? turn('more', wait) : carryOut(work);
  }
  const { mine } = await intend(work, seen);
  // Somebody else has just written this very intent: theirs is the call, ours to look again.
  return mine ? carryOut(work) : turn('more', catchUpMilliseconds / 1000);
}

async function attempt(work: StepRun): Promise<Turn> {
  const { run, plan, step, services } = work;
  const made = playbook(run.response.playbook);
  if (!made) return fail(work, { words: `there is no playbook ${run.response.playbook} any more`, again: false, unclear: false });
  const seen = await made.observe(step, services.aws.reader(plan.target));
  if (seen === step.after) return done(work);
  if (seen === step.before) return change(work, seen);
  const words = `somebody changed it since the plan: ${plan.target.label} is ${seen.toLowerCase()} now, not ${step.before.toLowerCase()}`;
  return fail(work, { words, again: false, unclear: false });
}

export async function runStep(run: Run, services: RunServices): Promise<Turn> {
  const { response } = run;
  // Whoever calls this task out of order changes nothing: only a recheck that went well starts a response.
  if (response.startedAt === undefined) return turn('failed');
  const index = response.steps.findIndex((_, at) => response.stepStates[at]?.status !== 'done');
  if (index < 0) {
    await holdContainment(run, services);
    return turn('done');
  }
  if (response.stepStates[index]?.status === 'failed' && response.stepStates[index]?.final) return turn('failed');
  const { plan } = await storedPlan(run, services);
  const step = plan.steps[index];
  if (!step) throw new Error(`the stored plan of response ${run.responseId} has no step ${index}`);
  const work = { run, index, plan, step, services };
  try {
    return await attempt(work);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return fail(work, callFailure(error, `${services.deployment}-${roleOf(plan)} in ${plan.target.account}`));
  }
}
