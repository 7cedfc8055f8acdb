/** Isolation in random worlds, killed at random points: begun again it ends the same, and released everything is as before. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import { isolateInstance } from '../../src/playbooks/isolate-instance.ts';
import { ACCOUNT, NOW } from '../fixtures/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const ID = 'i-0abc1230000000001';
const GROUPS = ['sg-0aaaaaaaaaaaaaaa1', 'sg-0aaaaaaaaaaaaaaa2'];
const [offer] = isolateInstance.offers(
  instanceFinding({ resources: [{ ...instance, id: ID }], remoteAddresses: ['203.0.113.7', '2001:db8::7'] }),
).offers;
if (!offer) throw new Error('nothing is offered');

interface Shape {
  faces: { groups: number; branch: boolean; ipv6: boolean }[];
  way: 'nat' | 'transit' | 'none' | 'internet';
  address: 'none' | 'lent' | 'elastic';
  member: 'no' | 'InService' | 'Standby' | 'Pending';
  inOwnTargetGroup: boolean;
  classic: boolean;
  profile: boolean;
  volumes: number;
  protectedAlready: boolean;
  spot: boolean;
  dirtyGroup: boolean;
  aclEntries: number;
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  faces: fc.array(fc.record({ groups: fc.integer({ min: 1, max: 2 }), branch: fc.boolean(), ipv6: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  }),
  way: fc.constantFrom('nat', 'transit', 'none', 'internet'),
  address: fc.constantFrom('none', 'lent', 'elastic'),
  member: fc.constantFrom('no', 'InService', 'Standby', 'Pending'),
  inOwnTargetGroup: fc.boolean(),
  classic: fc.boolean(),
  profile: fc.boolean(),
  volumes: fc.integer({ min: 0, max: 3 }),
  protectedAlready: fc.boolean(),
  spot: fc.boolean(),
  dirtyGroup: fc.boolean(),
  aclEntries: fc.integer({ min: 0, max: 19 }),
});

function regionOf(shape: Shape): object {
  const faces = shape.faces.map(({ groups, branch, ipv6 }, index) => ({
    id: `eni-${index}`,
    subnet: 'subnet-a',
    privateIp: `10.0.0.${index + 5}`,
    groups: GROUPS.slice(0, groups),
    deviceIndex: index,
    ...(ipv6 && { ipv6: `2001:db8:1::${index + 5}` }),
    ...(index > 0 && branch && { branchOf: 'eni-0' }),
    ...(index === 0 && shape.address !== 'none' && { publicIp: '198.51.100.4' }),
    ...(index === 0 && shape.address === 'elastic' && { allocationId: 'eipalloc-1' }),
  }));
  const target = { [ID]: { port: 8080, health: 'healthy' }, 'i-0abc1230000000002': { port: 8080, health: 'healthy' } };
  const balancer = { name: 'own', protocol: 'HTTP', port: 8080, vpc: 'vpc-1', loadBalancers: [], targets: target };
  const arn = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/own/0123456789abcdef';
  const allow = [false, true].map((egress) => ({ rule: 100, egress, allow: true, protocol: '-1', cidr: '0.0.0.0/0' }));
  const taken = Array.from({ length: shape.aclEntries }, (_, n) => ({
    rule: n * 2 + 1,
    egress: false,
    allow: false,
    protocol: '-1',
    cidr: `192.0.2.${n}/32`,
  }));
  const dirty = {
    id: 'sg-0bbbbbbbbbbbbbbb2',
    name: 'drawbridge-quarantine',
    vpc: 'vpc-1',
    tags: { 'drawbridge:managed': 'quarantine' },
    rules: { 'sgr-9': { egress: false, protocol: 'tcp', fromPort: 22, toPort: 22, cidr: '0.0.0.0/0' } },
  };
  const group = {
    name: 'web',
    min: 1,
    max: 4,
    desired: 2,
    healthCheck: 'ELB',
    targetGroups: [],
    suspended: [],
    tags: {},
    createdAt: '2026-01-01T00:00:00Z',
  };
  return {
    instances: {
      [ID]: {
        vpc: 'vpc-1',
        subnet: 'subnet-a',
        interfaces: Object.fromEntries(faces.map((face) => [face.id, face])),
        volumes: Array.from({ length: shape.volumes }, (_, n) => `vol-${n}`),
        terminationProtection: shape.protectedAlready,
        shutdownBehavior: shape.protectedAlready ? 'stop' : 'terminate',
        ...(shape.spot && { spot: true }),
        ...(shape.profile && { profile: 'web-app' }),
      },
    },
    securityGroups: {
      ...Object.fromEntries(GROUPS.map((id) => [id, { id, name: id, vpc: 'vpc-1' }])),
      ...(shape.dirtyGroup && { [dirty.id]: dirty }),
    },
    networkAcls: { 'acl-1': { id: 'acl-1', vpc: 'vpc-1', subnets: ['subnet-a'], entries: [...taken, ...allow] } },
    ...(shape.way !== 'internet' && { routes: { 'subnet-a': shape.way } }),
    ...(shape.inOwnTargetGroup && { targetGroups: { [arn]: { arn, ...balancer } } }),
    ...(shape.classic && { classicLoadBalancers: { old: { name: 'old', vpc: 'vpc-1', instances: [ID] } } }),
    ...(shape.member !== 'no' && {
      autoScalingGroups: { web: { ...group, instances: { [ID]: { lifecycle: shape.member, healthy: true, protected: false } } } },
    }),
  };
}

async function within<T>(shape: Shape, work: (world: PlaybookWorld) => Promise<T>): Promise<T> {
  const world = await startWorld(regionOf(shape));
  mergeWorld(
    world.simulated.world,
    { accounts: { [ACCOUNT]: { roles: { 'web-app': {} }, instanceProfiles: { 'web-app': { role: 'web-app' } } } } },
    NOW,
  );
  try {
    return await work(world);
  } finally {
    await world.close();
  }
}

/** Without what the plan names as kept or not undone, and without what AWS numbers by itself. */
function seen(world: PlaybookWorld): object {
  const account = structuredClone(world.simulated.world.accounts[ACCOUNT]);
  const region = account?.regions['us-east-1'];
  const held = region?.instances[ID];
  if (!account || !region || !held) throw new Error('the world is gone');
  const quarantine = Object.values(region.securityGroups).find(({ name }) => name === 'drawbridge-quarantine')?.id;
  delete held.leaving;
  for (const face of Object.values(held.interfaces)) {
    face.groups = face.groups.map((id) => (id === quarantine ? 'quarantine' : id)).sort();
    // A lent address never comes back.
    if (!face.allocationId) delete face.publicIp;
  }
  const order = (entry: { rule: number; egress: boolean }) => `${entry.egress} ${String(entry.rule).padStart(5, '0')}`;
  for (const acl of Object.values(region.networkAcls)) acl.entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const sorted = (targets: object) => Object.keys(targets).sort();
  return {
    instance: { ...held, volumes: held.volumes, kept: [...(held.kept ?? [])].sort() },
    groups: Object.values(region.securityGroups).filter(({ name }) => name !== 'drawbridge-quarantine'),
    rules: Object.values(region.securityGroups)
      .filter(({ name }) => name === 'drawbridge-quarantine')
      .map(({ rules }) => Object.keys(rules).length),
    acls: region.networkAcls['acl-1'],
    targets: Object.values(region.targetGroups).map(({ targets }) => sorted(targets)),
    classic: Object.values(region.classicLoadBalancers ?? {}),
    suspended: Object.values(region.autoScalingGroups).map(({ suspended, instances }) => [
      [...suspended].sort(),
      Object.values(instances).map((one) => one.protected),
    ]),
    policies: Object.keys(account.roles['web-app']?.inlinePolicies ?? {}),
  };
}

/** Detaching is not undone, a group that was dirty stays empty. */
function asReleased(before: object): object {
  const { rules: _, suspended: __, ...rest } = before as Record<string, unknown>;
  return rest;
}

describe('I4, I5: isolation in random worlds', () => {
  it('killed anywhere and begun again it ends as if it had not been; released, everything is as before', async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.nat(), fc.constantFrom('before' as const, 'after' as const), async (shape, at, when) => {
        const [before, whole, released] = await within(shape, async (world) => {
          const plan = await world.plan(isolateInstance, offer);
          const was = seen(world);
          await world.run(isolateInstance, plan);
          const cut = seen(world);
          const [configured] = await world.verify(isolateInstance, plan);
          expect(configured).toMatchObject({ ok: true });
          await world.undo(isolateInstance, plan);
          return [was, cut, seen(world)];
        });
        expect(asReleased(released)).toEqual(asReleased(before));
        const again = await within(shape, async (world) => {
          const plan = await world.plan(isolateInstance, offer);
          await world.runKilled(isolateInstance, plan, at % plan.steps.length, when);
          return seen(world);
        });
        expect(again).toEqual(whole);
      }),
      { numRuns: 15 },
    );
  });
});
