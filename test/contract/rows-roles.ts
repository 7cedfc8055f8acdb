/** The contract about IAM roles, instance profiles and managed policies with their versions. */
import { expect } from 'vitest';
import { ACCOUNT, ALLOWED, DENIED, DENY_ALL, NOBODY, type On, row } from './row.ts';

const policy = { PolicyName: 'drawbridge-revoke-older-sessions' };

async function versionsOf({ call, facts }: On): Promise<string[]> {
  const { Versions } = await call('iam:ListPolicyVersions', { PolicyArn: facts.policy });
  return (Versions ?? []).map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? ' default' : ''}`).sort();
}

export const roleRows = [
  row('iam:GetRole', 'an id, tags and the trust policy percent-encoded; NoSuchEntity for nobody', async ({ call, facts, refusal }) => {
    const { Role } = await call('iam:GetRole', { RoleName: facts.role });
    expect(Role).toMatchObject({ RoleName: facts.role, Path: '/', Tags: [{ Key: 'team', Value: 'payments' }] });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z0-9]{16,17}$/);
    expect(Role?.CreateDate).toBeInstanceOf(Date);
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toMatchObject({
      Statement: [{ Action: 'sts:AssumeRole' }],
    });
    expect(await refusal('iam:GetRole', { RoleName: NOBODY.name })).toBe('NoSuchEntity');
  }),
  row('iam:ListRoleTags', 'tags as they were put', async ({ call, facts }) => {
    expect((await call('iam:ListRoleTags', { RoleName: facts.role })).Tags).toEqual([{ Key: 'team', Value: 'payments' }]);
  }),
  row(
    ['iam:PutRolePolicy', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:DeleteRolePolicy'],
    'puts over what is there; read back percent-encoded; NoSuchEntity when gone',
    async ({ call, facts, refusal }) => {
      const named = { RoleName: facts.role, ...policy };
      for (const PolicyDocument of [ALLOWED, DENIED]) await call('iam:PutRolePolicy', { ...named, PolicyDocument });
      const { PolicyDocument } = await call('iam:GetRolePolicy', named);
      expect(JSON.parse(decodeURIComponent(PolicyDocument ?? ''))).toEqual(JSON.parse(DENIED));
      expect((await call('iam:ListRolePolicies', named)).PolicyNames).toEqual([policy.PolicyName]);
      await call('iam:DeleteRolePolicy', named);
      expect(await refusal('iam:GetRolePolicy', named)).toBe('NoSuchEntity');
      expect(await refusal('iam:DeleteRolePolicy', named)).toBe('NoSuchEntity');
    },
  ),
  row(
    ['iam:AttachRolePolicy', 'iam:ListAttachedRolePolicies', 'iam:DetachRolePolicy'],
    'attaches twice without an error, detaches once',
    async ({ call, facts, refusal }) => {
      const named = { RoleName: facts.role, PolicyArn: DENY_ALL };
      const attached = async () => (await call('iam:ListAttachedRolePolicies', { RoleName: facts.role })).AttachedPolicies;
      for (let time = 0; time < 2; time += 1) await call('iam:AttachRolePolicy', named);
      expect(await attached()).toEqual([{ PolicyName: 'AWSDenyAll', PolicyArn: DENY_ALL }]);
      await call('iam:DetachRolePolicy', named);
      expect(await attached()).toEqual([]);
      expect(await refusal('iam:DetachRolePolicy', named)).toBe('NoSuchEntity');
    },
  ),
  row(
    ['iam:PutRolePolicy', 'iam:AttachRolePolicy'],
    'UnmodifiableEntity for service-linked roles',
    async ({ facts, refusal }) => {
      const RoleName = facts.serviceRole;
      expect(await refusal('iam:PutRolePolicy', { RoleName, ...policy, PolicyDocument: DENIED })).toBe('UnmodifiableEntity');
      expect(await refusal('iam:AttachRolePolicy', { RoleName, PolicyArn: DENY_ALL })).toBe('UnmodifiableEntity');
    },
    { differs: 'moto lets service-linked roles be changed' },
  ),
  row(['iam:GetInstanceProfile', 'iam:ListInstanceProfilesForRole'], 'profile to role and back', async ({ call, facts, refusal }) => {
    const { InstanceProfile } = await call('iam:GetInstanceProfile', { InstanceProfileName: facts.profile });
    expect(InstanceProfile?.Roles?.map(({ RoleName }) => RoleName)).toEqual([facts.role]);
    const { InstanceProfiles } = await call('iam:ListInstanceProfilesForRole', { RoleName: facts.role });
    expect(InstanceProfiles?.map(({ Arn }) => Arn)).toEqual([InstanceProfile?.Arn]);
    expect(await refusal('iam:GetInstanceProfile', { InstanceProfileName: NOBODY.name })).toBe('NoSuchEntity');
  }),
  row('iam:GetPolicy', 'its default version and number of holders; NoSuchEntity for none', async ({ call, facts, refusal }) => {
    const { Policy } = await call('iam:GetPolicy', { PolicyArn: facts.policy });
    expect(Policy).toMatchObject({ PolicyName: 'deploy', DefaultVersionId: 'v1', AttachmentCount: 0 });
    expect(await refusal('iam:GetPolicy', { PolicyArn: `arn:aws:iam::${ACCOUNT}:policy/nothing` })).toBe('NoSuchEntity');
  }),
  row('iam:GetPolicyVersion', 'the document percent-encoded; NoSuchEntity for no such version', async ({ call, facts, refusal }) => {
    const { PolicyVersion } = await call('iam:GetPolicyVersion', { PolicyArn: facts.policy, VersionId: 'v1' });
    expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual(JSON.parse(ALLOWED));
    expect(PolicyVersion).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true });
    expect(await refusal('iam:GetPolicyVersion', { PolicyArn: facts.policy, VersionId: 'v9' })).toBe('NoSuchEntity');
  }),
  row('iam:ListEntitiesForPolicy', 'users and roles that have it', async ({ call, facts }) => {
    const PolicyArn = facts.policy;
    await call('iam:AttachUserPolicy', { UserName: facts.user, PolicyArn });
    await call('iam:AttachRolePolicy', { RoleName: facts.role, PolicyArn });
    const holders = await call('iam:ListEntitiesForPolicy', { PolicyArn });
    expect(holders.PolicyUsers?.map(({ UserName }) => UserName)).toEqual([facts.user]);
    expect(holders.PolicyRoles?.map(({ RoleName }) => RoleName)).toEqual([facts.role]);
    await call('iam:DetachUserPolicy', { UserName: facts.user, PolicyArn });
    await call('iam:DetachRolePolicy', { RoleName: facts.role, PolicyArn });
  }),
  row(
    ['iam:CreatePolicyVersion', 'iam:ListPolicyVersions', 'iam:SetDefaultPolicyVersion'],
    'five versions at most, the default chosen by hand or when made',
    async (on) => {
      const { call, facts, refusal } = on;
      const version = { PolicyArn: facts.policy, PolicyDocument: DENIED };
      expect((await call('iam:CreatePolicyVersion', { ...version, SetAsDefault: true })).PolicyVersion?.VersionId).toBe('v2');
      expect(await versionsOf(on)).toEqual(['v1', 'v2 default']);
      await call('iam:SetDefaultPolicyVersion', { PolicyArn: facts.policy, VersionId: 'v1' });
      for (let made = 2; made < 5; made += 1) await call('iam:CreatePolicyVersion', version);
      expect(await versionsOf(on)).toEqual(['v1 default', 'v2', 'v3', 'v4', 'v5']);
      expect(await refusal('iam:CreatePolicyVersion', version)).toBe('LimitExceeded');
    },
  ),
  row('iam:SetDefaultPolicyVersion', 'NoSuchEntity for no such version', async ({ facts, refusal }) => {
    expect(await refusal('iam:SetDefaultPolicyVersion', { PolicyArn: facts.policy, VersionId: 'v9' })).toBe('NoSuchEntity');
  }),
];
