/** A response in trouble: plans that changed, calls that fail, proof that fails; each ends in words, and in the right ones. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ACCOUNT, KEY } from '../fixtures/finding.ts';
import { type Rig, startRig, USER } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

const outcome = async (responseId = 'r1') => (await rig.response(responseId)).outcome;
const failures = async () => (await rig.events()).flatMap((event) => (event.kind === 'step-failed' ? [event.data] : []));

describe('not as planned', () => {
  it('says what changed when the plan is not the one that was agreed to', async () => {
    await rig.ask();
    const user = rig.world.accounts[ACCOUNT]?.users[USER];
    if (user) user.accessKeys.AKIAI44QH8DHBEXAMPLE = { id: 'AKIAI44QH8DHBEXAMPLE', status: 'Active', createdAt: '2026-11-20T00:00:00Z' };
    await rig.decide('approved');
    expect(await rig.response()).toMatchObject({
      outcome: 'PLAN_CHANGED',
      outcomeDetail: expect.stringContaining('new warning: ci-deploy has another active key'),
    });
    expect(rig.writes()).toEqual([]);
  });

  it('is ALREADY when somebody was faster', async () => {
    await rig.ask();
    const key = rig.world.accounts[ACCOUNT]?.users[USER]?.accessKeys[KEY];
    if (key) key.status = 'Inactive';
    await rig.decide('approved');
    expect(await rig.response()).toMatchObject({ outcome: 'ALREADY', outcomeDetail: expect.stringContaining('is inactive already') });
    expect(rig.writes()).toEqual([]);
  });

  it('stops when policy switches the playbook off meanwhile', async () => {
    await rig.ask();
    const modes = rig.services.policy.playbooks.disable_access_keys;
    if (modes) modes.production = 'off';
    await rig.decide('approved');
    expect(await rig.response()).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: expect.stringContaining('switched disable_access_keys to off'),
    });
  });

  it('fails with the missing permission in words, and changes nothing', async () => {
    await rig.ask();
    const account = rig.world.accounts[ACCOUNT];
    // The plan is made again with the read role, which is still there.
    rig.hooks.around = (when, item) => {
      if (when === 'after' && item.pk.startsWith('VAULT#journal-') && account) account.rolesMissing = true;
    };
    await rig.decide('approved');
    expect(await rig.response()).toMatchObject({ outcome: 'FAILED', outcomeDetail: expect.stringContaining('drawbridge-contain') });
    expect(rig.key()).toBe('Active');
  });

  it.each(['429', '5xx', 'reset'] as const)('fails twice (%s), then works', async (mode) => {
    await rig.ask();
    rig.hooks.faults = [mode, mode];
    await rig.decide('approved');
    await rig.clock.advance(60);
    expect(rig.key()).toBe('Inactive');
    expect(await failures()).toMatchObject([{ final: false }, { final: false }]);
    await rig.clock.advance(1000);
    expect(await outcome()).toBe('CONTAINED');
    expect(rig.writes().filter((call) => !call.error)).toHaveLength(1);
  });

  it('a call whose answer never came is found done, and not made again', async () => {
    await rig.ask();
    rig.hooks.faults = ['timeout'];
    await rig.decide('approved');
    await rig.clock.advance(1000);
    expect(await failures()).toMatchObject([{ final: false }]);
    expect(rig.writes()).toHaveLength(1);
    expect(await outcome()).toBe('CONTAINED');
  }, 15_000);

  it.each(['429', '5xx'] as const)('fails for good (%s): stops after three tries, nothing changed', async (mode) => {
    await rig.ask();
    rig.hooks.faults = Array(9).fill(mode);
    await rig.decide('approved');
    await rig.clock.advance(120);
    expect(await outcome()).toBe('FAILED');
    expect(rig.writes()).toHaveLength(3);
    expect((await failures()).at(-1)).toMatchObject({ final: true });
    expect(rig.key()).toBe('Active');
  });

  it('reads that lag four seconds behind do not make it fail', async () => {
    rig.world.iamLagMilliseconds = 4000;
    await rig.ask();
    await rig.decide('approved');
    await rig.clock.advance(1000);
    expect(await outcome()).toBe('CONTAINED');
    expect(rig.writes()).toHaveLength(1);
  });

  it('a change that does not hold is not called cut', async () => {
    await rig.ask();
    await rig.decide('approved');
    await rig.clock.advance(100);
    const key = rig.world.accounts[ACCOUNT]?.users[USER]?.accessKeys[KEY];
    if (key) key.status = 'Active';
    await rig.clock.advance(1000);
    expect(await rig.response()).toMatchObject({
      outcome: 'NOT_EFFECTIVE',
      outcomeDetail: expect.stringContaining('is active, not inactive'),
    });
  });

  it('a key that still works is not called contained', async () => {
    await rig.ask();
    await rig.decide('approved');
    await rig.clock.advance(400);
    const region = rig.world.accounts[ACCOUNT]?.regions['us-east-1'];
    const time = new Date(rig.clock.now() - 10_000).toISOString();
    region?.events.push({
      id: 'e1',
      time,
      source: 's3.amazonaws.com',
      name: 'ListBuckets',
      username: USER,
      accessKeyId: KEY,
      readOnly: true,
      resources: [],
      record: {},
    });
    await rig.clock.advance(600);
    expect(await rig.response()).toMatchObject({ outcome: 'NOT_EFFECTIVE', outcomeDetail: expect.stringContaining('still succeeded') });
  });

  it('an unforeseen error ends in words, and can be told from nothing having happened', async () => {
    await rig.ask();
    rig.services.aws.reader = () => () => {
      throw new TypeError('a mistake of ours');
    };
    await rig.decide('approved');
    await rig.clock.advance(120);
    expect(await rig.response()).toMatchObject({ outcome: 'FAILED', outcomeDetail: 'an unexpected error stopped it (TypeError)' });
    expect(rig.execution()?.status).toBe('SUCCEEDED');
  });
});
