/** Step Functions matches the case: each open response is asked to run once, one that died is begun anew in its time, each token is answered once. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { runWorkflows } from '../../src/flows/run-workflows.ts';
import { keepToken } from '../../src/flows/task-token.ts';
import { createVault } from '../../src/services/vault.ts';
import { createFakeStepFunctions } from '../fakes/step-functions.ts';
import { asked } from '../fixtures/case-events.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
let rig: SlackRig;
let broken: Set<string>;
let fake: ReturnType<typeof createFakeStepFunctions>;
beforeEach(async () => {
  rig = createSlackRig();
  broken = new Set();
  fake = createFakeStepFunctions({
    around: (when, call) => {
      if (broken.delete(`${when} ${call}`)) throw new Error(`broken ${when} ${call}`);
    },
  });
  await rig.open(CASE);
});
const vault = () => createVault(rig.table);
const run = () => runWorkflows(CASE, { ...rig.services, vault: vault(), stepFunctions: fake.stepFunctions });
const ask = (responseId = 'r1') =>
  rig.add(CASE, {
    id: `asked:${responseId}`,
    actor: ana,
    kind: 'response-asked',
    data: asked({ responseId, target: { ...asked().target, key: responseId } }),
  });
const level = (approvalId: string): NewEvent => ({
  id: approvalId,
  actor: { kind: 'drawbridge' },
  kind: 'approval-opened',
  data: { responseId: 'r1', approvalId, level: 1, until: rig.clock.now() + 300_000, approvers: [], group: 'oncall-l1' },
});
const decided: NewEvent = {
  id: 'decided',
  actor: ana,
  kind: 'approval-decided',
  data: { responseId: 'r1', decision: 'approved', onePerson: false, planHash: '' },
};
const end = (outcome: 'DENIED' | 'CUT'): NewEvent => ({
  id: 'ended',
  actor: { kind: 'drawbridge' },
  kind: 'response-ended',
  data: { responseId: 'r1', outcome, detail: '' },
});

describe('executions', () => {
  it('there are none for a case without responses', async () => {
    expect([await run(), fake.starts]).toEqual([true, []]);
  });

  it('one per response, asked for once however often it is poked', async () => {
    await ask();
    await ask('r2');
    for (let times = 0; times < 4; times += 1) expect(await run()).toBe(false);
    expect(fake.starts).toEqual([`${CASE}-r1`, `${CASE}-r2`]);
    expect(fake.executions.get(`${CASE}-r1`)?.input).toEqual({ caseId: CASE, responseId: 'r1' });
  });

  it.each(['before start', 'after start'])('one, also when Step Functions fails %s', async (where) => {
    await ask();
    broken.add(where);
    await expect(run()).rejects.toThrow('broken');
    await run();
    expect([...fake.executions.keys()]).toEqual([`${CASE}-r1`]);
  });

  it('one that runs is left alone for ever', async () => {
    await ask();
    for (let hour = 0; hour < 4; hour += 1) {
      await run();
      await rig.clock.advance(3600);
    }
    expect([...fake.executions.keys()]).toEqual([`${CASE}-r1`]);
  });

  it('one that died is begun anew, not before its time, each time under the next name', async () => {
    await ask();
    await run();
    fake.end(`${CASE}-r1`);
    await rig.clock.advance(14 * 60);
    await run();
    expect(fake.executions.size).toBe(1);
    for (const name of [`${CASE}-r1-2`, `${CASE}-r1-3`]) {
      await rig.clock.advance(16 * 60);
      await run();
      await run();
      expect([...fake.executions.keys()].at(-1)).toBe(name);
      expect(fake.executions.get(name)).toEqual({ input: { caseId: CASE, responseId: 'r1' }, running: true });
      fake.end(name);
    }
  });

  it.each([
    ['DENIED', true],
    ['CUT', false],
  ] as const)('none is begun for one that ended %s, unless its effect is still to be measured', async (outcome, isDone) => {
    await ask();
    await rig.add(CASE, { id: 'started', actor: { kind: 'drawbridge' }, kind: 'response-started', data: { responseId: 'r1' } });
    await rig.add(CASE, end(outcome));
    expect(await run()).toBe(isDone);
    expect(fake.starts).toHaveLength(isDone ? 0 : 1);
  });
});

describe('tokens', () => {
  beforeEach(async () => {
    await ask();
    await rig.add(CASE, level('a1'));
    await keepToken('a1', 'token-1', { vault: vault() });
    fake.waiting.add('token-1');
  });

  it('wake nobody before the decision, and once after it', async () => {
    await run();
    expect(fake.answered).toEqual([]);
    await rig.add(CASE, decided);
    for (let times = 0; times < 3; times += 1) await run();
    expect(fake.answered).toEqual(['token-1']);
  });

  it.each(['before wake', 'after wake'])('are answered once though Step Functions fails %s', async (where) => {
    await rig.add(CASE, decided);
    broken.add(where);
    await expect(run()).rejects.toThrow('broken');
    await run();
    expect(fake.answered).toEqual(['token-1']);
  });

  it('that came late, or anew because the task was retried, are answered too', async () => {
    await rig.add(CASE, decided);
    await run();
    await keepToken('a1', 'token-2', { vault: vault() });
    fake.waiting.add('token-2');
    await run();
    await run();
    expect(fake.answered).toEqual(['token-1', 'token-2']);
  });

  it('that are gone or were never kept hold up nothing', async () => {
    fake.waiting.clear();
    await rig.add(CASE, level('a2'));
    await rig.add(CASE, decided);
    expect(await run()).toBe(false);
    expect(fake.answered).toEqual([]);
  });

  it('are nowhere but in the vault', async () => {
    await rig.add(CASE, decided);
    await run();
    const open = rig.table.items().filter(({ pk }) => !pk.startsWith('VAULT#'));
    expect(JSON.stringify(open)).not.toContain('token-1');
  });
});
