/** Block address: never our own or everybody's, before the first allow or not at all, and only our own rule is taken away. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { planHash, undoOf } from '../../src/domain/plan.ts';
import { blockProblem } from '../../src/playbooks/address-limits.ts';
import { blockAddress } from '../../src/playbooks/block-address.ts';
import { ACCOUNT } from '../fixtures/finding.ts';
import { instance, instanceFinding } from '../fixtures/instance-finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';

const REMOTE = '203.0.113.7';
const ID = 'i-0abc1230000000001';

describe('addresses', () => {
  it.each<[string, RegExp]>([
    ['10.1.2.3', /private/],
    ['172.31.0.1', /private/],
    ['192.168.0.1', /private/],
    ['fd00::1', /private/],
    ['100.64.3.4', /CGNAT/],
    ['169.254.169.254', /link-local/],
    ['fe80::1', /link-local/],
    ['127.0.0.1', /no public address/],
    ['::ffff:10.0.0.1', /no public address/],
    ['239.1.1.1', /no public address/],
    ['198.51.100.0/23', /wider than \/24/],
    ['2001:db8::/63', /wider than \/64/],
    ['198.51.100.77', /within 198\.51\.100\.0\/24, which policy trusts/],
    ['198.51.100.0/25', /which policy trusts/],
    ['2001:db8:1::9', /which policy trusts/],
    ['13.224.1.2', /edge of CloudFront/],
    ['not an address', /no address/],
    ['203.0.113.7/33', /no address/],
  ])('%s is not blocked', (address, words) => {
    expect(blockProblem(address, ['198.51.100.0/24', '2001:db8:1::/48'])).toMatch(words);
  });

  it.each(['203.0.113.7', '203.0.113.0/24', '2001:db8::7', '2001:db8::/64', '100.128.0.1', '172.32.0.1'])('%s may be', (address) => {
    expect(blockProblem(address, ['198.51.100.0/24'])).toBeUndefined();
  });
});

describe('offers', () => {
  it.each<[string, Partial<Finding>, string[]]>([
    ['C&C', {}, ['Block 203.0.113.7']],
    ['a brute force against it', { type: 'UnauthorizedAccess:EC2/SSHBruteForce', resourceRole: 'TARGET' }, ['Block 203.0.113.7']],
    ['two addresses', { remoteAddresses: [REMOTE, '198.51.100.200'] }, ['Block 203.0.113.7', 'Block 198.51.100.200 (menu)']],
    ['no address', { remoteAddresses: [] }, []],
    ['a key used from there', { resources: [{ ...instance, kind: 'access-key', id: 'AKIA…MPLE' }] }, []],
    ['credentials of it used elsewhere', { type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS' }, []],
    ['a control', { class: 'control', threat: 'exposure', type: 'EC2.18' }, []],
    ['what is over', { active: false }, []],
    ['a subnet', { resources: [{ kind: 'other', id: 'subnet-0abc', account: ACCOUNT, region: 'us-east-1' }] }, ['Block 203.0.113.7']],
  ])('for %s', (_, changes, labels) => {
    const { offers } = blockAddress.offers(instanceFinding(changes));
    expect(offers.map(({ label, menuOnly }) => `${label}${menuOnly ? ' (menu)' : ''}`)).toEqual(labels);
    for (const { label, accessibilityLabel } of offers) {
      expect(label.length).toBeLessThanOrEqual(20);
      expect(accessibilityLabel.length).toBeLessThanOrEqual(75);
    }
  });

  it('tells why a private address is not offered', () => {
    const { offers, refusal } = blockAddress.offers(instanceFinding({ remoteAddresses: ['10.0.0.5'] }));
    expect([offers, refusal?.refused]).toEqual([[], '10.0.0.5 cannot be blocked: it is a private address']);
  });
});

const target = { kind: 'address' as const, account: ACCOUNT, region: 'us-east-1', label: REMOTE, key: `address/${REMOTE}/${ID}` };
const offerOf = (address: string, place = ID) => ({ target, secret: { address, place } });
const offer = offerOf(REMOTE);

let world: PlaybookWorld;
afterEach(() => world?.close());
const start = async (more: object = {}) => {
  world = await startWorld({ instances: { [ID]: { id: ID }, 'i-0abc1230000000002': {} }, ...more });
};
const allow = (rule: number, egress: boolean) => ({ rule, egress, allow: true, protocol: '-1', cidr: '0.0.0.0/0' });
/** The one ACL of the network; made when it is first asked for. */
async function acl(...entries: object[]) {
  await world.read('ec2:DescribeNetworkAcls', {});
  const [held] = Object.values(world.region().networkAcls);
  if (!held) throw new Error('there is no ACL');
  if (entries.length > 0) held.entries = entries as typeof held.entries;
  return held;
}
const deny = (rule: number, egress: boolean, cidr = `${REMOTE}/32`) => ({ rule, egress, allow: false, protocol: '-1', cidr });

