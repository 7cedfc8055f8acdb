/** One response, all the way, through the real state machine: decided, run, proved, undone, and everything that may go wrong. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/domain/event-chain.ts';
import { ACCOUNT, KEY } from '../fixtures/finding.ts';
import { ana, CASE, omar, type Rig, startRig, USER } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const outcome = async (responseId = 'r1') => (await rig.response(responseId)).outcome;
const kinds = async () => (await rig.events()).filter((event) => 'responseId' in event.data).map((event) => event.kind);

describe('decided', () => {
  it('runs on the word of a second person, is proved three times, then by its effect', async () => {
    await rig.ask();
    expect(await rig.response()).toMatchObject({
      status: 'asked',
      approvals: [{ level: 1, group: 'oncall-l1', approvers: [{ id: 'UOMAR' }] }],
    });
    expect(rig.writes()).toEqual([]);
    await rig.decide('approved');
    expect(rig.key()).toBe('Inactive');
    expect(rig.writes()).toMatchObject([{ call: 'iam:UpdateAccessKey', account: ACCOUNT, sourceIdentity: 'T0123ABCD-UOMAR' }]);
    expect(rig.writes()[0]?.principal).toContain('assumed-role/drawbridge-contain/');
    await rig.clock.advance(299);
    expect(await outcome()).toBeUndefined();
    await rig.clock.advance(1);
    expect(await rig.response()).toMatchObject({ outcome: 'CUT', outcomeDetail: `key AKIA…MPLE of ${USER} is inactive, re-read 3 times` });
    await rig.clock.advance(600);
    expect(await outcome()).toBe('CONTAINED');
    expect((await rig.response()).checks.map((check) => [check.afterSeconds, check.result])).toEqual([
      [10, 'ok'],
      [60, 'ok'],
      [300, 'ok'],
      [900, 'ok'],
    ]);
    expect(rig.execution()?.status).toBe('SUCCEEDED');
    expect(rig.execution()?.input).toEqual({ caseId: CASE, responseId: 'r1' });
    expect(await kinds()).toEqual([
      'response-asked',
      'approval-opened',
      'approval-decided',
      'response-started',
      'step-intended',
      'step-done',
      'checked',
      'checked',
      'checked',
      'response-ended',
      'checked',
      'response-ended',
    ]);
    expect(verifyChain(await rig.services.cases.events(CASE))).toBeUndefined();
  });

  it('runs on the word of one person where one suffices, without asking anybody', async () => {
    const plan = await rig.plan();
    // Asking and agreeing are one submission: the decision is in the log before any workflow starts.
    await rig.ask({ plan, people: 1, approvedBy: ana });
    expect(rig.key()).toBe('Inactive');
    expect(rig.writes()[0]?.sourceIdentity).toBe('T0123ABCD-UANA');
  });

  it('changes nothing when denied', async () => {
    await rig.ask();
    await rig.decide('denied');
    expect(await rig.response()).toMatchObject({ outcome: 'DENIED', outcomeDetail: 'known test' });
    expect(rig.writes()).toEqual([]);
    expect(rig.execution()?.status).toBe('SUCCEEDED');
  });

  it('changes nothing when cancelled while it waits', async () => {
    await rig.ask();
    await rig.add(CASE, { id: 'cancel:r1', actor: ana, kind: 'response-cancelled', data: { responseId: 'r1' } });
    await rig.poke();
    expect(await outcome()).toBe('CANCELLED');
    expect(rig.writes()).toEqual([]);
  });

  it('asks level after level and is denied when nobody answers', async () => {
    await rig.ask();
    const levels = async () => (await rig.response()).approvals.map((approval) => [approval.group, approval.expired]);
    await rig.clock.advance(299);
    expect(await levels()).toEqual([['oncall-l1', false]]);
    await rig.clock.advance(1);
    expect(await levels()).toEqual([
      ['oncall-l1', true],
      ['oncall-l2', false],
    ]);
    await rig.clock.advance(300);
    expect(await levels()).toEqual([
      ['oncall-l1', true],
      ['oncall-l2', true],
      ['leads', false],
    ]);
    await rig.clock.advance(300);
    expect(await levels()).toEqual([
      ['oncall-l1', true],
      ['oncall-l2', true],
      ['leads', true],
    ]);
    expect(await rig.response()).toMatchObject({ outcome: 'EXPIRED', outcomeDetail: 'nobody decided at any of 3 levels' });
    expect(rig.writes()).toEqual([]);
    expect(rig.execution()?.status).toBe('SUCCEEDED');
  });

  it.each([1, 2, 3])('runs when approved at level %i', async (level) => {
    await rig.ask();
    await rig.clock.advance((level - 1) * 300);
    expect((await rig.response()).approvals).toHaveLength(level);
    await rig.decide('approved');
    expect(rig.key()).toBe('Inactive');
  });

  it('refuses a plan that only one person stands behind', async () => {
    await rig.ask();
    await rig.decide('approved', ana);
    expect(await rig.response()).toMatchObject({ outcome: 'REFUSED', outcomeDetail: expect.stringContaining('two people') });
    expect(rig.writes()).toEqual([]);
  });

  it('an answer that came while no workflow was there is found in the log', async () => {
    await rig.ask();
    const machine = String(rig.execution()?.machine.arn);
    rig.engine.stopAll();
    await rig.decide('approved');
    expect(rig.key()).toBe('Active');
    rig.engine.startExecution({ stateMachineArn: machine, name: `${CASE}-r1`, input: { caseId: CASE, responseId: 'r1' } });
    await rig.clock.settle();
    expect(rig.key()).toBe('Inactive');
  });

  it('an answer between reading the log and waiting wakes the task itself', async () => {
    let decided = false;
    rig.hooks.around = (when, item) => {
      if (decided || when !== 'after' || !item.pk.startsWith('APPROVAL#')) return;
      decided = true;
      void rig.decide('approved');
    };
    await rig.ask();
    await rig.clock.settle();
    expect(rig.key()).toBe('Inactive');
    expect((await rig.response()).status).toBe('running');
  });

  it('asked and poked twice at once is one execution and one call', async () => {
    await rig.ask();
    await Promise.all([rig.poke(), rig.poke(), rig.decide('approved'), rig.decide('approved')]);
    await rig.clock.advance(1000);
    expect(rig.writes()).toHaveLength(1);
    expect(rig.engine.executions()).toHaveLength(1);
    expect(await outcome()).toBe('CONTAINED');
  });
});

describe('undo', () => {
  async function contain() {
    await rig.ask();
    await rig.decide('approved');
    await rig.clock.advance(310);
    expect(await outcome()).toBe('CUT');
  }

  it('puts back exactly what was there, while the effect is still being measured (I4)', async () => {
    const before = structuredClone(rig.world.accounts[ACCOUNT]?.users);
    await contain();
    await rig.askUndo();
    await rig.decide('approved', omar, 'u1');
    expect(rig.key()).toBe('Active');
    await rig.clock.advance(10);
    expect(await outcome('u1')).toBe('UNDONE');
    await rig.clock.advance(1000);
    expect(rig.world.accounts[ACCOUNT]?.users).toEqual(before);
    expect(await rig.response()).toMatchObject({ outcome: 'CUT', undoneBy: 'u1' });
    expect((await rig.response()).checks).toHaveLength(3);
    expect(rig.engine.executions().map((one) => one.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(rig.table.items().find((item) => item.pk.startsWith('TARGET#'))).toMatchObject({ standing: [] });
  });

  it('twice: the second refuses, since the key is no longer as we left it', async () => {
    await contain();
    await rig.askUndo();
    await rig.decide('approved', omar, 'u1');
    await rig.clock.advance(20);
    await rig.askUndo('r1', 'u2');
    await rig.decide('approved', omar, 'u2');
    expect(await rig.response('u2')).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: expect.stringContaining('somebody changed it since'),
    });
    expect(rig.writes()).toHaveLength(2);
  });

  it('refuses on drift', async () => {
    await contain();
    const keys = rig.world.accounts[ACCOUNT]?.users[USER]?.accessKeys;
    if (keys) delete keys[KEY];
    await rig.askUndo();
    await rig.decide('approved', omar, 'u1');
    expect(await rig.response('u1')).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: expect.stringContaining('is gone now, not inactive'),
    });
    expect(rig.writes()).toHaveLength(1);
  });
});
