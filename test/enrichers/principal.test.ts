/** What is found out about users and roles. */
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/domain/finding.ts';
import { principalEnricher } from '../../src/enrichers/principal.ts';
import { enriched } from '../fixtures/enrich.ts';
import type { Answers } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, KEY, NOW, SESSION_KEY } from '../fixtures/finding.ts';

const named = { Path: '/', Arn: 'arn:aws:iam::111122223333:x', CreateDate: new Date(NOW) };
const user: Answers = {
  'iam:GetUser': { User: { ...named, UserName: 'ci-deploy', UserId: 'AIDA', Tags: [{ Key: 'team', Value: 'payments' }] } },
  'iam:ListAccessKeys': { AccessKeyMetadata: [{ AccessKeyId: KEY, Status: 'Active', CreateDate: new Date(NOW - 5000) }] },
  'iam:GetAccessKeyLastUsed': {
    UserName: 'ci-deploy',
    AccessKeyLastUsed: { LastUsedDate: new Date(NOW - 1000), ServiceName: 's3', Region: 'N/A' },
  },
  'iam:ListAttachedUserPolicies': { AttachedPolicies: [{ PolicyName: 'AdministratorAccess' }] },
  'iam:ListUserPolicies': { PolicyNames: ['deploy'] },
  'iam:ListGroupsForUser': { Groups: [{ ...named, GroupName: 'ci', GroupId: 'g' }] },
  'iam:GetLoginProfile': 'NoSuchEntity',
  'iam:ListMFADevices': { MFADevices: [] },
};
const role: Answers = {
  'iam:GetRole': { Role: { ...named, RoleName: 'web-app', RoleId: 'AROA', RoleLastUsed: { LastUsedDate: new Date(NOW - 9000) } } },
  'iam:ListAttachedRolePolicies': { AttachedPolicies: [] },
  'iam:ListRolePolicies': { PolicyNames: ['read-buckets'] },
  'iam:ListInstanceProfilesForRole': {
    InstanceProfiles: [{ ...named, InstanceProfileName: 'web', InstanceProfileId: 'p', Roles: [] }],
  },
  'ec2:DescribeInstances': { Reservations: [{ Instances: [{ InstanceId: 'i-1' }, { InstanceId: 'i-2' }] }] },
};
const byRole: Partial<Finding> = {
  principal: { kind: 'role', name: 'web-app', session: 'i-1', account: ACCOUNT },
  accessKeys: [{ id: SESSION_KEY, kind: 'temporary' }],
};

describe('principal', () => {
  it('describes a user with its keys as fingerprints', async () => {
    const { known, missing } = await enriched(principalEnricher, findingWith(), user);
    expect(missing).toEqual([]);
    expect(known).toEqual({
      kind: 'user',
      name: 'ci-deploy',
      arn: named.Arn,
      tags: { team: 'payments' },
      createdAt: NOW,
      keys: [{ fingerprint: 'AKIA…MPLE', status: 'Active', createdAt: NOW - 5000, lastUsedAt: NOW - 1000, lastService: 's3' }],
      policies: ['AdministratorAccess', 'deploy'],
      groups: ['ci'],
      admin: true,
      console: false,
      multiFactorDevices: 0,
    });
  });

  it('finds the user by the key when the finding does not name one', async () => {
    const { principal: _, ...unnamed } = findingWith();
    expect((await enriched(principalEnricher, unnamed, user)).known).toMatchObject({ name: 'ci-deploy' });
    expect((await enriched(principalEnricher, unnamed, { 'iam:GetAccessKeyLastUsed': {} as never })).known).toBeUndefined();
  });

  it('does not say there is no password when it could not be looked up', async () => {
    const { known, missing } = await enriched(principalEnricher, findingWith(), { ...user, 'iam:GetLoginProfile': 'AccessDenied' });
    expect(known).not.toHaveProperty('console');
    expect(missing).toEqual(['console password of the user']);
  });

  it('describes a role and who else uses it', async () => {
    const { known } = await enriched(principalEnricher, findingWith(byRole), role);
    expect(known).toMatchObject({
      kind: 'role',
      name: 'web-app',
      policies: ['read-buckets'],
      admin: false,
      keys: [],
      lastUsedAt: NOW - 9000,
      alsoUsedBy: ['instance profile web', 'instance i-2'],
    });
  });

  it('does not say a role is unshared when that could not be looked up', async () => {
    const { known, missing } = await enriched(principalEnricher, findingWith(byRole), { ...role, 'ec2:DescribeInstances': 'Throttling' });
    expect(known).not.toHaveProperty('alsoUsedBy');
    expect(missing).toEqual(['who else uses the role']);
  });

  it('rejects when the user does not exist', async () => {
    await expect(enriched(principalEnricher, findingWith(), { ...user, 'iam:GetUser': 'NoSuchEntity' })).rejects.toThrow('NoSuchEntity');
  });

  it.each<[string, boolean, Partial<Finding>]>([
    ['a user', true, {}],
    ['a role session', true, byRole],
    ['a role resource', true, { accessKeys: [], resources: [{ kind: 'role', id: 'r', account: ACCOUNT, region: 'us-east-1' }] }],
    ['root', false, { principal: { kind: 'root', account: ACCOUNT } }],
    ['a sample', false, { sample: true }],
    [
      'a user of a foreign account without a key',
      false,
      { accessKeys: [], principal: { kind: 'user', name: 'x', account: '999988887777' } },
    ],
  ])('applies to %s: %s', (_, applies, changes) => {
    expect(principalEnricher.applies(findingWith(changes))).toBe(applies);
  });
});
