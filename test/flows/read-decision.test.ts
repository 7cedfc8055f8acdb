/** Reading the decision: every state of the log leads to run, wait or end; time alone never approves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseState } from '../../src/domain/case-state.ts';
import { levelAt } from '../../src/flows/approval-level.ts';
import { readDecision } from '../../src/flows/read-decision.ts';
import { ana, CASE, omar, type Rig, startRig } from '../fixtures/response-rig.ts';

const levels = [
  { name: 'first', seconds: 300 },
  { name: 'second', seconds: 600 },
];

describe('levelAt', () => {
  it.each([
    [0, 1, 0, 300_000],
    [299_999, 1, 0, 300_000],
    [300_000, 2, 300_000, 600_000],
    [599_999, 2, 300_000, 600_000],
  ])('after %i ms', (now, level, opensAt, until) => {
    expect(levelAt({ askedAt: 0, levels }, now)).toMatchObject({ level, opensAt, until });
  });

  it.each([600_000, 10_000_000])('after %i ms all are over', (now) => {
    expect(levelAt({ askedAt: 0, levels }, now)).toBeUndefined();
  });

  it('without levels nobody is asked', () => {
    expect(levelAt({ askedAt: 0, levels: [] }, 0)).toBeUndefined();
  });
});

describe('readDecision', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
    await rig.ask();
    rig.engine.stopAll();
  });
  afterAll(() => rig.close());

  type Decision = NonNullable<ResponseState['decision']>;
  const decision = (value: Decision['decision']): Partial<ResponseState> => ({
    decision: { decision: value, by: omar, at: 0, onePerson: false },
  });
  async function next(changes: Partial<ResponseState>) {
    const state = await rig.state();
    const response = { ...(await rig.response()), ...changes };
    return readDecision({ caseId: CASE, responseId: 'r1', state, response }, rig.services);
  }

  it.each<[string, Partial<ResponseState>, string]>([
    ['approved', decision('approved'), 'run'],
    ['denied', decision('denied'), 'end'],
    ['expired', decision('expired'), 'end'],
    ['cancelled', decision('cancelled'), 'end'],
    ['decided by policy', { mode: 'auto' }, 'run'],
    ['undecided', {}, 'wait'],
    ['cut, still to be measured', { ...decision('approved'), outcome: 'CUT' }, 'run'],
    ['cut and undone', { ...decision('approved'), outcome: 'CUT', undoneBy: 'u1' }, 'end'],
    ['ended otherwise', { ...decision('approved'), outcome: 'FAILED' }, 'end'],
  ])('%s', async (_, changes, expected) => {
    expect((await next(changes)).next).toBe(expected);
  });

  it('waits until the deadline of the level, and records what has passed once', async () => {
    expect(await next({})).toEqual({ next: 'wait', seconds: 300 });
    await rig.clock.advance(450);
    expect(await next({})).toEqual({ next: 'wait', seconds: 150 });
    expect(await next({})).toEqual({ next: 'wait', seconds: 150 });
    expect((await rig.events()).filter((event) => event.kind === 'approval-expired')).toHaveLength(1);
  });

  it('does not let a deadline overrule an answer that came first', async () => {
    const stale = { caseId: CASE, responseId: 'r1', state: await rig.state(), response: await rig.response() };
    await rig.decide('approved', ana);
    await rig.clock.advance(10_000);
    expect(await readDecision(stale, rig.services)).toMatchObject({ next: 'run' });
    expect((await rig.response()).decision?.decision).toBe('approved');
  });
});