describe('plan', () => {
  it('denies in and out before the first allow, for a day, and says who else loses it', async () => {
    await start();
    const { id } = await acl(deny(1, false, '198.51.100.1/32'), allow(100, false), allow(100, true));
    const plan = await world.plan(blockAddress, offer);
    expect(plan.steps.map(({ input }) => input)).toEqual([
      { NetworkAclId: id, RuleNumber: 2, Egress: false, Protocol: '-1', RuleAction: 'deny', CidrBlock: '203.0.113.7/32' },
      { NetworkAclId: id, RuleNumber: 1, Egress: true, Protocol: '-1', RuleAction: 'deny', CidrBlock: '203.0.113.7/32' },
    ]);
    expect(plan).toMatchObject({ risk: 'nondestructive', expiresAfterSeconds: 86_400, credential: false });
    expect(plan.facts[0]).toMatch(/^1 other interface in 1 subnet loses 203\.0\.113\.7\/32 too: subnet-/);
    expect(plan.facts.join('\n')).toMatch(/3 rules in and 2 out of 20 used/);
    expect(planHash(await world.plan(blockAddress, offer))).toBe(planHash(plan));
  });

  it('writes the sixth version as EC2 does', async () => {
    await start();
    await acl();
    const read = (call: string, input: object) => {
      const own = call === 'ec2:DescribeNetworkInterfaces' && JSON.stringify(input).includes('ipv6-address');
      return own ? Promise.resolve({ NetworkInterfaces: [] }) : world.read(call as never, input as never);
    };
    const plan = await world.plan(blockAddress, offerOf('2001:DB8:0:0::7'), { read: read as never });
    expect(plan.steps.map(({ input }) => input.Ipv6CidrBlock)).toEqual(['2001:db8::7/128', '2001:db8::7/128']);
  });

  it('does only what is missing, and nothing when both are there', async () => {
    await start();
    await acl(deny(7, false), allow(100, false), allow(100, true));
    expect((await world.plan(blockAddress, offer)).steps).toHaveLength(1);
    await acl(deny(7, false), deny(7, true), allow(100, false), allow(100, true));
    expect(await world.ask(blockAddress, offer)).toMatchObject({ already: true });
  });

  it('does not take a deny for one that comes after an allow', async () => {
    await start();
    await acl(allow(100, false), allow(100, true), deny(200, false), deny(200, true));
    expect((await world.plan(blockAddress, offer)).steps).toHaveLength(2);
  });

  it.each<[string, object[], RegExp]>([
    [
      'a full ACL',
      [allow(100, false), allow(100, true), ...[...Array(18).keys()].map((at) => deny(at + 1, false, `198.51.100.${at}/32`))],
      /has 20 of 20 rules in: there is no room/,
    ],
    ['an ACL that allows with its first number', [allow(1, false), allow(1, true)], /no free number before its first allow in/],
  ])('refuses %s, and evicts nothing', async (_, entries, words) => {
    await start();
    await acl(...entries);
    expect(await world.ask(blockAddress, offer)).toMatchObject({ refused: expect.stringMatching(words) });
  });

  it('refuses what is our own, trusted or never to be touched', async () => {
    await start();
    const { id } = await acl();
    const [eni] = Object.values(world.region().instances['i-0abc1230000000002']?.interfaces ?? {});
    if (eni) eni.publicIp = REMOTE;
    expect(await world.ask(blockAddress, offer)).toMatchObject({
      refused: expect.stringMatching(/203\.0\.113\.7 is our own: interface eni-/),
    });
    const trusted = await world.ask(blockAddress, offerOf('203.0.113.8'), { trustedAddresses: ['203.0.113.0/24'] });
    expect(trusted).toMatchObject({ refused: expect.stringMatching(/which policy trusts/) });
    const never = await world.ask(blockAddress, offerOf('203.0.113.8'), { neverTarget: (name) => (name === id ? 'policy' : undefined) });
    expect(never).toMatchObject({ refused: `network ACL ${id} must never be touched: policy` });
  });

  it('has nothing to do at an instance that is gone', async () => {
    await start();
    world.simulated.world.accounts[ACCOUNT]?.deleted.push('i-0abc1230000000009');
    expect(await world.ask(blockAddress, offerOf(REMOTE, 'i-0abc1230000000009'))).toMatchObject({ already: true });
  });
});

