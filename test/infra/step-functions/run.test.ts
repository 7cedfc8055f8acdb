/** Tasks of an execution on the virtual clock: what they get and answer, how they are tried again, how they fail. */
import { describe, expect, test } from 'vitest';
import { INVOKE, rig, run, START, single } from './rig.ts';

const task = { Type: 'Task', Resource: INVOKE, Parameters: { FunctionName: 'work', 'Payload.$': '$' } };

class Busy extends Error {
  override name = 'Busy';
}

function failing(times: number, error: () => Error) {
  const at: number[] = [];
  return {
    at,
    work: (now: () => number) => () => {
      at.push((now() - START) / 1000);
      if (at.length <= times) throw error();
      return 'done';
    },
  };
}

describe('tasks', () => {
  test('a function gets a copy and answers in an envelope', async () => {
    const input = { deep: { n: 1 } };
    const work = (payload: Record<string, unknown>) => {
      (payload.deep as { n: number }).n = 2;
      return { got: payload };
    };
    const execution = await run(single({ ...task, ResultSelector: { 'got.$': '$.Payload.got' }, ResultPath: '$.r' }), input, { work });
    expect(execution.output).toEqual({ deep: { n: 1 }, r: { got: { deep: { n: 2 } } } });
    expect(execution.history.map((event) => event.type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('its error name and message arrive', async () => {
    const work = () => {
      throw new Busy('come back later');
    };
    const execution = await run(single(task), {}, { work });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Busy' });
    expect(JSON.parse(execution.cause ?? '')).toMatchObject({ errorType: 'Busy', errorMessage: 'come back later' });
  });

  test('the context object', async () => {
    const parameters = {
      FunctionName: 'work',
      Payload: { 'name.$': '$$.Execution.Name', 'id.$': '$$.Execution.Id', 'in.$': '$$.Execution.Input', 'state.$': '$$.State.Name' },
    };
    const { clock, start } = rig(single({ ...task, Parameters: parameters }), { work: (payload) => payload });
    const execution = start({ a: 1 }, 'run-1');
    await clock.settle();
    expect(execution.output).toMatchObject({ Payload: { name: 'run-1', id: execution.arn, in: { a: 1 }, state: 'Only' } });
  });

  test('a result that is too long is not caught by States.ALL', async () => {
    const state = { ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Only' }] };
    const execution = await run(single(state), {}, { work: () => 'x'.repeat(262_145) });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('retry', () => {
  test.each<[string, object, number[]]>([
    ['grows', { MaxAttempts: 4, IntervalSeconds: 2, BackoffRate: 2 }, [0, 2, 6, 14, 30]],
    ['grows to a limit', { MaxAttempts: 4, IntervalSeconds: 2, MaxDelaySeconds: 3 }, [0, 2, 5, 8, 11]],
    ['has defaults', {}, [0, 1, 3, 7]],
    ['can be nothing', { MaxAttempts: 0 }, [0]],
  ])('%s', async (_, retrier, at) => {
    const attempts = failing(9, () => new Busy());
    const functions = { work: () => 'replaced' as unknown };
    const { clock, start } = rig(single({ ...task, Retry: [{ ErrorEquals: ['Busy'], ...retrier }] }), functions);
    functions.work = attempts.work(() => clock.now());
    const execution = start();
    await clock.advance(100);
    expect(attempts.at).toEqual(at);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'Busy' });
  });

  test('ends with success, and each retrier counts for itself', async () => {
    const errors = [new Busy(), new Error('b'), new Busy()];
    const work = () => {
      const next = errors.shift();
      if (next) throw next;
      return 'done';
    };
    const Retry = [
      { ErrorEquals: ['Busy'], MaxAttempts: 2 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 1 },
    ];
    const { clock, start } = rig(single({ ...task, Retry }), { work });
    const execution = start();
    await clock.advance(60);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', output: { Payload: 'done', StatusCode: 200 } });
  });
});

describe('fail', () => {
  test.each<[string, object, object]>([
    ['fixed words', { Error: 'Denied', Cause: 'not tonight' }, { error: 'Denied', cause: 'not tonight' }],
    [
      'words from the input',
      { ErrorPath: '$.e', CausePath: "States.Format('because of {}', $.n)" },
      { error: 'Late', cause: 'because of 7' },
    ],
  ])('%s', async (_, fields, ending) => {
    const execution = await run({ StartAt: 'F', States: { F: { Type: 'Fail', ...fields } } }, { e: 'Late', n: 7 });
    expect(execution).toMatchObject({ status: 'FAILED', ...ending });
  });
});

describe('catch', () => {
  const caught = { Type: 'Pass', End: true };
  test.each<[string, string[], boolean]>([
    ['by name', ['Busy'], true],
    ['by wildcard', ['States.ALL'], true],
    ['as a failed task', ['States.TaskFailed'], true],
    ['not by another name', ['Error'], false],
    ['not as a timeout', ['States.Timeout'], false],
  ])('%s', async (_, ErrorEquals, catches) => {
    const work = () => {
      throw new Busy();
    };
    const state = { ...task, Catch: [{ ErrorEquals, ResultPath: '$.error', Next: 'B' }], End: true };
    const execution = await run({ StartAt: 'A', States: { A: state, B: caught } }, { a: 1 }, { work });
    expect(execution.status).toBe(catches ? 'SUCCEEDED' : 'FAILED');
    if (catches) expect(execution.output).toMatchObject({ a: 1, error: { Error: 'Busy' } });
  });
});
