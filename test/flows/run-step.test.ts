/** One step: done already, done now, drifted, failed; the journal is written first and the call is what the vault says. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { stop } from '../../src/flows/stops.ts';
import { ACCOUNT, KEY, OTHER_KEY } from '../fixtures/finding.ts';
import { ana, omar, type Rig, startRig, USER } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ idle: true });
});
afterEach(() => rig.close());

const keys = () => rig.world.accounts[ACCOUNT]?.users[USER]?.accessKeys ?? {};
const kinds = async () => (await rig.events()).map((event) => event.kind).filter((kind) => kind.startsWith('step-'));

/** Two keys of one user: the first step may work and the second not. */
async function twoSteps(): Promise<Plan> {
  keys()[OTHER_KEY] = { id: OTHER_KEY, status: 'Active', createdAt: '2026-01-01T00:00:00Z' };
  const plan = await rig.plan();
  const text = JSON.stringify(plan.steps[0]).replaceAll(KEY, OTHER_KEY).replaceAll('deactivate', 'also deactivate');
  return { ...plan, steps: [...plan.steps, JSON.parse(text)] };
}

async function started(plan?: Plan): Promise<void> {
  await rig.ask(plan ? { plan } : {});
  await rig.decide('approved');
  await rig.start();
}

describe('stopped while it runs', () => {
  it('nothing more begins; what was done stays, and who stopped it is said', async () => {
    await started(await twoSteps());
    await rig.task('next-step');
    await stop(rig.table, `account/${ACCOUNT}`, 'the wrong account', omar, 0);
    expect(await rig.task('next-step')).toMatchObject({ next: 'failed' });
    await rig.task('end');
    expect(rig.writes()).toHaveLength(1);
    expect(await rig.response()).toMatchObject({
      outcome: 'PARTIAL',
      outcomeDetail: expect.stringContaining(`@omar stopped account ${ACCOUNT}: the wrong account`),
    });
  });

  it('an undo goes on: it takes back what may have been the mistake', async () => {
    await started();
    await rig.task('next-step');
    expect(await rig.task('next-step')).toMatchObject({ next: 'done' });
    await stop(rig.table, 'everything', 'a mistake', omar, 0);
    await rig.askUndo();
    await rig.decide('approved', omar, 'u1');
    await rig.task('lease', 'u1');
    expect(await rig.task('recheck', 'u1')).toMatchObject({ next: 'on' });
    await rig.task('next-step', 'u1');
    expect(keys()[KEY]?.status).toBe('Active');
  });
});

describe('one step', () => {
  it('is probed, journalled, called and recorded', async () => {
    await started();
    expect(await rig.task('next-step')).toEqual({ next: 'more', seconds: 0 });
    expect(await kinds()).toEqual(['step-intended', 'step-done']);
    expect(rig.writes()).toMatchObject([{ input: { UserName: USER, AccessKeyId: KEY, Status: 'Inactive' } }]);
    expect(await rig.services.vault.get({ id: 'journal-r1-0' })).toMatchObject({ before: 'Active', undo: { input: { Status: 'Active' } } });
    expect(await rig.task('next-step')).toEqual({ next: 'done', seconds: 0 });
  });

  it('is not run before the recheck went well', async () => {
    await rig.ask();
    await rig.decide('approved');
    expect(await rig.task('next-step')).toMatchObject({ next: 'failed' });
    expect(rig.simulated.calls.filter((call) => call.call.startsWith('iam:Update'))).toEqual([]);
  });

  it('that somebody else has done is recorded as such, and not called', async () => {
    await started();
    const key = keys()[KEY];
    if (key) key.status = 'Inactive';
    await rig.task('next-step');
    expect((await rig.response()).stepStates).toMatchObject([{ status: 'done', already: true }]);
    expect(rig.writes()).toEqual([]);
  });

  it('stops on drift', async () => {
    await started();
    delete keys()[KEY];
    expect(await rig.task('next-step')).toEqual({ next: 'failed', seconds: 0 });
    await rig.task('end');
    expect(await rig.response()).toMatchObject({
      outcome: 'FAILED',
      outcomeDetail: 'somebody changed it since the plan: key AKIA…MPLE of ci-deploy is gone now, not active',
    });
  });

  it('intended and not recorded: looks until reads have caught up, then calls once', async () => {
    await started();
    rig.hooks.crash = () => {
      throw new Error('killed');
    };
    await expect(rig.task('next-step')).rejects.toThrow('killed');
    delete rig.hooks.crash;
    expect(await rig.task('next-step')).toEqual({ next: 'more', seconds: 10 });
    expect(rig.writes()).toEqual([]);
    await rig.clock.advance(10);
    await rig.task('next-step');
    expect(rig.writes()).toHaveLength(1);
    expect((await rig.response()).stepStates[0]?.already).toBeUndefined();
  });

  it.each([
    [ana, 'T0123ABCD-UANA'],
    [omar, 'T0123ABCD-UOMAR'],
  ])('is signed by who approved it: %o', async (approver, identity) => {
    await rig.ask({ people: 1 });
    await rig.decide('approved', approver);
    await rig.start();
    await rig.task('next-step');
    expect(rig.writes()[0]?.sourceIdentity).toBe(identity);
  });

  it('that policy decided is signed as automatic', async () => {
    await rig.ask({ mode: 'auto' }, { kind: 'policy' });
    await rig.start();
    await rig.task('next-step');
    expect(rig.writes()[0]?.sourceIdentity).toBe('drawbridge-auto');
  });
});

describe('several steps', () => {
  it('one per invocation, in order', async () => {
    await started(await twoSteps());
    await rig.task('next-step');
    expect(rig.writes()).toHaveLength(1);
    await rig.task('next-step');
    expect(rig.writes().map((call) => (call.input as { AccessKeyId: string }).AccessKeyId)).toEqual([KEY, OTHER_KEY]);
    expect(await rig.task('next-step')).toMatchObject({ next: 'done' });
  });

  it('a later one that fails takes nothing back: PARTIAL, with what is missing, and it stands', async () => {
    await started(await twoSteps());
    await rig.task('lease');
    await rig.task('next-step');
    rig.services.aws.writer = () => async () => {
      throw new AwsCallError('iam:UpdateAccessKey', 'AccessDenied', 'denied', { cause: { $metadata: { httpStatusCode: 403 } } });
    };
    expect(await rig.task('next-step')).toMatchObject({ next: 'failed' });
    await rig.task('end');
    const { outcome, outcomeDetail } = await rig.response();
    expect(outcome).toBe('PARTIAL');
    expect(outcomeDetail).toContain('the role drawbridge-contain in 111122223333 may not call iam:UpdateAccessKey');
    expect(outcomeDetail).toContain('missing: also deactivate key');
    expect(rig.key()).toBe('Inactive');
    const target = rig.table.items().find((item) => item.pk.startsWith('TARGET#'));
    expect(target).toMatchObject({ standing: [{ responseId: 'r1' }] });
    expect(target).not.toHaveProperty('lease');
  });
});
