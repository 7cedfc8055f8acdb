/** Restore logging: started at home, made to look again, never stopped; what cannot be started is said. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { restoreTrail } from '../../src/playbooks/restore-trail.ts';
import { fakeRead } from '../fixtures/fake-read.ts';
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
    ['we saw it deleted', { type: 'Stealth:cloudtrail/DeleteTrail' }, 1],
    ['we saw it look away', { type: 'Stealth:cloudtrail/PutEventSelectors' }, 1],
    ['flow logs were deleted', { type: 'Stealth:ec2/DeleteFlowLogs' }, 0],
    ['somebody tried what cannot be undone here', { type: 'Stealth:guardduty/DeleteDetector' }, 0],
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

  const ARN = `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail`;
  const named = (name: string) => ({ ...offer, secret: { trail: `${ARN}/${name}` } });

  it('a trail that the finding names is started, and another that somebody stopped is left as it is', () =>
    within({ main: trail, old: { ...trail, name: 'old' } }, async (world) => {
      const plan = await world.plan(restoreTrail, named('main'));
      expect(plan.steps.map(({ why }) => why)).toEqual(['start logging of trail main']);
      expect(plan.facts).toContain('Trail old is left as it is: it is stopped');
    }));

  it('a deleted trail does not come back by starting the others, and they are started', () =>
    within({ old: { ...trail, name: 'old' } }, async (world) => {
      const plan = await world.plan(restoreTrail, named('main'));
      expect([plan.steps.length, plan.warnings]).toEqual([
        1,
        [{ code: 'deleted', text: 'Trail main was deleted: this does not bring it back' }],
      ]);
      await world.run(restoreTrail, plan);
      const refused = await world.ask(restoreTrail, named('main'));
      expect(refused).toMatchObject({ refused: 'Trail main was deleted; the others log and record everything' });
      expect(refused).not.toHaveProperty('already');
    }));

  it('advanced selectors that look away get management events again, and keep their data events', () => {
    const select = (category: string, ...fields: object[]) => ({
      FieldSelectors: [{ Field: 'eventCategory', Equals: [category] }, ...fields],
    });
    const objects = select('Data', { Field: 'resources.type', Equals: ['AWS::S3::Object'] });
    const readOnly = select('Management', { Field: 'readOnly', Equals: ['true'] });
    return within({ main: { ...trail, logging: true, advancedSelectors: [readOnly, objects] } }, async (world) => {
      const plan = await world.plan(restoreTrail, offer);
      expect(plan.steps.map(({ call }) => call)).toEqual(['cloudtrail:PutEventSelectors']);
      await world.run(restoreTrail, plan);
      expect(world.region().trails.main).toMatchObject({
        advancedSelectors: [{ Name: 'Management events', ...select('Management') }, objects],
      });
      expect(await world.ask(restoreTrail, offer)).toMatchObject({ already: true });
    });
  });

  it('a trail of the organization is restored where it belongs', async () => {
    const foreign = 'arn:aws:cloudtrail:us-east-1:999988887777:trail/organization';
    const read = fakeRead({
      'cloudtrail:DescribeTrails': {
        trailList: [{ TrailARN: foreign, Name: 'organization', HomeRegion: 'us-east-1', IsOrganizationTrail: true }],
      },
      'cloudtrail:GetTrailStatus': { IsLogging: false },
      'cloudtrail:GetEventSelectors': { EventSelectors: [] },
    }).read;
    const world = await startWorld({});
    const refused = await world.ask(restoreTrail, offer, { read: read as never });
    await world.close();
    expect(refused).toMatchObject({ refused: 'The trails here belong to account 999988887777', nextStep: 'Restore them there' });
  });

  it('I5: run twice or killed on the way, it ends the same; I14: a protected name is refused', () =>
    within({ main: { ...trail, selectors: [] } }, async (world) => {
      const plan = await world.plan(restoreTrail, offer);
      expect(await world.ask(restoreTrail, offer, { neverTarget: () => 'policy says so' })).toMatchObject({
        refused: expect.stringContaining('must never be touched'),
      });
      await world.runKilled(restoreTrail, plan, 0, 'after');
      await world.run(restoreTrail, plan);
      expect(world.writes().filter((call) => call.startsWith('cloudtrail:'))).toEqual([
        'cloudtrail:StartLogging',
        'cloudtrail:PutEventSelectors',
      ]);
    }));
});
