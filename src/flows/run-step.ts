/** Run the next step of a response: probe, journal, call, record. Killed anywhere and run again, it makes no call twice. */
import { AwsCallError, type CallInput, type WriteName } from '../domain/aws-calls.ts';
import type { ResponseState, StepState } from '../domain/case-state.ts';
import { waveProblem } from '../domain/merge-plans.ts';
import type { Plan, Step } from '../domain/plan.ts';
import type { Playbook } from '../playbooks/define.ts';
import { playbook } from '../playbooks/index.ts';
import { type CallFailure, callFailure } from './call-failure.ts';
import { setDue } from './due.ts';
import { expiryOf } from './expire-block.ts';
import { holdContainment, renewLease } from './lease-target.ts';
import {
  eventOf,
  isOver,
  type Run,
  type RunServices,
  record,
  secondsUntil,
  stepsOver,
  storedPlan,
  type Turn,
  turn,
} from './response-run.ts';
import { stoppedBecause } from './stops.ts';

interface StepRun {
  run: Run;
  index: number;
  plan: Plan;
  step: Step;
  made: Playbook;
  place: { account: string; region: string };
  services: RunServices;
}

const mostFailures = 3;
/** Reads may show the old value for some seconds after a change. */
const catchUpMilliseconds = 10_000;
/** How often a target that is on its way is looked at. */
const settleSeconds = 5;

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

async function fail(
  { run, index, step, services }: Pick<StepRun, 'run' | 'index' | 'step' | 'services'>,
  failure: CallFailure,
): Promise<Turn> {
  const nth = failuresOf(run, index) + 1;
  // After an unclear last try one more look decides.
  const final = !failure.again || (nth >= mostFailures && !failure.unclear);
  const goesOn = final && step.goesOn === true && { goesOn: true };
  await record(run, services, () => [
    eventOf(run, `step-${index}:failed-${nth}`, 'step-failed', { step: index, error: failure.words, final, ...goesOn }),
  ]);
  if (final) return turn(goesOn ? 'more' : 'failed');
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
async function intend({ run, index, step, services }: StepRun, before: string, input: Step['input']): Promise<{ mine: boolean }> {
  const { id, why, call, undo } = step;
  const vault = await services.vault.put(`journal-${run.responseId}-${index}`, { call, input, before, undo });
  const nth = failuresOf(run, index);
  const { fresh } = await record(run, services, () => [
    eventOf(run, `step-${index}:intended-${nth}`, 'step-intended', { step: index, id, why, call, vault }),
  ]);
  services.faults?.crash('after-intent');
  return { mine: fresh };
}

/** With what exists only now: ids of things that earlier steps made, and times. */
function inputOf({ made, step, place, run, services }: StepRun): Promise<Step['input']> | Step['input'] {
  const tools = { read: services.aws.reader(place), now: services.clock.now(), caseId: run.caseId };
  return made.complete?.(step, tools) ?? step.input;
}

async function carryOut(work: StepRun, input: Step['input']): Promise<Turn> {
  const { run, index, plan, step, place, services } = work;
  const write = services.aws.writer({
    ...place,
    roleClass: roleOf(plan),
    sourceIdentity: identityOf(run.response, services.deployment),
    caseId: run.caseId,
  });
  const { requestId } = await write(step.call, input as unknown as CallInput<WriteName>);
  services.log.info('a step was called in AWS', { caseId: run.caseId, responseId: run.responseId, call: step.call, ...place, requestId });
  services.faults?.crash('after-call');
  if (step.settles === undefined) return done(work, requestId);
  await record(run, services, () => [
    eventOf(run, `step-${index}:called-${failuresOf(run, index)}`, 'step-called', { step: index, ...(requestId && { requestId }) }),
  ]);
  services.faults?.crash('after-record');
  return turn('more', settleSeconds);
}

/** AWS took the call and the target is on its way: looked at until it is there or its time is over. */
async function settle(work: StepRun, seen: string, since: number): Promise<Turn> {
  const { step, services } = work;
  const until = since + (step.settles ?? 0) * 1000;
  if (services.clock.now() < until) return turn('more', settleSeconds);
  const words = `AWS took the call, but it is ${seen.toLowerCase()} still, not ${step.after.toLowerCase()}`;
  return fail(work, { words, again: false, unclear: false });
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
    return wait > 0 ? turn('more', wait) : carryOut(work, await inputOf(work));
  }
  const halt = run.response.undoes ? undefined : await stoppedBecause(services.table, work.place.account, run.response.playbook);
  // What was begun before stays as it is; nothing more begins.
  if (halt) return fail({ ...work, step: { ...work.step, goesOn: false } }, { words: halt, again: false, unclear: false });
  const input = await inputOf(work);
  const { mine } = await intend(work, seen, input);
  // Somebody else has just written this very intent: theirs is the call, ours to look again.
  return mine ? carryOut(work, input) : turn('more', catchUpMilliseconds / 1000);
}

