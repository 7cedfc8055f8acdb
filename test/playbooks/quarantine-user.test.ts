/** Quarantine user: first for graver findings, everything of the user off, a key made meanwhile too, and only ours undone. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import type { User } from '../../infra/local/aws/world.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { quarantineUser } from '../../src/playbooks/quarantine-user.ts';
import { ACCOUNT, findingWith, NOW, SESSION_KEY } from '../fixtures/finding.ts';
import { type PlaybookWorld, startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const role = { kind: 'role', name: 'web-app', account: ACCOUNT } as const;
const [offer] = quarantineUser.offers(findingWith()).offers;
if (!offer) throw new Error('nothing is offered');

describe('offers', () => {
  it.each<[string, Partial<Finding>, number[]]>([
    ['a key in a grave finding', {}, [10]],
    ['a key in a finding of medium severity', { severity: 'medium' }, [60]],
    ['a temporary key of a user', { severity: 'medium', accessKeys: [{ id: SESSION_KEY, kind: 'temporary' }] }, [10]],
    ['a key of a role', { principal: role }, []],
    ['root', { principal: { kind: 'root', account: ACCOUNT } }, []],
    ['somebody of Identity Center', { principal: { kind: 'sso', name: 'AWSReservedSSO_Admin_0123', account: ACCOUNT } }, []],
    ['a sample', { sample: true }, []],
    ['what is over', { active: false }, []],
  ])('%s: %j', (_, changes, ranks) => {
    expect(quarantineUser.offers(findingWith(changes)).offers.map(({ rank }) => rank)).toEqual(ranks);
  });

  it.each<[string, Finding['principal'], RegExp, RegExp]>([
    ['root', { kind: 'root', account: ACCOUNT }, /root user/, /Page the owner/],
    [
      'somebody of Identity Center',
      { kind: 'sso', name: 'AWSReservedSSO_Admin_01', session: 'jo', account: ACCOUNT },
      /IAM cannot change/,
      /Disable jo in Identity/,
    ],
    ['a service-linked role', { kind: 'role', name: 'AWSServiceRoleForX', account: ACCOUNT }, /service-linked/, /Page the owner/],
    ['somebody federated', { kind: 'federated', name: 'ann', account: ACCOUNT }, /federated/, /who handed it out.*identity provider/],
    ['a service', { kind: 'service', account: ACCOUNT }, /AWS service/, /who asked the service/],
  ])('%s is nobody whom IAM can contain: refused with what does', (_, principal, refused, nextStep) => {
    const found = quarantineUser.offers(findingWith(principal && { principal }));
    expect(found.offers).toEqual([]);
    expect([found.refusal?.refused, found.refusal?.nextStep]).toEqual([expect.stringMatching(refused), expect.stringMatching(nextStep)]);
  });
});

const keys = { AKIAIOSFODNN7EXAMPLE: { status: 'Active' }, AKIAI44QH8DHBEXAMPLE: { status: 'Inactive' } };
const sshKeys = { APKAEXAMPLE01: { status: 'Active' } };
const serviceCredentials = { ACCAEXAMPLE01: { service: 'codecommit.amazonaws.com', status: 'Active', createdAt: '2026-01-01T00:00:00Z' } };
const seed = { users: { 'ci-deploy': { accessKeys: keys, sshKeys, serviceCredentials } } };

const ourKey = 'AKIAIOSFODNN7EXAMPLE';

/** The user as the simulated account has it, changed; then whatever is to be looked at. */
async function withUser<T>(
  changes: object,
  work: (world: PlaybookWorld, user: User) => Promise<T>,
  { events = [] }: { events?: object[] } = {},
): Promise<T> {
  const world = await startWorld({ events });
  try {
    mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: { users: { 'ci-deploy': { accessKeys: keys, ...changes } } } } }, NOW);
    const user = world.simulated.world.accounts[ACCOUNT]?.users['ci-deploy'];
    if (!user) throw new Error('no user');
    return await work(world, user);
  } finally {
    await world.close();
  }
}
const allow = (resource: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }] });
const called = (name: string, minutesAgo: number) => ({
  id: `event-${name}`,
  name,
  time: new Date(NOW - minutesAgo * 60_000).toISOString(),
  source: 'sts.amazonaws.com',
  username: 'ci-deploy',
  accessKeyId: ourKey,
  readOnly: false,
  resources: [],
  record: { sourceIPAddress: '203.0.113.66' },
});

