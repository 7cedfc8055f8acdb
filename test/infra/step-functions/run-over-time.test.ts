/** Executions that take time on the virtual clock: waits, timeouts, maps, branches, kills. */
import { describe, expect, test } from 'vitest';
import { ARN, INVOKE, rig, run, START, single } from './rig.ts';

const task = { Type: 'Task', Resource: INVOKE, Parameters: { FunctionName: 'work', 'Payload.$': '$' } };

class Busy extends Error {
  override name = 'Busy';
}

describe('time', () => {
  test.each<[string, object, number]>([
    ['seconds', { Seconds: 90 }, 90],
    ['seconds from the input', { SecondsPath: '$.for' }, 40],
    ['an instant', { Timestamp: '2026-11-20T10:01:00Z' }, 60],
    ['an instant from the input', { TimestampPath: '$.until' }, 30],
    ['an instant that has passed', { Timestamp: '2020-01-01T00:00:00Z' }, 0],
  ])('Wait: %s', async (_, fields, seconds) => {
    const { clock, start } = rig(single({ Type: 'Wait', ...fields }));
    const execution = start({ for: 40, until: '2026-11-20T10:00:30Z' });
    await clock.advance(3600);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', stopDate: START + seconds * 1000 });
  });

  test('a task that takes too long; its late answer is not heard', async () => {
    const { clock, start } = rig(single({ ...task, TimeoutSecondsPath: '$.limit' }), { work: () => slow(60_000) });
    const slow = (milliseconds: number) => clock.sleep(milliseconds);
    const execution = start({ limit: 10 });
    await clock.advance(120);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Timeout', stopDate: START + 10_000 });
  });

  test('a machine that takes too long', async () => {
    const { clock, start } = rig({ ...single({ Type: 'Wait', Seconds: 100 }), TimeoutSeconds: 20 });
    const execution = start();
    await clock.advance(200);
    expect(execution).toMatchObject({ status: 'TIMED_OUT', stopDate: START + 20_000 });
    expect(execution.history.at(-1)?.type).toBe('ExecutionTimedOut');
  });

  test('a finished machine leaves no timer behind', async () => {
    const { clock, start } = rig({ ...single({ ...task, TimeoutSeconds: 50 }), TimeoutSeconds: 60 }, { work: () => 1 });
    start();
    expect((await clock.advance(100)).fired).toBe(0);
  });

  test('a loop without end runs into the history limit', async () => {
    const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };
    const execution = await run(loop, {});
    expect(execution).toMatchObject({ status: 'FAILED', cause: expect.stringContaining('25000') });
    expect(execution.history).toHaveLength(25_000);
  });
});

describe('map and parallel', () => {
  const inner = { StartAt: 'Step', States: { Step: { ...task, OutputPath: '$.Payload', End: true } } };
  const map = {
    Type: 'Map',
    ItemsPath: '$.items',
    ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index', 'all.$': '$.all' },
    ItemProcessor: inner,
  };

  test('results keep the order, whoever ends first; never more at once than allowed', async () => {
    let running = 0;
    let most = 0;
    const work = async (payload: Record<string, unknown>) => {
      running += 1;
      most = Math.max(most, running);
      await clock.sleep(1000 * (5 - Number(payload.i)));
      running -= 1;
      return payload;
    };
    const { clock, start } = rig(single({ ...map, MaxConcurrency: 2 }), { work });
    const execution = start({ items: ['a', 'b', 'c'], all: 'x' });
    await clock.advance(60);
    expect(execution.output).toEqual(['a', 'b', 'c'].map((v, i) => ({ v, i, all: 'x' })));
    expect(most).toBe(2);
  });

  test('one failure ends the others and can be caught', async () => {
    const seen: unknown[] = [];
    const work = async (payload: Record<string, unknown>) => {
      if (payload.v === 'bad') throw new Busy();
      await clock.sleep(5000);
      seen.push(payload.v);
    };
    const caught = { ...map, MaxConcurrency: 2, Catch: [{ ErrorEquals: ['Busy'], ResultPath: '$.error', Next: 'End' }], Next: 'End' };
    const { clock, start } = rig({ StartAt: 'Each', States: { Each: caught, End: { Type: 'Succeed' } } }, { work });
    const execution = start({ items: ['slow', 'bad', 'never'], all: 1 });
    await clock.advance(60);
    expect(execution).toMatchObject({ status: 'SUCCEEDED', stopDate: START, output: { error: { Error: 'Busy' } } });
    expect(seen).toEqual(['slow']);
  });

  test('parallel branches', async () => {
    const branch = (n: number) => ({ StartAt: 'P', States: { P: { Type: 'Pass', Result: n, End: true } } });
    const execution = await run(single({ Type: 'Parallel', Branches: [branch(1), branch(2)], ResultPath: '$.r' }), { a: 1 });
    expect(execution.output).toEqual({ a: 1, r: [1, 2] });
  });

  test('no items', async () => {
    expect((await run(single(map), { items: [], all: 1 })).output).toEqual([]);
  });
});

describe('killed and started again', () => {
  test('nothing of the killed execution goes on, and its name is free', async () => {
    const calls: unknown[] = [];
    const two = {
      StartAt: 'A',
      States: { A: { ...task, Next: 'W' }, W: { Type: 'Wait', Seconds: 10, Next: 'B' }, B: { ...task, End: true } },
    };
    const { clock, machines, start } = rig(two, { work: (payload) => calls.push(payload) });
    const killed = start({ a: 1 }, 'run-1');
    await clock.advance(5);
    expect(machines.stopAll()).toBe(1);
    await clock.advance(60);
    expect(calls).toHaveLength(1);
    expect(killed.status).toBe('ABORTED');
    const again = start({ a: 1 }, 'run-1');
    await clock.advance(60);
    expect(again).toMatchObject({ status: 'SUCCEEDED', arn: killed.arn });
    expect(calls).toHaveLength(3);
    expect(machines.execution(again.arn)).toBe(again);
  });

  test('the same name', async () => {
    const { clock, start } = rig(single({ Type: 'Wait', Seconds: 10 }));
    const first = start({ a: 1 }, 'run-1');
    expect(start({ a: 1 }, 'run-1')).toBe(first);
    expect(() => start({ a: 2 }, 'run-1')).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
    await clock.advance(20);
    expect(() => start({ a: 1 }, 'run-1')).toThrow(expect.objectContaining({ code: 'ExecutionAlreadyExists' }));
    expect(first.machine.arn).toBe(ARN);
  });
});