/** The step that this one needs and that failed. */
function neededFailure({ response }: Run, { needs = [], part }: Step): StepState | undefined {
  return response.stepStates.find(
    (other, at) => other?.status === 'failed' && needs.includes(other.id) && response.steps[at]?.part === part,
  );
}

/** Several targets: no further wave begins when too many of the earlier targets failed. */
function stoppedWave({ response }: Run, index: number, { part }: Step): string | undefined {
  if (part === undefined || response.steps[index - 1]?.part === part) return undefined;
  const failed = new Set(response.steps.flatMap((other, at) => (response.stepStates[at]?.status === 'failed' ? [other.part ?? 0] : [])));
  return waveProblem(part, failed);
}

async function attempt(work: StepRun): Promise<Turn> {
  const { run, index, plan, step, made, place, services } = work;
  const known = run.response.stepStates[index];
  const missing = neededFailure(run, step);
  if (missing) return fail(work, { words: `not tried, for this did not work: ${missing.why}`, again: false, unclear: false });
  const before = run.response.stepStates[index - 1];
  const wait = step.waits !== undefined && before && !known ? secondsUntil(before.at + step.waits * 1000, services.clock.now()) : 0;
  if (wait > 0) return turn('more', wait);
  const seen = await made.observe(step, services.aws.reader(place));
  if (seen === step.after) return done(work);
  // On its way, or killed between the call and its record: what is neither as before nor as wanted is looked at again.
  const onItsWay = known?.status === 'intended' && (known.called || (step.settles !== undefined && seen !== step.before));
  if (known && onItsWay) return settle(work, seen, known.at);
  if (seen === step.before) return change(work, seen);
  const what = plan.steps.length > 1 ? `${step.why}: it` : plan.target.label;
  const words = `somebody changed it since the plan: ${what} is ${seen.toLowerCase()} now, not ${step.before.toLowerCase()}`;
  return fail(work, { words, again: false, unclear: false });
}

/** `destroying`: this is the one function that the destroy role trusts. */
export async function runStep(run: Run, services: RunServices, destroying = false): Promise<Turn> {
  const { response } = run;
  // Whoever calls this task out of order changes nothing: only a recheck that went well starts a response.
  if (response.startedAt === undefined) return turn('failed');
  const index = response.steps.findIndex((_, at) => !isOver(response.stepStates[at]));
  if (index < 0) {
    if (!stepsOver(response) && response.steps.length > 0) return turn('failed');
    await holdContainment(run, services);
    const expiry = expiryOf(response);
    if (expiry !== undefined) await setDue(services.table, expiry, run.caseId, 'block-expiry');
    return turn('done');
  }
  if (response.stepStates[index]?.status === 'failed' && response.stepStates[index]?.final) return turn('failed');
  const { plan } = await storedPlan(run, services);
  const step = plan.steps[index];
  if (!step) throw new Error(`the stored plan of response ${run.responseId} has no step ${index}`);
  const made = playbook(response.playbook);
  if (!made)
    return fail(
      { run, index, step, services },
      { words: `there is no playbook ${response.playbook} any more`, again: false, unclear: false },
    );
  if (roleOf(plan) === 'destroy' && !destroying) return turn('destroy');
  const place = step.place ?? { account: plan.target.account, region: plan.target.region };
  const work = { run, index, plan, step, made, place, services };
  const wave = stoppedWave(run, index, step);
  if (wave) return fail({ ...work, step: { ...step, goesOn: false } }, { words: wave, again: false, unclear: false });
  if (!(await renewLease(run, services)))
    return fail(work, { words: 'another response works on the target now', again: false, unclear: false });
  try {
    return await attempt(work);
  } catch (error) {
    if (!(error instanceof AwsCallError)) throw error;
    return fail(work, callFailure(error, `${services.deployment}-${roleOf(plan)} in ${place.account}`));
  }
}
