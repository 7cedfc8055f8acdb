/** Restore logging: started at home, made to look again, never stopped; what cannot be started is said. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { restoreTrail } from '../../src/playbooks/restore-trail.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const about = (changes: Partial<Finding>) => findingWith({ type: 'Stealth:IAMUser/CloudTrailLoggingDisabled', ...changes });
const [offer] = restoreTrail.offers(about({})).offers;
if (!offer) throw new Error('nothing is offered');
const trail = { name: 'main', logging: false, multiRegion: true, bucket: 'logs' };

async function within<T>(trails: object, work: (world: PlaybookWorld) => Promise<T>): Promise<T> {
  const world = await startWorld({ trails });
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['GuardDuty saw it stopped', {}, 1],
    ['we saw it stopped', { type: 'DefenseEvasion:cloudtrail/StopLogging' }, 1],
    ['the control failed', { class: 'control', type: 'CloudTrail.1' }, 1],
    ['a detector was deleted', { type: 'DefenseEvasion:guardduty/DeleteDetector' }, 0],
    ['it is over', { active: false }, 0],
    ['a sample', { sample: true }, 0],
  ])('%s: %i', (_, changes, many) => {
    expect(restoreTrail.offers(about(changes)).offers).toHaveLength(many);
  });
});

describe('on the simulated accounts', () => {
  it('starts what stopped and lets it look at everything again', () =>
    within({ main: { ...trail, selectors: [{ ReadWriteType: 'ReadOnly', IncludeManagementEvents: false }] } }, async (world) => {
      const plan = await world.plan(restoreTrail, offer);
      expect(plan.steps.map(({ call }) => call)).toEqual(['cloudtrail:StartLogging', 'cloudtrail:PutEventSelectors']);
      expect(plan.risk).toBe('nondestructive');
      await world.run(restoreTrail, plan);
      const results = await world.verify(restoreTrail, plan);
      expect(results.every((result) => 'ok' in result && result.ok)).toBe(true);
      expect(await world.ask(restoreTrail, offer)).toMatchObject({ already: true });
      expect(plan.steps.every(({ undo }) => 'kept' in undo)).toBe(true);
    }));

  it('logging is not delivering: what stands in the way is named', () =>
    within({ main: { ...trail, deliveryError: 'AccessDenied' } }, async (world) => {
      const plan = await world.plan(restoreTrail, offer);
      expect(plan.warnings.map(({ code }) => code)).toEqual(['no-delivery']);
      await world.run(restoreTrail, plan);
      expect((await world.verify(restoreTrail, plan)).at(-1)).toMatchObject({ ok: false, detail: expect.stringContaining('AccessDenied') });
    }));

  it('a deleted trail is refused, with what to do', () =>
    within({}, async (world) => {
      expect(await world.ask(restoreTrail, offer)).toMatchObject({
        refused: expect.stringContaining('no trail'),
        nextStep: expect.stringContaining('template'),
      });
    }));

  it('starts a trail where it has its home', async () => {
    const world = await startWorld({});
    const account = world.simulated.world.accounts[ACCOUNT];
    const west = structuredClone(account?.regions['us-east-1']);
    if (!account || !west) throw new Error('no Region');
    account.regions['eu-west-1'] = { ...west, trails: { main: trail } };
    const plan = await world.plan(restoreTrail, offer);
    await world.close();
    expect(plan.steps[0]?.place).toEqual({ account: ACCOUNT, region: 'eu-west-1' });
  });
});