describe('plans', () => {
  it('denies first, then switches off what is active, and what was off stays out of it', () =>
    withUser({ sshKeys, serviceCredentials }, async (world) => {
      const plan = await world.plan(quarantineUser, offer);
      expect(plan.steps.map(({ call }) => call)).toEqual([
        'iam:PutUserPolicy',
        'iam:UpdateAccessKey',
        'iam:UpdateSSHPublicKey',
        'iam:UpdateServiceSpecificCredential',
        'iam:UpdateAccessKey',
      ]);
      expect(plan.steps[0]).toMatchObject({ before: 'absent', after: 'in force' });
      expect(plan.steps.at(-1)?.input).toEqual({ UserName: 'ci-deploy' });
      expect(plan.credential).toBe(true);
    }));

  it('says first what disabling the key alone would leave', () =>
    withUser(
      {},
      async (world) => {
        const { facts } = await world.plan(quarantineUser, offer);
        expect(facts[0]).toBe('GetFederationToken 4 min ago: disabling the key alone would not stop this');
        expect(facts).toContain('Made by it: CreateUser 3 min ago; that outlives it');
      },
      { events: [called('GetFederationToken', 4), called('CreateUser', 3)] },
    ));

  it.each<[string, object, object, string[]]>([
    ['no room for an inline policy', { inlinePolicies: { large: allow('x'.repeat(1_950)) } }, { call: 'iam:AttachUserPolicy' }, []],
    [
      'no room for any policy',
      {
        inlinePolicies: { large: allow('x'.repeat(1_950)) },
        attachedPolicies: [...Array(10).keys()].map((n) => `arn:aws:iam::aws:policy/P${n}`),
      },
      { input: { PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' } },
      ['no-room'],
    ],
    [
      'a policy of our name that is not ours',
      { inlinePolicies: { 'drawbridge-deny-all': allow('*') } },
      { input: { PolicyName: 'drawbridge-deny-all-2' } },
      [],
    ],
    [
      'two of them',
      { inlinePolicies: { 'drawbridge-deny-all': allow('*'), 'drawbridge-deny-all-2': allow('a') } },
      { input: { PolicyName: 'drawbridge-deny-all-3' } },
      [],
    ],
    ['a second factor since', { mfa: ['arn:aws:iam::1:mfa/phone'], createdAt: new Date(NOW - 60_000).toISOString() }, {}, ['new-mfa']],
    ['a second factor from before', { mfa: ['arn:aws:iam::1:mfa/phone'] }, {}, []],
    ['AWS was there before', { attachedPolicies: ['arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3'] }, {}, ['aws-quarantine']],
  ])('%s', (_, changes, first, codes) =>
    withUser(changes, async (world) => {
      const plan = await world.plan(quarantineUser, offer);
      expect(plan.steps[0]).toMatchObject(first);
      expect(plan.warnings.map(({ code }) => code)).toEqual(codes);
    }),
  );

  it('a key of somebody else’s account is refused', () =>
    withUser({}, async (world) => {
      world.simulated.world.keyOwners.AKIAIOSFODNN7FOREIGN = '555566667777';
      const secret = { ...offer.secret, accessKeyId: 'AKIAIOSFODNN7FOREIGN' };
      expect(await world.ask(quarantineUser, { ...offer, secret })).toMatchObject({ refused: expect.stringContaining('not ours') });
    }));
});

describe('afterwards', () => {
  it.each<[string, (user: User) => void, RegExp]>([
    [
      'a key made since is named, never in full',
      (user) =>
        Object.assign(user.accessKeys, {
          AKIA00000000000000NEW: { id: 'AKIA00000000000000NEW', status: 'Active', createdAt: user.createdAt },
        }),
      /something active again: key AKIA….*quarantine it again/,
    ],
    [
      'the deny taken away calls for the organization',
      (user) => void Object.assign(user, { inlinePolicies: {} }),
      /taken away.*service control policy/,
    ],
  ])('%s', (_, change, words) =>
    withUser({}, async (world, user) => {
      const plan = await world.plan(quarantineUser, offer);
      await world.run(quarantineUser, plan);
      change(user);
      const [first] = await world.verify(quarantineUser, plan);
      expect(first).toMatchObject({ ok: false, detail: expect.stringMatching(words) });
      expect(JSON.stringify(first)).not.toContain('AKIA00000000000000NEW');
    }),
  );

  it('a call that still works is no containment', () =>
    withUser({}, async (world) => {
      const plan = await world.plan(quarantineUser, offer);
      await world.run(quarantineUser, plan);
      const since = world.clock.now();
      await world.clock.advance(900);
      world.region().events.push({ ...called('PutObject', 0), time: new Date(since + 120_000).toISOString() });
      expect((await world.verify(quarantineUser, plan, since)).at(-1)).toMatchObject({
        ok: false,
        detail: expect.stringContaining('PutObject'),
      });
    }));
});

itIsReversible({ playbook: quarantineUser, offer, seed });