describe('run', () => {
  const connection = (eni: string) => [{ interface: eni, remote: REMOTE, port: 443, startedAt: '2026-11-20T02:00:00Z' }];

  it('blocks, proves it by flow logs, and takes back exactly its own two rules', async () => {
    await start();
    const held = await acl();
    const before = structuredClone(held.entries);
    const [eni] = Object.keys(world.region().instances[ID]?.interfaces ?? {});
    Object.assign(world.region(), { flows: connection(eni ?? ''), flowLogs: { [held.vpc]: 'vpc-flows' } });
    const plan = await world.plan(blockAddress, offer);
    await world.run(blockAddress, plan);
    const since = world.clock.now();
    await world.clock.advance(900_000);
    const results = await world.verify(blockAddress, plan, since);
    expect(results[0]).toEqual({ ok: true, detail: '203.0.113.7 is denied in 2 places' });
    expect(results.at(-1)).toMatchObject({ ok: true, detail: expect.stringMatching(/no accepted record .* since, [1-9]\d* rejected/) });
    await world.undo(blockAddress, plan);
    expect(held.entries).toEqual(before);
  });

  it('is not effective while flow logs show accepted traffic', async () => {
    await start();
    const held = await acl();
    const [eni] = Object.keys(world.region().instances[ID]?.interfaces ?? {});
    const plan = await world.plan(blockAddress, offer);
    await world.run(blockAddress, plan);
    const since = world.clock.now();
    Object.assign(world.region(), { flows: connection(eni ?? ''), flowLogs: { [held.vpc]: 'vpc-flows' } });
    await world.clock.advance(900_000);
    expect((await world.verify(blockAddress, plan, since)).at(-1)).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/still show \d+ accepted/),
    });
  });

  it('cannot tell without flow logs', async () => {
    await start();
    const plan = await world.plan(blockAddress, offer);
    await world.run(blockAddress, plan);
    expect((await world.verify(blockAddress, plan)).at(-1)).toHaveProperty('unmeasurable');
  });

  it.each([0, 1].flatMap((at) => [[at, 'before'] as const, [at, 'after'] as const]))(
    'killed at step %i %s ends the same',
    async (at, when) => {
      await start();
      const plan = await world.plan(blockAddress, offer);
      await world.runKilled(blockAddress, plan, at, when);
      await world.run(blockAddress, plan);
      expect(world.writes()).toEqual(['ec2:CreateNetworkAclEntry', 'ec2:CreateNetworkAclEntry']);
    },
  );

  it('leaves a rule that somebody has put in the place of ours', async () => {
    await start();
    const plan = await world.plan(blockAddress, offer);
    await world.run(blockAddress, plan);
    const held = await acl();
    for (const entry of held.entries) if (entry.rule === 1 && !entry.egress) entry.cidr = '198.51.100.0/24';
    const inbound = undoOf(plan).steps.find(({ input }) => input.Egress === false);
    expect(inbound && (await blockAddress.observe(inbound as never, world.read))).toBe('denies 198.51.100.0/24');
    expect(inbound?.before).toBe('denies 203.0.113.7/32');
  });
});
