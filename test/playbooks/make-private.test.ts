/** Make private: everybody and foreign accounts go, ours stay, the snapshots behind an image go along, and an undo shares the same again. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { planHash } from '../../src/domain/plan.ts';
import { makePrivate } from '../../src/playbooks/make-private.ts';
import { fakeRead } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const HUB = '999988887777';
const FOREIGN = '555566667777';
const resource = (kind: Resource['kind'], id: string): Resource => ({ kind, id, account: ACCOUNT, region: 'us-east-1' });
const about = (type: string, of: Resource, changes: Partial<Finding> = {}) =>
  findingWith({ type, threat: 'exposure', resources: [of], accessKeys: [], ...changes });
const snap = resource('snapshot', 'snap-0001');

describe('offers', () => {
  it.each<[string, Finding, string[]]>([
    ['a snapshot made public', about('Exposure:ec2/ModifySnapshotAttribute', snap), ['snap-0001']],
    ['an image made public', about('Exposure:ec2/ModifyImageAttribute', resource('image', 'ami-0001')), ['ami-0001']],
    ['a snapshot that outsiders can use', about('External access', snap), ['snap-0001']],
    ['the control, which names the account', about('EC2.1', resource('account', ACCOUNT), { class: 'control' }), ['all-public']],
    ['the control about one snapshot', about('EC2.1', snap, { class: 'control' }), ['snap-0001']],
    ['a control that passed', about('EC2.1', snap, { active: false }), []],
    ['a snapshot that is merely untidy', about('EC2.199', snap, { threat: 'hygiene' }), []],
    ['a bucket that is open', about('S3.8', resource('bucket', 'data')), []],
  ])('for %s', (_, finding, ids) => {
    const { offers } = makePrivate.offers(finding);
    expect(offers.map(({ secret }) => secret.id)).toEqual(ids);
    for (const { label, accessibilityLabel } of offers) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(accessibilityLabel.length).toBeLessThanOrEqual(75);
    }
  });

  it.each(['RDS.1', 'Exposure:rds/ModifyDBSnapshotAttribute', 'External access'])(
    'says what to do by hand about a database: %s',
    (type) => {
      const { offers, refusal } = makePrivate.offers(about(type, resource('snapshot', 'rds:orders-2026')));
      expect(offers).toEqual([]);
      expect(refusal).toMatchObject({
        refused: expect.stringMatching(/snapshot of a database/),
        nextStep: expect.stringMatching(/In RDS/),
      });
    },
  );
});

const offerOf = (id: string) => ({
  target: { kind: 'snapshot' as const, account: ACCOUNT, region: 'us-east-1', label: id, key: `snapshot/${id}` },
  secret: { id },
});
const snapshot = (id: string, sharedWith: string[], tags: object = {}) => ({
  [id]: { id, volume: `vol-${id.slice(5)}`, state: 'completed', startTime: '2026-11-01T00:00:00Z', tags, sharedWith },
});
const image = { 'ami-0001': { id: 'ami-0001', name: 'golden', snapshots: ['snap-0002'], tags: {}, sharedWith: ['all'] } };

let world: PlaybookWorld;
afterEach(() => world?.close());
const start = async (snapshots: object, more: object = {}) => {
  world = await startWorld({ snapshots, ...more });
};
const sharedWith = (id: string) => world.region().snapshots[id]?.sharedWith;

describe('plan', () => {
  it('removes everybody and foreign accounts, and keeps our own', async () => {
    await start(snapshot('snap-0001', ['all', HUB, FOREIGN]));
    const plan = await world.plan(makePrivate, offerOf('snap-0001'));
    expect(plan.steps.map(({ input }) => input)).toEqual([
      {
        SnapshotId: 'snap-0001',
        Attribute: 'createVolumePermission',
        CreateVolumePermission: { Remove: [{ UserId: FOREIGN }, { Group: 'all' }] },
      },
    ]);
    expect(plan).toMatchObject({ risk: 'disruptive', harmsOthers: true, unknown: [expect.stringMatching(/partner/)] });
    expect(plan.facts[0]).toBe(`snap-0001 may be used by ${FOREIGN}, everybody`);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['copies-stay', 'foreign-accounts']);
    expect(planHash(await world.plan(makePrivate, offerOf('snap-0001')))).toBe(planHash(plan));
  });

  it('is harmless where only everybody loses it', async () => {
    await start(snapshot('snap-0001', ['all']));
    const plan = await world.plan(makePrivate, offerOf('snap-0001'));
    expect([plan.risk, plan.harmsOthers, plan.unknown]).toEqual(['nondestructive', undefined, undefined]);
  });

  it('takes the snapshots behind an image along', async () => {
    await start({ ...snapshot('snap-0001', ['all']), ...snapshot('snap-0002', ['all']) }, { images: image });
    const plan = await world.plan(makePrivate, offerOf('ami-0001'));
    expect(plan.steps.map(({ id }) => id)).toEqual(['unshare ami-0001', 'unshare snap-0002']);
    expect(plan.warnings.map(({ code }) => code)).toContain('image');
  });

  it('finds the public snapshots of an account, and leaves out what must not be touched', async () => {
    await start({
      ...snapshot('snap-0001', ['all']),
      ...snapshot('snap-0002', []),
      ...snapshot('snap-0003', ['all'], { public: 'intended' }),
    });
    const neverTarget = (_: string, tags: Record<string, string>) => (tags.public ? 'it is tagged public=intended' : undefined);
    const plan = await world.plan(makePrivate, offerOf('all-public'), { neverTarget });
    expect(plan.steps.map(({ id }) => id)).toEqual(['unshare snap-0001']);
    expect(plan.facts[0]).toBe('snap-0003 must never be touched: it is tagged public=intended');
    expect(await world.ask(makePrivate, offerOf('snap-0003'), { neverTarget })).toMatchObject({
      refused: expect.stringMatching(/never be touched/),
    });
  });

  it.each<[string, object, string]>([
    ['is private', snapshot('snap-0001', [HUB]), 'snap-0001'],
    ['is gone', {}, 'snap-0001'],
    ['is an image that is gone', {}, 'ami-0009'],
  ])('has nothing to do where it %s', async (_, snapshots, id) => {
    await start(snapshots);
    expect(await world.ask(makePrivate, offerOf(id))).toMatchObject({ already: true });
  });

  it('splits what EC2 does not take in one call, and does not judge organizations', async () => {
    const accounts = Array.from({ length: 501 }, (_, at) => ({ UserId: String(500_000_000_000 + at) }));
    const organization = { OrganizationArn: 'arn:aws:organizations::1:organization/o-1' };
    const { read } = fakeRead({
      'ec2:DescribeImages': { Images: [{ ImageId: 'ami-0001', OwnerId: ACCOUNT }] },
      'ec2:DescribeImageAttribute': { LaunchPermissions: [...accounts, organization] },
    });
    await start({});
    const plan = await world.plan(makePrivate, offerOf('ami-0001'), { read: read as never });
    expect(plan.steps.map(({ id, input }) => [id, (input.LaunchPermission as { Remove: object[] }).Remove.length])).toEqual([
      ['unshare ami-0001 1', 500],
      ['unshare ami-0001 2', 1],
    ]);
    expect(plan.facts.join('\n')).toMatch(/ami-0001 stays shared with arn:aws:organizations.*\n.*could not be looked up \(AccessDenied\)/);
  });
});

describe('run', () => {
  const mixed = { ...snapshot('snap-0002', ['all', HUB, FOREIGN]) };

  it('makes it private, proves it, and shares exactly the same again', async () => {
    await start(mixed, { images: image });
    const plan = await world.plan(makePrivate, offerOf('ami-0001'));
    await world.run(makePrivate, plan);
    expect([world.region().images?.['ami-0001']?.sharedWith, sharedWith('snap-0002')]).toEqual([[], [HUB]]);
    expect(await world.verify(makePrivate, plan)).toEqual(Array(3).fill({ ok: true, detail: 'ami-0001, snap-0002 is private' }));
    await world.undo(makePrivate, plan);
    expect(world.region().images?.['ami-0001']?.sharedWith).toEqual(['all']);
    expect(new Set(sharedWith('snap-0002'))).toEqual(new Set(['all', HUB, FOREIGN]));
  });

  it.each([0, 1].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'killed at step %i %s ends the same',
    async (at, when) => {
      await start(mixed, { images: image });
      const plan = await world.plan(makePrivate, offerOf('ami-0001'));
      await world.runKilled(makePrivate, plan, at, when);
      await world.run(makePrivate, plan);
      expect(world.writes()).toEqual(['ec2:ModifyImageAttribute', 'ec2:ModifySnapshotAttribute']);
    },
  );

  it('is not proved when somebody shares it anew', async () => {
    await start(snapshot('snap-0001', [FOREIGN]));
    const plan = await world.plan(makePrivate, offerOf('snap-0001'));
    await world.run(makePrivate, plan);
    world.region().snapshots['snap-0001']?.sharedWith?.push('all');
    expect((await world.verify(makePrivate, plan))[0]).toEqual({ ok: false, detail: 'snap-0001 is public again' });
  });
});
