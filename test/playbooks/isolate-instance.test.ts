/** Isolate instance: never a victim, every interface and every flow, refused where AWS forbids it, and released exactly. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { isolateInstance } from '../../src/playbooks/isolate-instance.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const ID = 'i-0abc1230000000001';
const found = (changes: Partial<Finding> = {}) =>
  instanceFinding({ resources: [{ ...instance, id: ID }], remoteAddresses: ['203.0.113.7'], ...changes });
const [offer] = isolateInstance.offers(found()).offers;
if (!offer) throw new Error('nothing is offered');

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['C&C', {}, 1],
    ['a brute force by it', { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'ACTOR' }, 1],
    ['a brute force against it', { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' }, 0],
    ['a probe of it', { type: 'Recon:EC2/PortProbeUnprotectedPort', resourceRole: 'TARGET' }, 0],
    ['a weak package', { class: 'vulnerability', threat: 'vulnerability', type: 'CVE-2026-1' }, 0],
    ['a control', { class: 'control', threat: 'exposure', type: 'EC2.9' }, 0],
    ['what is over', { active: false }, 0],
  ])('%s: %i', (_, changes, many) => {
    expect(isolateInstance.offers(found(changes)).offers).toHaveLength(many);
  });

  it('a node of a cluster is isolated from the menu only: everything on it goes with it', () => {
    const [node] = isolateInstance.offers(found({ type: 'Execution:Kubernetes/ExecInKubeSystemPod' })).offers;
    expect(node?.menuOnly).toBe(true);
  });

  it('credentials of an instance used elsewhere lead to it', () => {
    const principal = { kind: 'role', name: 'web-app', session: ID, account: ACCOUNT } as const;
    const exfiltration = findingWith({
      type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
      principal,
      resourceRole: 'TARGET',
    });
    expect(isolateInstance.offers(exfiltration).offers[0]?.secret.instanceId).toBe(ID);
  });
});

const group = 'sg-0aaaaaaaaaaaaaaa1';
const face = (id: string, deviceIndex: number, more: object = {}) => ({
  id,
  subnet: 'subnet-a',
  privateIp: '10.0.0.5',
  groups: [group],
  deviceIndex,
  ...more,
});
const webGroup = { id: group, name: 'web', vpc: 'vpc-1' };
const member = {
  vpc: 'vpc-1',
  subnet: 'subnet-a',
  profile: 'web-app',
  tags: { Name: 'web-7' },
  interfaces: {
    'eni-1': face('eni-1', 0, { publicIp: '198.51.100.4', allocationId: 'eipalloc-1' }),
    'eni-2': face('eni-2', 1),
    'eni-3': face('eni-3', 2, { branchOf: 'eni-2' }),
  },
};
const dirty = {
  id: 'sg-0bbbbbbbbbbbbbbb2',
  name: 'drawbridge-quarantine',
  vpc: 'vpc-1',
  tags: { 'drawbridge:managed': 'quarantine' },
  rules: { 'sgr-1': { egress: false, protocol: 'tcp', fromPort: 22, toPort: 22, cidr: '0.0.0.0/0' } },
};
const seed = { roles: { 'web-app': {} }, instanceProfiles: { 'web-app': { role: 'web-app' } } };
const region = (changes: object = {}) => ({
  instances: { [ID]: { ...member, ...changes } },
  securityGroups: { [group]: webGroup },
  routes: { 'subnet-a': 'nat' },
});

describe('plans', () => {
  const planned = async (of: object) => {
    const world = await startWorld(of);
    Object.assign(world.simulated.world.accounts[ACCOUNT] ?? {}, {});
    const plan = await world.ask(isolateInstance, offer);
    await world.close();
    return plan;
  };

  it('every interface moves, those of pods too', async () => {
    const plan = await planned(region());
    if ('refused' in plan) throw new Error(plan.refused);
    expect(plan.steps.filter(({ id }) => id.startsWith('move ')).map(({ id }) => id)).toEqual(['move eni-1', 'move eni-2', 'move eni-3']);
    expect(plan.warnings.map(({ code }) => code)).toContain('tracked-flows');
  });

  it('a quarantine group that somebody put rules into is emptied before anything moves', async () => {
    const of = region();
    const plan = await planned({ ...of, securityGroups: { ...of.securityGroups, [dirty.id]: dirty } });
    if ('refused' in plan) throw new Error(plan.refused);
    const calls = plan.steps.map(({ call }) => call);
    expect(calls.indexOf('ec2:RevokeSecurityGroupIngress')).toBeLessThan(calls.indexOf('ec2:ModifyNetworkInterfaceAttribute'));
    expect(calls).not.toContain('ec2:CreateSecurityGroup');
  });

  it.each<[string, object, RegExp]>([
    ['an instance that EKS manages', region({ operator: 'eks.amazonaws.com' }), /managed by eks/],
    ['one that is gone', region({ state: 'terminated' }), /is terminated/],
  ])('%s is refused, with what to do instead', async (_, of, words) => {
    expect(await planned(of)).toMatchObject({ refused: expect.stringMatching(words), nextStep: expect.stringMatching(/\w+ \w+/) });
  });

  it('what lives on DNS is never called contained', async () => {
    const world = await startWorld({ ...region(), flowLogs: { 'vpc-1': '/flow' } });
    const dns = { ...offer, secret: { ...offer.secret, dns: 'yes' } };
    const plan = await world.plan(isolateInstance, dns);
    await world.run(isolateInstance, plan);
    const effects = (await world.verify(isolateInstance, plan)).slice(3);
    await world.close();
    expect(plan.warnings.map(({ code }) => code)).toContain('dns-survives');
    expect(effects).toEqual([
      expect.objectContaining({ unmeasurable: expect.stringContaining('DNS') }),
      expect.objectContaining({ unmeasurable: expect.stringContaining('DNS') }),
    ]);
  });
});

itIsReversible({
  playbook: isolateInstance,
  offer,
  seed,
  region: region(),
  // Kept: the snapshots as evidence, the empty quarantine group; a network ACL that was looked at.
  forget: (account) => {
    const held = account.regions['us-east-1'];
    const instance = held?.instances[ID];
    if (!held || !instance) return;
    held.snapshots = {};
    held.networkAcls = Object.fromEntries(
      Object.entries(held.networkAcls)
        .map(([id, acl]) => [id, { ...acl, entries: acl.entries.filter(({ rule }) => rule < 100) }])
        .filter(([, acl]) => (acl as { entries: object[] }).entries.length > 0),
    );
    for (const [id, { name }] of Object.entries(held.securityGroups)) if (name === 'drawbridge-quarantine') delete held.securityGroups[id];
    delete instance.leaving;
    for (const eni of Object.values(instance.interfaces)) eni.groups = eni.groups.map((id) => (id === group ? id : 'quarantine'));
  },
});
