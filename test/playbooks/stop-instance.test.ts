/** Stop instance: offered where nothing less ends the traffic, refused where AWS or people forbid it, and taken back by a start. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { planHash } from '../../src/domain/plan.ts';
import { stopInstance } from '../../src/playbooks/stop-instance.ts';
import { ACCOUNT } from '../fixtures/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const ID = 'i-0abc1230000000001';
const EXFILTRATION = 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS';
const resource = (kind: Resource['kind'], id: string): Resource => ({ kind, id, account: ACCOUNT, region: 'us-east-1' });

describe('offers', () => {
  it.each<[string, Partial<Finding>, string[]]>([
    ['C&C over DNS', { type: 'Backdoor:EC2/C&CActivity.B!DNS' }, ['Stop instance', 'Hibernate (menu)']],
    ['exfiltration over DNS', { type: 'Trojan:EC2/DNSDataExfiltration' }, ['Stop instance', 'Hibernate (menu)']],
    ['C&C over TCP', {}, ['Stop instance (menu)', 'Hibernate (menu)']],
    [
      'a brute force by it',
      { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'ACTOR' },
      ['Stop instance (menu)', 'Hibernate (menu)'],
    ],
    ['a brute force against it', { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' }, []],
    ['a probe of it', { type: 'Recon:EC2/PortProbeUnprotectedPort', resourceRole: 'TARGET' }, []],
    ['a weak package', { class: 'vulnerability', threat: 'vulnerability', type: 'CVE-2026-1' }, []],
    ['a control', { class: 'control', threat: 'exposure', type: 'EC2.9' }, []],
    ['what is over', { active: false }, []],
    ['a key', { type: 'UnauthorizedAccess:IAMUser/MaliciousIPCaller', resources: [resource('access-key', 'AKIA…MPLE')] }, []],
    [
      'two instances',
      { resources: [instance, { ...instance, id: ID }] },
      ['Stop …d1a356 (menu)', 'Hibernate …d1a356 (menu)', 'Stop …000001 (menu)', 'Hibernate …000001 (menu)'],
    ],
    [
      'stolen credentials of an instance',
      { type: EXFILTRATION, resources: [resource('access-key', 'ASIA…MPLE')], principal: { kind: 'role', session: ID, account: ACCOUNT } },
      ['Stop instance (menu)', 'Hibernate (menu)'],
    ],
    ['a placeholder', { resources: [{ ...instance, id: 'i-99999999', placeholder: true }] }, []],
  ])('for %s', (_, changes, labels) => {
    const { offers } = stopInstance.offers(instanceFinding(changes));
    expect(offers.map(({ label, menuOnly }) => `${label}${menuOnly ? ' (menu)' : ''}`)).toEqual(labels);
    for (const { label, accessibilityLabel } of offers) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(accessibilityLabel.length).toBeLessThanOrEqual(75);
    }
  });

  it('comes first where isolation alone does not end it', () => {
    const [offer] = stopInstance.offers(instanceFinding({ type: 'Trojan:EC2/DNSDataExfiltration' })).offers;
    expect(offer?.rank).toBeLessThan(10);
  });

  it('tells why the victim of a brute force is not stopped', () => {
    const { refusal } = stopInstance.offers(instanceFinding({ type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' }));
    expect(refusal).toMatchObject({ refused: expect.stringMatching(/is the victim/), nextStep: expect.stringMatching(/Close the port/) });
  });
});

const target = { kind: 'instance' as const, account: ACCOUNT, region: 'us-east-1', label: ID, key: `instance/${ID}` };
const stop = { target, secret: { instanceId: ID } };
const hibernate = { target, secret: { instanceId: ID, hibernate: 'yes' } };
const arn = `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:targetgroup/web/1`;

function targetGroup(vpc: string, health: Record<string, string>): object {
  const targets = Object.fromEntries(Object.entries(health).map(([id, state]) => [id, { port: 80, health: state }]));
  return { [arn]: { arn, name: 'web', protocol: 'HTTP', port: 80, vpc, loadBalancers: [], targets } };
}
const OTHER = 'i-0abc1230000000002';
function inGroup(lifecycle: string, more: object = {}): object {
  const member = { lifecycle, healthy: true, protected: false };
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
  return { web: { ...group, instances: { [ID]: member, [OTHER]: member }, ...more } };
}

let world: PlaybookWorld;
const start = async (changes: object = {}, more: object = {}) => {
  world = await startWorld({ instances: { [ID]: { id: ID, ...changes } }, ...more });
};
afterEach(() => world?.close());

describe('plan', () => {
  it.each<[string, object, object, object, RegExp]>([
    ['an instance with stop protection', { stopProtection: true }, {}, stop, /stop protection, and it is not from here/],
    ['a managed instance', { operator: 'eks.amazonaws.com' }, {}, stop, /managed by eks\.amazonaws\.com/],
    ['one that starts', { state: 'pending' }, {}, stop, /is pending, not running/],
    ['hibernation that is not configured', {}, {}, hibernate, /Hibernation is not configured/],
    ['a member that is being ended', {}, { autoScalingGroups: inGroup('Terminating:Wait') }, stop, /cannot be taken out now/],
    ['a Spot instance of a group', { spot: true }, { autoScalingGroups: inGroup('InService') }, stop, /AWS cannot stop it/],
    ['what is no instance', {}, {}, { target, secret: { instanceId: 'x' } }, /no instance/],
  ])('refuses %s', async (_, changes, more, offer, words) => {
    await start(changes, more);
    const refused = await world.ask(stopInstance, offer as typeof stop);
    expect('refused' in refused && refused.refused).toMatch(words);
    expect('refused' in refused && [refused.already, refused.nextStep.length > 20]).toEqual([undefined, true]);
  });

  it.each(['stopped', 'stopping', 'terminated'])('has nothing to do when it is %s', async (state) => {
    await start({ state });
    expect(await world.ask(stopInstance, stop)).toMatchObject({ already: true });
  });

  it('refuses never-targets by name, tag and group', async () => {
    await start({ tags: { 'secops:protected': 'true' } }, { autoScalingGroups: inGroup('InService', { tags: { keep: 'yes' } }) });
    const byTag = await world.ask(stopInstance, stop, {
      neverTarget: (_, tags) => (tags['secops:protected'] ? 'it is tagged' : undefined),
    });
    expect(byTag).toMatchObject({ refused: `${ID} must never be touched: it is tagged` });
    const byGroup = await world.ask(stopInstance, stop, { neverTarget: (_, tags) => (tags.keep ? 'kept' : undefined) });
    expect(byGroup).toMatchObject({ refused: expect.stringMatching(/group web, which must never be touched: kept/) });
  });

  it('says what is lost, who is hit and what comes back', async () => {
    await start({ type: 'm6id.large', tags: { Name: 'web-7' } });
    const held = world.region().instances[ID];
    const [eni] = Object.values(held?.interfaces ?? {});
    if (!held || !eni) throw new Error('no interface');
    eni.publicIp = '198.51.100.9';
    Object.assign(world.region(), {
      targetGroups: targetGroup(held.vpc, { [ID]: 'healthy', [OTHER]: 'unhealthy' }),
      autoScalingGroups: inGroup('InService'),
    });
    const plan = await world.plan(stopInstance, stop);
    expect(plan.target.label).toBe(`${ID} (web-7)`);
    expect(plan.facts[0]).toBe('Lost by stopping: what is in its memory, what is on its instance store, public address 198.51.100.9');
    expect(plan.facts.length).toBeLessThanOrEqual(12);
    expect(plan.warnings.map(({ code }) => code)).toEqual([
      'last-healthy-target',
      'memory-lost',
      'instance-store-lost',
      'address-lost',
      'same-template',
    ]);
    expect(plan).toMatchObject({ risk: 'disruptive', harmsOthers: true });
    expect(plan.steps.map(({ call }) => call)).toEqual(['autoscaling:DetachInstances', 'ec2:StopInstances']);
  });

  it('leaves a member in Standby where it is, and is the same plan an hour later', async () => {
    await start({}, { autoScalingGroups: inGroup('Standby') });
    const plan = await world.plan(stopInstance, stop);
    expect(plan.steps.map(({ call }) => call)).toEqual(['ec2:StopInstances']);
    await world.clock.advance(3_600_000);
    expect(planHash(await world.plan(stopInstance, stop))).toBe(planHash(plan));
  });

  it('cannot know whether a Spot instance can be stopped', async () => {
    await start({ spot: true });
    expect((await world.plan(stopInstance, stop)).unknown).toEqual(['whether its Spot request lets it be stopped']);
  });
});

describe('run', () => {
  it('stops, proves it, and starts again: the same but for what was said to be lost', async () => {
    await start();
    const before = structuredClone(world.region().instances);
    const plan = await world.plan(stopInstance, stop);
    await world.run(stopInstance, plan);
    expect(world.region().instances[ID]?.state).toBe('stopped');
    expect(await world.verify(stopInstance, plan)).toEqual([
      ...Array(3).fill({ ok: true, detail: `${ID} is stopped` }),
      { ok: true, detail: `${ID} is stopped: what is switched off sends nothing` },
    ]);
    await world.undo(stopInstance, plan);
    expect(world.region().instances).toEqual(before);
  });

  it('takes it out of its group first, and a start does not put it back', async () => {
    await start({}, { autoScalingGroups: inGroup('InService') });
    const plan = await world.plan(stopInstance, stop);
    await world.run(stopInstance, plan);
    expect(Object.keys(world.region().autoScalingGroups.web?.instances ?? {})).not.toContain(ID);
    await world.undo(stopInstance, plan);
    expect(world.region().instances[ID]?.state).toBe('running');
    expect(Object.keys(world.region().autoScalingGroups.web?.instances ?? {})).not.toContain(ID);
    expect(world.writes()).toEqual(['autoscaling:DetachInstances', 'ec2:StopInstances', 'ec2:StartInstances']);
  });

  it.each([
    [0, 'before'],
    [0, 'after'],
    [1, 'before'],
    [1, 'after'],
  ] as const)('killed at step %i %s its call it ends the same, each call made once', async (at, when) => {
    await start({}, { autoScalingGroups: inGroup('InService') });
    const plan = await world.plan(stopInstance, stop);
    await world.runKilled(stopInstance, plan, at, when);
    expect(world.region().instances[ID]?.state).toBe('stopped');
    await world.run(stopInstance, plan);
    expect(world.writes()).toEqual(['autoscaling:DetachInstances', 'ec2:StopInstances']);
  });

  it('hibernates where that is configured', async () => {
    await start({ hibernation: true });
    const plan = await world.plan(stopInstance, hibernate);
    expect(plan.steps[0]?.input).toEqual({ InstanceIds: [ID], Hibernate: true });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['hibernation-may-fail']);
    await world.run(stopInstance, plan);
    expect(world.region().instances[ID]?.state).toBe('stopped');
  });

  it('is not proved while somebody has started it again', async () => {
    await start();
    const plan = await world.plan(stopInstance, stop);
    await world.run(stopInstance, plan);
    await world.undo(stopInstance, plan);
    const [first, ...rest] = await world.verify(stopInstance, plan);
    expect(first).toEqual({ ok: false, detail: `stop ${ID}: it is running, not stopped` });
    expect(rest.every((result) => 'ok' in result && !result.ok)).toBe(true);
  });
});
