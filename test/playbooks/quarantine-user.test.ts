/** Quarantine user: first for graver findings, everything of the user off, a key made meanwhile too, and only ours undone. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { quarantineUser } from '../../src/playbooks/quarantine-user.ts';
import { ACCOUNT, findingWith, SESSION_KEY } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
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
});

const keys = { AKIAIOSFODNN7EXAMPLE: { status: 'Active' }, AKIAI44QH8DHBEXAMPLE: { status: 'Inactive' } };
const sshKeys = { APKAEXAMPLE01: { status: 'Active' } };
const serviceCredentials = { ACCAEXAMPLE01: { service: 'codecommit.amazonaws.com', status: 'Active', createdAt: '2026-01-01T00:00:00Z' } };
const seed = { users: { 'ci-deploy': { accessKeys: keys, sshKeys, serviceCredentials } } };

describe('plans', () => {
  it('denies first, then switches off what is active, and what was off stays out of it', async () => {
    const world = await startWorld({});
    Object.assign(world.simulated.world.accounts[ACCOUNT]?.users ?? {}, {});
    const plan = await world.plan(quarantineUser, offer);
    await world.close();
    expect(plan.steps[0]).toMatchObject({ call: 'iam:PutUserPolicy', before: 'absent', after: 'in force' });
    expect(plan.credential).toBe(true);
  });

  it('takes the policy that AWS keeps where there is no room for an inline one', async () => {
    const world = await startWorld({});
    const large = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'x'.repeat(1_950) }],
    });
    await world.read('iam:GetUser', { UserName: 'ci-deploy' });
    const user = world.simulated.world.accounts[ACCOUNT]?.users['ci-deploy'];
    if (!user) throw new Error('no user');
    user.inlinePolicies = { large };
    const plan = await world.plan(quarantineUser, offer);
    await world.close();
    expect(plan.steps[0]).toMatchObject({ call: 'iam:AttachUserPolicy', input: { PolicyArn: 'arn:aws:iam::aws:policy/AWSDenyAll' } });
  });
});

itIsReversible({ playbook: quarantineUser, offer, seed });
