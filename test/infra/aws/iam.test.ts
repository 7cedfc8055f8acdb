/** The simulated IAM, asked by the real client. */
import * as sdk from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeWorld } from '../../../infra/local/aws/merge.ts';
import { HUB, MEMBER, NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
let accounts: SimulatedAccounts;
let iam: sdk.IAMClient;

beforeAll(async () => {
  accounts = await startSimulatedAccounts();
  const user = {
    accessKeys: { [KEY]: { createdAt: '2025-08-01T00:00:00Z' }, AKIAIOSFODNN7EXAMPL2: { status: 'Inactive' } },
    tags: { team: 'payments & <co>' },
    groups: ['deployers'],
    attachedPolicies: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    mfa: ['arn:aws:iam::111122223333:mfa/ci-deploy'],
    loginProfile: { createdAt: '2025-01-01T00:00:00Z' },
    serviceCredentials: { ACCAEXAMPLE: { service: 'codecommit.amazonaws.com', status: 'Active', createdAt: '2025-01-01T00:00:00Z' } },
  };
  const member = {
    users: { 'ci-deploy': user },
    roles: { web: { tags: { a: 'b' } } },
    instanceProfiles: { web: {} },
    alias: 'prod',
    rootAccessKeys: true,
  };
  mergeWorld(accounts.aws.world, { accounts: { [MEMBER]: member } }, NOW);
  iam = new sdk.IAMClient(await accounts.member());
});
afterAll(() => accounts.close());

test('a user is shown with everything that hangs on it', async () => {
  const UserName = 'ci-deploy';
  const { User } = await iam.send(new sdk.GetUserCommand({ UserName }));
  expect(User?.Arn).toBe(`arn:aws:iam::${MEMBER}:user/ci-deploy`);
  expect(User?.CreateDate).toBeInstanceOf(Date);
  expect((await iam.send(new sdk.ListUserTagsCommand({ UserName }))).Tags).toEqual([{ Key: 'team', Value: 'payments & <co>' }]);
  expect((await iam.send(new sdk.ListGroupsForUserCommand({ UserName }))).Groups?.[0]?.GroupName).toBe('deployers');
  expect((await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies?.[0]?.PolicyName).toBe('ReadOnlyAccess');
  expect((await iam.send(new sdk.GetLoginProfileCommand({ UserName }))).LoginProfile?.UserName).toBe(UserName);
  expect((await iam.send(new sdk.ListMFADevicesCommand({ UserName }))).MFADevices).toHaveLength(1);
  const credentials = await iam.send(new sdk.ListServiceSpecificCredentialsCommand({ UserName }));
  expect(credentials.ServiceSpecificCredentials?.[0]?.ServiceName).toBe('codecommit.amazonaws.com');
});

test('keys are listed page by page', async () => {
  const first = await iam.send(new sdk.ListAccessKeysCommand({ UserName: 'ci-deploy', MaxItems: 1 }));
  expect(first).toMatchObject({ IsTruncated: true, AccessKeyMetadata: [{ AccessKeyId: KEY, Status: 'Active' }] });
  const second = await iam.send(new sdk.ListAccessKeysCommand({ UserName: 'ci-deploy', Marker: first.Marker }));
  expect(second).toMatchObject({ IsTruncated: false, AccessKeyMetadata: [{ AccessKeyId: 'AKIAIOSFODNN7EXAMPL2', Status: 'Inactive' }] });
});

test('a key is switched off and on again, and the call is on record with its source identity', async () => {
  const named = { UserName: 'ci-deploy', AccessKeyId: KEY };
  await iam.send(new sdk.UpdateAccessKeyCommand({ ...named, Status: 'Inactive' }));
  expect(accounts.aws.world.accounts[MEMBER]?.users['ci-deploy']?.accessKeys[KEY]?.status).toBe('Inactive');
  expect(accounts.aws.calls.at(-1)).toEqual({
    at: '2025-11-20T12:00:00.000Z',
    account: MEMBER,
    region: 'us-east-1',
    call: 'iam:UpdateAccessKey',
    input: { ...named, Status: 'Inactive' },
    principal: `arn:aws:sts::${MEMBER}:assumed-role/drawbridge-contain/case-1`,
    sourceIdentity: 'T1-U1',
  });
  await iam.send(new sdk.UpdateAccessKeyCommand({ ...named, Status: 'Active' }));
  expect(accounts.aws.world.accounts[MEMBER]?.users['ci-deploy']?.accessKeys[KEY]?.status).toBe('Active');
});

const wrong: [string, sdk.UpdateAccessKeyCommandInput, string][] = [
  ['no user name', { AccessKeyId: KEY, Status: 'Inactive' }, 'ValidationError'],
  ['another user name', { UserName: 'someone', AccessKeyId: KEY, Status: 'Inactive' }, 'NoSuchEntityException'],
  ['no such key', { UserName: 'ci-deploy', AccessKeyId: 'AKIAIOSFODNN7NOBODY0', Status: 'Inactive' }, 'NoSuchEntityException'],
];
test.each(wrong)('UpdateAccessKey with %s is refused', async (_, input, name) => {
  await expect(iam.send(new sdk.UpdateAccessKeyCommand(input))).rejects.toMatchObject({ name });
});

test('the read role may not write', async () => {
  const reader = new sdk.IAMClient(await accounts.member('read'));
  const input = { UserName: 'ci-deploy', AccessKeyId: KEY, Status: 'Inactive' as const };
  await expect(reader.send(new sdk.UpdateAccessKeyCommand(input))).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(accounts.aws.calls.at(-1)?.error).toBe('AccessDenied');
});

test('an unknown key is adopted with a user of its own, once', async () => {
  const AccessKeyId = 'AKIAIOSFODNN7ADOPTED';
  const { UserName, AccessKeyLastUsed } = await iam.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }));
  expect(UserName).toBe('adopted-PTED');
  expect(AccessKeyLastUsed).toMatchObject({ ServiceName: 's3', LastUsedDate: expect.any(Date) });
  expect(accounts.aws.world.accounts[MEMBER]?.users['adopted-PTED']).toMatchObject({
    adopted: true,
    accessKeys: { [AccessKeyId]: { status: 'Active', adopted: true } },
  });
});

