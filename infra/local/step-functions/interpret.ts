/** The interpreter: follows a flow from state to state. */
import { attemptMap, attemptParallel } from './branches.ts';
import { ruleHolds } from './choice.ts';
import type { Flow, State, StateOf } from './definition.ts';
import { asStateError, StateError } from './errors.ts';
import type { Execution } from './execution.ts';
import { asData, contextOf, cut, type Engine, type Frame, finishResult, need, type Outcome, type Place, viewOf } from './frame.ts';
import { guarded } from './guard.ts';
import { parseExpression } from './intrinsics.ts';
import { attemptTask } from './task.ts';
import { fillTemplate } from './template.ts';

function pass(frame: Frame<StateOf<'Pass'>>): Outcome {
  const { state } = frame;
  const made = state.Parameters === undefined ? frame.input : fillTemplate(state.Parameters, viewOf(frame));
  return { output: finishResult(frame, state.Result === undefined ? made : state.Result), next: state.Next };
}

function choose(frame: Frame<StateOf<'Choice'>>): Outcome {
  const { state, input, context } = frame;
  const rule = state.Choices.find((candidate) => ruleHolds(candidate, viewOf(frame)));
  const next = rule ? String(rule.Next) : state.Default;
  if (next === undefined) throw new StateError('States.NoChoiceMatched', 'no rule of the choice holds and there is no Default');
  return { output: cut(state.OutputPath, input, context), next };
}

function due(frame: Frame<StateOf<'Wait'>>): number {
  const { state, place } = frame;
  const seconds = state.SecondsPath === undefined ? state.Seconds : need(state.SecondsPath, viewOf(frame));
  if (seconds !== undefined) {
    if (typeof seconds === 'number' && seconds >= 0) return place.engine.clock.now() + seconds * 1000;
    throw new StateError('States.Runtime', `cannot wait for ${JSON.stringify(seconds)} seconds`);
  }
  const timestamp = state.TimestampPath === undefined ? state.Timestamp : need(state.TimestampPath, viewOf(frame));
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  if (Number.isNaN(at)) throw new StateError('States.Runtime', `cannot wait until ${JSON.stringify(timestamp)}`);
  return at;
}

async function wait(frame: Frame<StateOf<'Wait'>>): Promise<Outcome> {
  const { state, place, input, context } = frame;
  const { clock } = place.engine;
  const at = due(frame);
  if (at > clock.now()) await place.scope.wait<void>((resolve) => clock.schedule(at, () => resolve()));
  return { output: cut(state.OutputPath, input, context), next: state.Next };
}

function fail(frame: Frame<StateOf<'Fail'>>): never {
  const { state } = frame;
  const view = { input: frame.raw, context: frame.context };
  const inWords = (path: string | undefined, fixed: string | undefined): string => {
    const value = path === undefined ? fixed : parseExpression(path)(view);
    return typeof value === 'string' ? value : JSON.stringify(value ?? '');
  };
  throw new StateError(inWords(state.ErrorPath, state.Error ?? ''), inWords(state.CausePath, state.Cause ?? ''));
}

function runState(frame: Frame): Promise<Outcome> | Outcome {
  const { state } = frame;
  switch (state.Type) {
    case 'Task':
      return guarded({ ...frame, state }, () => attemptTask({ ...frame, state }));
    case 'Map':
      return guarded({ ...frame, state }, () => attemptMap({ ...frame, state }, runFlow));
    case 'Parallel':
      return guarded({ ...frame, state }, () => attemptParallel({ ...frame, state }, runFlow));
    case 'Pass':
      return pass({ ...frame, state });
    case 'Choice':
      return choose({ ...frame, state });
    case 'Wait':
      return wait({ ...frame, state });
    case 'Succeed':
      return { output: cut(state.OutputPath, frame.input, frame.context) };
    case 'Fail':
      return fail({ ...frame, state });
  }
}

async function visit(name: string, state: State, raw: unknown, place: Place): Promise<Outcome> {
  const { execution } = place;
  const context = contextOf(name, place);
  execution.record(`${state.Type}StateEntered`, { name, input: raw });
  const input = cut('InputPath' in state ? state.InputPath : undefined, raw, context);
  const { output, next } = await runState({ state, raw, input, context, place });
  const data = asData(output, `the output of the state ${name}`);
  execution.record(`${state.Type}StateExited`, { name, output: data });
  return { output: data, next };
}

async function runFlow(flow: Flow, input: unknown, place: Place): Promise<unknown> {
  let data = input;
  for (let name: string | undefined = flow.StartAt; name !== undefined; ) {
    await place.scope.turn();
    const state: State | undefined = flow.States[name];
    if (!state) throw new StateError('States.Runtime', `there is no state "${name}"`);
    const outcome: Outcome = await visit(name, state, data, place);
    data = outcome.output;
    name = outcome.next;
  }
  return data;
}

/** Runs an execution to its end; never rejects. */
export async function runExecution(engine: Engine, execution: Execution): Promise<void> {
  const { scope, machine, input } = execution;
  const limit = machine.definition.TimeoutSeconds;
  if (limit !== undefined) {
    const { clock } = engine;
    const late = () =>
      execution.end({ status: 'TIMED_OUT', error: 'States.Timeout', cause: `the execution took longer than ${limit} seconds` });
    scope.onEnd(clock.schedule(clock.now() + limit * 1000, late));
  }
  try {
    const output = await runFlow(machine.definition, input, { engine, execution, scope });
    execution.end({ status: 'SUCCEEDED', output });
  } catch (thrown) {
    const error = asStateError(thrown);
    execution.end({ status: 'FAILED', error: error.error, cause: error.message });
  }
}
