/** Close port: only what is open to everybody and about the port, by id, and back with everything it had. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SecurityGroupRule } from '../../infra/local/aws/world.ts';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { planHash } from '../../src/domain/plan.ts';
import { closePort } from '../../src/playbooks/close-port.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const SG = 'sg-0abc';
const ID = 'i-0abc1230000000001';
const group: Resource = { kind: 'security-group', id: SG, account: ACCOUNT, region: 'us-east-1' };
const control = (type: string, changes: Partial<Finding> = {}): Finding =>
  findingWith({ type, class: 'control', threat: 'exposure', resources: [group], accessKeys: [], ...changes });
const knock = (type: string, resourceRole: 'ACTOR' | 'TARGET') => instanceFinding({ type, resourceRole });

describe('offers', () => {
  it.each<[string, Finding, string[]]>([
    ...['EC2.2', 'PCI.EC2.2', 'vpc-default-security-group-closed'].map(
      (type) => [type, control(type), ['default-group']] as [string, Finding, string[]],
    ),
    ...['EC2.13', 'PCI.EC2.5', 'restricted-ssh'].map((type) => [type, control(type), ['22']] as [string, Finding, string[]]),
    ['EC2.14', control('EC2.14'), ['3389']],
    ['EC2.18', control('EC2.18'), ['not-web']],
    ['EC2.19', control('EC2.19'), ['high-risk']],
    ['EC2.53', control('EC2.53'), ['22,3389/4']],
    ['EC2.54', control('EC2.54'), ['22,3389/6']],
    ['EC2.21, which is a network ACL', control('EC2.21', { resources: [{ ...group, kind: 'network-acl', id: 'acl-0abc' }] }), []],
    ['EC2.180', control('EC2.180'), []],
    ['a call that opened it', control('Exposure:ec2/AuthorizeSecurityGroupIngress', { class: 'threat' }), ['high-risk']],
    ['a control that passed', control('EC2.19', { active: false }), []],
    ['a brute force against it', knock('UnauthorizedAccess:EC2/SSHBruteForce', 'TARGET'), ['22']],
    ['a desktop brute force against it', knock('UnauthorizedAccess:EC2/RDPBruteForce', 'TARGET'), ['3389']],
    ['a probe of it', knock('Recon:EC2/PortProbeUnprotectedPort', 'TARGET'), ['not-web']],
    ['a brute force by it', knock('UnauthorizedAccess:EC2/SSHBruteForce', 'ACTOR'), []],
    ['C&C', knock('Backdoor:EC2/C&CActivity.B', 'ACTOR'), []],
  ])('for %s', (_, finding, ports) => {
    const { offers } = closePort.offers(finding);
    expect(offers.map(({ secret }) => secret.ports)).toEqual(ports);
    for (const { label, accessibilityLabel, menuOnly, rank } of offers) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(accessibilityLabel.length).toBeLessThanOrEqual(75);
      expect([menuOnly, (rank ?? 50) < 60]).toEqual([undefined, true]);
    }
  });

  it('tells several victims apart', () => {
    const { offers } = closePort.offers({ ...knock('Recon:EC2/PortProbe', 'TARGET'), resources: [instance, { ...instance, id: ID }] });
    expect(offers.map(({ label }) => label)).toEqual(['Close port …d1a356', 'Close port …000001']);
  });
});

const target = { kind: 'security-group' as const, account: ACCOUNT, region: 'us-east-1', label: SG, key: `security-group/${SG}` };
const offerOf = (ports: string) => ({ target, secret: { groupId: SG, ports } });
const rule = (fromPort: number, changes: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  egress: false,
  protocol: 'tcp',
  fromPort,
  toPort: fromPort,
  cidr: '0.0.0.0/0',
  ...changes,
});
function fromV6(port: number): SecurityGroupRule {
  const { cidr: _, ...rest } = rule(port);
  return { ...rest, cidr6: '::/0' };
}
const many = {
  'sgr-01': rule(22, { description: 'temporary' }),
  'sgr-02': fromV6(22),
  'sgr-03': rule(22, { cidr: '198.51.100.0/24' }),
  'sgr-04': rule(0, { toPort: 65_535, cidr: '0.0.0.0/0' }),
  'sgr-05': rule(-1, { protocol: '-1', toPort: -1 }),
  'sgr-06': rule(-1, { protocol: '-1', toPort: -1, cidr: '10.0.0.0/8' }),
  'sgr-07': rule(443),
  'sgr-08': rule(3389, { protocol: 'udp' }),
  'sgr-09': rule(8, { protocol: 'icmp', toPort: -1 }),
  'sgr-10': rule(22, { egress: true }),
};

let world: PlaybookWorld;
afterEach(() => world?.close());
const start = async (rules: object, changes: object = {}, more: object = {}) => {
  world = await startWorld({ securityGroups: { [SG]: { id: SG, name: 'bastion', rules, ...changes } }, ...more });
  delete world.region().securityGroups[SG]?.rules.out;
};
const closed = async (ports: string) => {
  const plan = await world.ask(closePort, offerOf(ports));
  return 'refused' in plan ? plan : plan.steps.flatMap(({ input }) => input.SecurityGroupRuleIds);
};

describe('plan', () => {
  it.each([
    ['22', ['sgr-01', 'sgr-02', 'sgr-04', 'sgr-05']],
    ['22,3389/6', ['sgr-02']],
    ['22,3389/4', ['sgr-01', 'sgr-04', 'sgr-05', 'sgr-08']],
    ['high-risk', ['sgr-01', 'sgr-02', 'sgr-04', 'sgr-05', 'sgr-08']],
    ['not-web', ['sgr-01', 'sgr-02', 'sgr-04', 'sgr-05', 'sgr-08']],
  ])('for %s closes what is open to everybody and has it', async (ports, ids) => {
    await start(many);
    expect(await closed(ports)).toEqual(ids);
  });

  it.each<[string, object, string, string]>([
    ['a remote-administration port', { 'sgr-01': rule(22) }, '22', 'nondestructive'],
    ['a narrow range of dangerous ports', { 'sgr-01': rule(20, { toPort: 23 }) }, '22', 'nondestructive'],
    ['a wide range', { 'sgr-01': rule(0, { toPort: 1023 }) }, '22', 'disruptive'],
    ['everything', { 'sgr-01': rule(-1, { protocol: '-1' }) }, '22', 'disruptive'],
    ['a port that may be meant', { 'sgr-01': rule(8443) }, 'not-web', 'disruptive'],
  ])('%s has its risk', async (_, rules, ports, risk) => {
    await start(rules);
    expect((await world.plan(closePort, offerOf(ports))).risk).toBe(risk);
  });

  it('says what goes, what stays and who uses it', async () => {
    await start({ ...many, 'sgr-11': rule(5432, { cidr: '64.0.0.0/2' }) }, { tags: { 'aws:cloudformation:stack-name': 'edge' } });
    const plan = await world.plan(closePort, offerOf('22,3389/6'));
    expect(plan.facts[0]).toBe('Goes: tcp 22 from ::/0');
    expect(plan.facts).toContain('Nothing uses it now');
    expect(plan.facts.join('\n')).toMatch(/Stays open to the world: tcp 22 from 0\.0\.0\.0\/0 \(“temporary”\) · .* and 2 more/);
    expect(plan.facts.join('\n')).toMatch(/Stays, though wide: tcp 5432 from 64\.0\.0\.0\/2/);
    expect(plan.warnings.map(({ code }) => code)).toEqual(['tracked-sessions', 'stack-drift']);
    expect(plan.target.label).toBe(`${SG} (bastion)`);
    expect(planHash(await world.plan(closePort, offerOf('22,3389/6')))).toBe(planHash(plan));
  });

  it('is never automatic where a load balancer serves the web through it', async () => {
    await start({ 'sgr-05': rule(-1, { protocol: '-1', toPort: -1 }) });
    const balancer = { NetworkInterfaceId: 'eni-1', Description: 'ELB app/web/1', RequesterId: 'amazon-elb' };
    const read = (call: string, input: object) =>
      call === 'ec2:DescribeNetworkInterfaces'
        ? Promise.resolve({ NetworkInterfaces: [balancer] })
        : world.read(call as never, input as never);
    const plan = await world.plan(closePort, offerOf('22'), { read: read as never });
    expect(plan).toMatchObject({ harmsOthers: true, risk: 'disruptive', unknown: [expect.stringMatching(/load balancer/)] });
    expect(plan.warnings.map(({ code }) => code)).toEqual(['load-balancer', 'wider-than-port', 'tracked-sessions']);
  });

  it('empties a default group only with a disruptive plan, its rule to itself included', async () => {
    const { cidr: _, ...self } = rule(-1, { protocol: '-1', group: SG });
    await start({ 'sgr-01': self, 'sgr-02': rule(22, { cidr: '10.0.0.0/8' }) }, { name: 'default' });
    const plan = await world.plan(closePort, offerOf('default-group'));
    expect([plan.risk, plan.steps.length, plan.warnings.map(({ code }) => code)]).toEqual([
      'disruptive',
      2,
      ['default-group', 'outbound-stays', 'tracked-sessions'],
    ]);
    await start({ 'sgr-01': self });
    expect(await closed('default-group')).toMatchObject({ refused: expect.stringMatching(/not the default group/) });
  });

  it('closes the groups of a victim', async () => {
    await start({ 'sgr-01': rule(22) }, {}, { instances: { [ID]: {} } });
    const [eni] = Object.values(world.region().instances[ID]?.interfaces ?? {});
    if (eni) eni.groups = [SG];
    const victim = {
      target: { ...target, label: `the groups of ${ID}`, key: `security-group/of/${ID}` },
      secret: { instanceId: ID, ports: '22' },
    };
    const plan = await world.plan(closePort, victim);
    expect(plan.steps.map(({ why }) => why)).toEqual([`remove tcp 22 from 0.0.0.0/0 in ${SG} (bastion)`]);
    expect(plan.facts).toContain('1 interface uses it: 1 instance, 0 interfaces of load balancers');
  });

  it('refuses a never-target, and has nothing to do where nothing is open', async () => {
    await start({ 'sgr-01': rule(22) });
    const never = await world.ask(closePort, offerOf('22'), { neverTarget: (name) => (name === 'bastion' ? 'policy' : undefined) });
    expect(never).toMatchObject({ refused: `${SG} (bastion) must never be touched: policy` });
    expect(await closed('3389')).toMatchObject({ already: true });
  });
});

describe('run', () => {
  it('closes, proves it, and puts the same rules back under new ids', async () => {
    await start(many);
    const rules = () => Object.values(world.region().securityGroups[SG]?.rules ?? {});
    const sorted = (all: SecurityGroupRule[]) => all.map((each) => JSON.stringify(each, Object.keys(each).sort())).sort();
    const before = sorted(structuredClone(rules()));
    const plan = await world.plan(closePort, offerOf('22'));
    await world.run(closePort, plan);
    expect(rules()).toHaveLength(6);
    expect(await world.verify(closePort, plan)).toEqual(Array(3).fill({ ok: true, detail: `4 rules of ${SG} (bastion) are closed` }));
    await world.undo(closePort, plan);
    expect(sorted(rules())).toEqual(before);
    const [first] = await world.verify(closePort, plan);
    expect(first).toMatchObject({ ok: false, detail: expect.stringMatching(/it is open, not closed; .* and 1 more/) });
    // What was put back has other ids, and is found by what it says.
    await world.run(closePort, plan);
    expect(rules()).toHaveLength(6);
  });

  it.each([0, 3].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'killed at step %i %s ends the same',
    async (at, when) => {
      await start(many);
      const plan = await world.plan(closePort, offerOf('22'));
      await world.runKilled(closePort, plan, at, when);
      await world.run(closePort, plan);
      expect(world.writes()).toEqual(Array(4).fill('ec2:RevokeSecurityGroupIngress'));
    },
  );
});