test('what was deleted is not adopted', async () => {
  mergeWorld(accounts.aws.world, { accounts: { [MEMBER]: { users: { gone: {} } } } }, NOW);
  mergeWorld(accounts.aws.world, { accounts: { [MEMBER]: { users: { gone: null } } } }, NOW);
  await expect(iam.send(new sdk.GetUserCommand({ UserName: 'gone' }))).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
});

test('an inline policy comes back as it was put, percent-encoded, until deleted', async () => {
  const policy = { UserName: 'ci-deploy', PolicyName: 'drawbridge-deny' };
  const PolicyDocument = '{ "Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}] }';
  await iam.send(new sdk.PutUserPolicyCommand({ ...policy, PolicyDocument }));
  const put = await iam.send(new sdk.GetUserPolicyCommand(policy));
  expect(decodeURIComponent(put.PolicyDocument ?? '')).toBe(PolicyDocument);
  expect((await iam.send(new sdk.ListUserPoliciesCommand(policy))).PolicyNames).toEqual(['drawbridge-deny']);
  await iam.send(new sdk.DeleteUserPolicyCommand(policy));
  await expect(iam.send(new sdk.GetUserPolicyCommand(policy))).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
  await expect(iam.send(new sdk.DeleteUserPolicyCommand(policy))).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
});

test('policies have limits', async () => {
  const policy = { UserName: 'ci-deploy', PolicyName: 'long' };
  const put = (PolicyDocument: string) => iam.send(new sdk.PutUserPolicyCommand({ ...policy, PolicyDocument }));
  await expect(put(JSON.stringify({ long: 'x'.repeat(2048) }))).rejects.toBeInstanceOf(sdk.LimitExceededException);
  await expect(put('{')).rejects.toBeInstanceOf(sdk.MalformedPolicyDocumentException);
});

test('a role is shown with its trust, policies, tags and instance profiles', async () => {
  const RoleName = 'web';
  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName }));
  expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toContain('ec2.amazonaws.com');
  expect(Role?.RoleLastUsed?.LastUsedDate).toBeInstanceOf(Date);
  await iam.send(new sdk.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: '{}' }));
  expect((await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual(['p']);
  expect((await iam.send(new sdk.GetRolePolicyCommand({ RoleName, PolicyName: 'p' }))).PolicyDocument).toBe('%7B%7D');
  await iam.send(new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
  expect((await iam.send(new sdk.ListRolePoliciesCommand({ RoleName }))).PolicyNames).toEqual([]);
  expect((await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName }))).AttachedPolicies).toEqual([]);
  expect((await iam.send(new sdk.ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'a', Value: 'b' }]);
  const profiles = await iam.send(new sdk.ListInstanceProfilesForRoleCommand({ RoleName }));
  expect(profiles.InstanceProfiles?.[0]?.Roles?.[0]?.RoleName).toBe('web');
  const profile = await iam.send(new sdk.GetInstanceProfileCommand({ InstanceProfileName: 'web' }));
  expect(profile.InstanceProfile?.Roles?.[0]?.RoleName).toBe('web');
});

test('the account says its alias and whether root has keys', async () => {
  expect((await iam.send(new sdk.ListAccountAliasesCommand({}))).AccountAliases).toEqual(['prod']);
  expect((await iam.send(new sdk.GetAccountSummaryCommand({}))).SummaryMap).toMatchObject({ AccountAccessKeysPresent: 1 });
});

test('a caller sees its own account only', async () => {
  const hub = new sdk.IAMClient(accounts.hub);
  await expect(hub.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId: KEY }))).rejects.toMatchObject({ name: 'AccessDenied' });
  expect(accounts.aws.calls.at(-1)).toMatchObject({ account: HUB, principal: `arn:aws:iam::${HUB}:role/drawbridge-hub` });
});

test('writes become visible to reads after the lag only', async () => {
  accounts.aws.world.iamLagMilliseconds = 4000;
  const named = { UserName: 'ci-deploy', AccessKeyId: KEY };
  const status = async () =>
    (await iam.send(new sdk.ListAccessKeysCommand(named))).AccessKeyMetadata?.find((key) => key.AccessKeyId === KEY)?.Status;
  await iam.send(new sdk.UpdateAccessKeyCommand({ ...named, Status: 'Inactive' }));
  expect(await status()).toBe('Active');
  await accounts.clock.advance(3);
  await iam.send(new sdk.PutUserPolicyCommand({ UserName: 'ci-deploy', PolicyName: 'later', PolicyDocument: '{}' }));
  await accounts.clock.advance(2);
  expect(await status()).toBe('Inactive');
  expect((await iam.send(new sdk.ListUserPoliciesCommand(named))).PolicyNames).toEqual([]);
  await accounts.clock.advance(2);
  expect((await iam.send(new sdk.ListUserPoliciesCommand(named))).PolicyNames).toEqual(['later']);
  accounts.aws.world.iamLagMilliseconds = 0;
});
