/** Terminate instance: every condition by itself, what is recorded and kept, and protection that comes back when termination fails. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { type Plan, planHash, type Refusal, type Step, undoOf } from '../../src/domain/plan.ts';
import type { PlanTools, Standing } from '../../src/playbooks/define.ts';
import { terminateInstance } from '../../src/playbooks/terminate-instance.ts';
import { ACCOUNT } from '../fixtures/finding.ts';
import { instanceFinding } from '../fixtures/instance-finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const ID = 'i-0abc1230000000001';
const OTHER = 'i-0abc1230000000002';
const [ROOT, DATA] = ['vol-0aaa0000000000001', 'vol-0aaa0000000000002'];

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['an instance that acts', {}, 1],
    ['a brute force against it', { type: 'UnauthorizedAccess:EC2/RDPBruteForce', resourceRole: 'TARGET' }, 0],
    ['a weak package', { class: 'vulnerability', threat: 'vulnerability', type: 'CVE-2026-1' }, 0],
    ['a control', { class: 'control', threat: 'hygiene', type: 'EC2.4' }, 0],
    ['no instance', { resources: [{ kind: 'bucket', id: 'data', account: ACCOUNT, region: 'us-east-1' }] }, 0],
  ])('for %s', (_, changes, count) => {
    const { offers } = terminateInstance.offers(instanceFinding(changes));
    expect(offers.map(({ menuOnly }) => menuOnly)).toEqual(Array(count).fill(true));
    for (const { label, accessibilityLabel } of offers) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(accessibilityLabel.length).toBeLessThanOrEqual(75);
    }
  });
});

const target = { kind: 'instance' as const, account: ACCOUNT, region: 'us-east-1', label: ID, key: `instance/${ID}` };
const offer = { target, secret: { instanceId: ID } };
const isolation: Standing = { caseId: '7K3QM2XA', responseId: 'r1', playbook: 'isolate_instance', steps: [`protect ${ID}`] };
const isolated: Partial<PlanTools<never>> = { standing: async () => [isolation] };
const stopped: typeof isolated = { standing: async () => [{ ...isolation, playbook: 'stop_instance' }] };
const isolatedOnly: typeof isolated = { standing: async () => [{ ...isolation, steps: [] }] };
const snapshot = (id: string, volume: string, state = 'completed', caseId = '7K3QM2XA') => ({
  [id]: { id, volume, state, startTime: '2026-11-20T02:00:00Z', tags: { 'drawbridge:case': caseId } },
});
const snapshots = { ...snapshot('snap-0001', ROOT), ...snapshot('snap-0002', DATA) };
const volumes = Object.fromEntries([ROOT, DATA].map((id) => [id, { id, size: 8, encrypted: true, zone: 'us-east-1a', tags: {} }]));
const arn = `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:targetgroup/web/1`;

let world: PlaybookWorld;
afterEach(() => world?.close());

async function start(changes: object = {}, more: object = {}): Promise<void> {
  const instance = { id: ID, state: 'stopped', volumes: [ROOT, DATA], kept: [ROOT, DATA], terminationProtection: true, ...changes };
  world = await startWorld({ instances: { [ID]: instance }, snapshots, volumes, ...more });
}
function group(members: string[], desired: number, tags: object = {}): object {
  const instances = Object.fromEntries(members.map((id) => [id, { lifecycle: 'InService', healthy: true, protected: false }]));
  const held = {
    name: 'web',
    min: 1,
    max: 4,
    desired,
    healthCheck: 'EC2',
    targetGroups: [],
    suspended: [],
    createdAt: '2026-01-01T00:00:00Z',
  };
  return { autoScalingGroups: { web: { ...held, instances, tags } } };
}
const planned = (changes: Partial<PlanTools<never>> = isolated): Promise<Plan | Refusal> => world.ask(terminateInstance, offer, changes);

describe('conditions', () => {
  it.each<[string, object, object, Partial<PlanTools<never>>, RegExp, RegExp]>([
    ['not isolated', {}, {}, {}, /was not isolated from here/, /Isolate it first/],
    ['only stopped', {}, {}, stopped, /was not isolated from here/, /Isolate it first/],
    [
      'no snapshot of a volume',
      {},
      { snapshots: snapshot('snap-0001', ROOT) },
      isolated,
      /vol-0aaa0000000000002 has no snapshot/,
      /Isolate it again/,
    ],
    [
      'a snapshot of another case only',
      {},
      { snapshots: { ...snapshot('snap-0001', ROOT), ...snapshot('snap-0002', DATA, 'completed', 'ZZZZZZZZ') } },
      isolated,
      /vol-0aaa0000000000002 has no snapshot/,
      /drawbridge:case/,
    ],
    [
      'a snapshot that failed',
      {},
      { snapshots: { ...snapshot('snap-0001', ROOT), ...snapshot('snap-0002', DATA, 'error') } },
      isolated,
      /has no snapshot/,
      /Isolate it again/,
    ],
    ['protection of somebody else', {}, {}, isolatedOnly, /somebody else set termination protection/, /Ask the owner/],
    ['the only member of its group', {}, group([ID], 1), isolated, /the only one of Auto Scaling group web/, /Bring up another/],
    [
      'a group that must never be touched',
      {},
      group([ID, OTHER], 2, { keep: 'yes' }),
      { ...isolated, neverTarget: (_, tags) => (tags.keep ? 'kept' : undefined) },
      /its group web must never be touched: kept/,
      /Call whoever owns/,
    ],
    [
      'a protected tag',
      { tags: { 'secops:protected': 'true' } },
      {},
      { ...isolated, neverTarget: (_, tags) => (tags['secops:protected'] ? 'it is tagged' : undefined) },
      /must never be touched: it is tagged/,
      /Call whoever owns/,
    ],
    ['a managed instance', { operator: 'eks.amazonaws.com' }, {}, isolated, /managed by eks\.amazonaws\.com/, /Cordon and drain/],
  ])('refuses: %s', async (_, changes, more, tools, words, next) => {
    await start(changes, more);
    const refused = await planned(tools);
    expect('refused' in refused && [refused.refused, refused.nextStep]).toEqual([
      expect.stringMatching(words),
      expect.stringMatching(next),
    ]);
  });

  it('waits for a snapshot that is pending', async () => {
    const late = snapshot('snap-0002', DATA, 'pending');
    await start({}, { snapshots: { ...snapshot('snap-0001', ROOT), ...late } });
    Object.assign(world.region().snapshots['snap-0002'] ?? {}, { startTime: new Date(world.clock.now()).toISOString() });
    expect(await planned()).toMatchObject({ refused: expect.stringMatching(/snapshot of vol-0aaa0000000000002 is not completed/) });
    await world.clock.advance(5 * 60_000);
    expect(await planned()).toHaveProperty('steps');
  });

  it('refuses the last healthy target', async () => {
    await start({ state: 'running' });
    const vpc = world.region().instances[ID]?.vpc;
    const targets = { [ID]: { port: 80, health: 'healthy' }, [OTHER]: { port: 80, health: 'unhealthy' } };
    Object.assign(world.region(), {
      targetGroups: { [arn]: { arn, name: 'web', protocol: 'HTTP', port: 80, vpc, loadBalancers: [], targets } },
    });
    expect(await planned()).toMatchObject({ refused: expect.stringMatching(/the last healthy one of target group web/) });
  });

  it('names everything that does not hold at once', async () => {
    await start({}, group([ID], 1));
    const refused = await planned({});
    expect('refused' in refused && refused.refused).toMatch(/not isolated.*somebody else set.*only one of/);
  });

  it.each(['terminated', 'shutting-down'])('has nothing to do when it is %s', async (state) => {
    await start({ state });
    expect(await planned()).toMatchObject({ already: true });
  });

  it('rejects when it cannot be known whether it is protected', async () => {
    await start();
    const read = (call: string, input: object) =>
      call === 'ec2:DescribeSnapshots' ? Promise.reject(new Error('denied')) : world.read(call as never, input as never);
    await expect(planned({ ...isolated, read: read as never })).rejects.toThrow('denied');
  });
});

describe('plan', () => {
  it('has the id typed, names what is lost and kept, and is the same an hour later', async () => {
    await start({ type: 'i3.large', tags: { Name: 'web-7', 'aws:cloudformation:stack-name': 'web', 'aws:ec2:fleet-id': 'fleet-1' } });
    const plan = await world.plan(terminateInstance, offer, isolated);
    expect(plan).toMatchObject({ risk: 'irreversible', confirm: ID });
    expect(plan.steps.map(({ id }) => id)).toEqual([`mark evidence of ${ID}`, `unprotect ${ID}`, `terminate ${ID}`, `protect ${ID} again`]);
    expect(plan.steps[2]?.input).toEqual({ InstanceIds: [ID] });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['irreversible', 'instance-store-lost', 'stack-drift', 'fleet']);
    expect(plan.warnings[1]?.text).toBe(`Instance-store data on ${ID} is lost permanently`);
    expect(plan.facts).toContain(`Kept: volumes ${ROOT}, ${DATA}; snapshots snap-0001, snap-0002`);
    expect(plan.facts.join('\n')).toMatch(/To rebuild: image ami-[0-9a-f]+, launch template none, user data none/);
    expect(undoOf(plan).steps).toEqual([]);
    await world.clock.advance(3_600_000);
    expect(planHash(await world.plan(terminateInstance, offer, isolated))).toBe(planHash(plan));
  });

  it('lets the group of a member do it, which keeps its size and its hole', async () => {
    await start({ state: 'running' }, group([ID, OTHER], 2));
    const plan = await world.plan(terminateInstance, offer, isolated);
    expect(plan.steps.map(({ call }) => call)).toEqual(['ec2:CreateTags', 'autoscaling:TerminateInstanceInAutoScalingGroup']);
    expect(plan.steps[1]?.input).toEqual({ InstanceId: ID, ShouldDecrementDesiredCapacity: false });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['irreversible', 'same-template', 'lifecycle-hooks']);
    await world.run(terminateInstance, plan);
    expect(world.region().instances[ID]?.state).toBe('terminated');
  });

  it('leaves the protection of a Spot instance alone, which has none', async () => {
    await start({ spot: true, terminationProtection: false });
    const plan = await world.plan(terminateInstance, offer, isolated);
    expect(plan.steps.map(({ call }) => call)).toEqual(['ec2:CreateTags', 'ec2:TerminateInstances']);
    expect(plan.warnings.map(({ code }) => code)).toContain('spot');
  });
});

describe('run', () => {
  it('terminates one instance, proves it and finds its evidence', async () => {
    await start();
    const plan = await world.plan(terminateInstance, offer, isolated);
    await world.run(terminateInstance, plan);
    expect(world.writes()).toEqual(['ec2:CreateTags', 'ec2:ModifyInstanceAttribute', 'ec2:TerminateInstances']);
    const detail = `${ID} is terminated; 4 volumes and snapshots of it are there`;
    expect(await world.verify(terminateInstance, plan)).toEqual([
      ...Array(3).fill({ ok: true, detail }),
      { ok: true, detail: `${ID} is terminated: nothing is left that could act` },
    ]);
  });

  it('says so when evidence is gone', async () => {
    await start();
    const plan = await world.plan(terminateInstance, offer, isolated);
    await world.run(terminateInstance, plan);
    delete world.region().snapshots['snap-0002'];
    const [first] = await world.verify(terminateInstance, plan);
    expect(first).toEqual({ ok: false, detail: 'evidence is missing: snap-0002' });
  });

  it.each([0, 1, 2, 3].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'killed at step %i %s its call it ends the same',
    async (at, when) => {
      await start();
      const plan = await world.plan(terminateInstance, offer, isolated);
      await world.runKilled(terminateInstance, plan, at, when);
      await world.run(terminateInstance, plan);
      expect(world.region().instances[ID]?.state).toBe('terminated');
      expect(world.writes().filter((call) => call === 'ec2:TerminateInstances')).toHaveLength(1);
    },
  );

  it('sets protection back when termination failed', async () => {
    await start();
    const plan = await world.plan(terminateInstance, offer, isolated);
    const done = plan.steps.filter(({ call }) => call !== 'ec2:TerminateInstances') as Step[];
    await world.run(terminateInstance, { ...plan, steps: done });
    expect(world.region().instances[ID]).toMatchObject({ state: 'stopped', terminationProtection: true });
    const results = await world.verify(terminateInstance, { ...plan, steps: done });
    expect(results[0]).toEqual({
      ok: true,
      detail: `${ID} is there still, with its protection back; 4 volumes and snapshots of it are there`,
    });
    expect(results.at(-1)).toHaveProperty('unmeasurable');
  });
});
