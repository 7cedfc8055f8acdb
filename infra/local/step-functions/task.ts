/** Task states: one invocation of a function, answered by its result or through a task token. */
import type { StateOf } from './definition.ts';
import { asStateError, lambdaError, StateError } from './errors.ts';
import { asData, type Frame, need, viewOf } from './frame.ts';
import { fillTemplate } from './template.ts';

type TaskFrame = Frame<StateOf<'Task'>>;

function secondsOf(frame: TaskFrame, kind: 'Timeout' | 'Heartbeat'): number | undefined {
  const path = frame.state[`${kind}SecondsPath`];
  if (path === undefined) return frame.state[`${kind}Seconds`];
  const value = need(path, viewOf(frame));
  if (Number.isInteger(value) && Number(value) > 0) return Number(value);
  throw new StateError('States.Runtime', `${kind}SecondsPath '${path}' does not lead to a positive whole number`);
}

function recordFailure(frame: TaskFrame, error: StateError, resource: Record<string, unknown>): void {
  const late = error.error === 'States.Timeout' || error.error === 'States.HeartbeatTimeout';
  frame.place.execution.record(late ? 'TaskTimedOut' : 'TaskFailed', { ...resource, error: error.error, cause: error.message });
}

/** The first of: the answer, an error, the timeout. A function that is still running then goes on, unheard. */
function call(frame: TaskFrame, token: string | undefined, resource: Record<string, unknown>): Promise<unknown> {
  const { engine, execution, scope } = frame.place;
  const { clock, tokens } = engine;
  const parameters = fillTemplate(frame.state.Parameters, viewOf(frame)) as { FunctionName: unknown; Payload?: unknown };
  const payload = asData(parameters.Payload ?? {}, 'the payload');
  const timeout = secondsOf(frame, 'Timeout');
  const heartbeat = secondsOf(frame, 'Heartbeat');
  execution.record('TaskScheduled', {
    ...resource,
    region: execution.machine.region,
    parameters,
    timeoutInSeconds: timeout,
    heartbeatInSeconds: heartbeat,
  });
  execution.record('TaskStarted', resource);
  return scope.wait((resolve, reject) => {
    const late = () => reject(new StateError('States.Timeout', `the task took longer than ${timeout} seconds`));
    const stopTimer = timeout === undefined ? () => {} : clock.schedule(clock.now() + timeout * 1000, late);
    const account = execution.machine.account;
    const close = token === undefined ? () => {} : tokens.open(token, heartbeat, { account, resolve, reject });
    let open = true;
    clock
      .runApart(async () => engine.invoke(String(parameters.FunctionName), payload))
      .then(
        (answer) => {
          if (token === undefined) resolve({ ExecutedVersion: '$LATEST', Payload: answer ?? null, StatusCode: 200 });
          else if (open) execution.record('TaskSubmitted', { ...resource, output: { StatusCode: 200 } });
        },
        (thrown: unknown) => reject(lambdaError(thrown)),
      );
    return () => {
      open = false;
      stopTimer();
      close();
    };
  });
}

export async function attemptTask(frame: TaskFrame): Promise<unknown> {
  const { execution, engine } = frame.place;
  const resource = { resourceType: 'lambda', resource: frame.state.Resource.split(':').at(-1) };
  const token = frame.state.Resource.endsWith('.waitForTaskToken') ? engine.tokens.issue() : undefined;
  if (token) frame.context.Task = { Token: token };
  try {
    const result = asData(await call(frame, token, resource), 'the result');
    execution.record('TaskSucceeded', { ...resource, output: result });
    return result;
  } catch (thrown) {
    const error = asStateError(thrown);
    recordFailure(frame, error, resource);
    throw error;
  }
}
