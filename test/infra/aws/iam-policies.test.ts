/** Policies of the simulated IAM: attached ones, boundaries and versions, with the limits and roles that refuse. */
import * as sdk from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeWorld } from '../../../infra/local/aws/merge.ts';
import { MEMBER, NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const DENY_ALL = 'arn:aws:iam::aws:policy/AWSDenyAll';
const Document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] });
const UserName = 'ci-deploy';
const KEPT = ['AWSServiceRoleForSupport', 'AWSReservedSSO_Admin_0123456789abcdef'];
let accounts: SimulatedAccounts;
let iam: sdk.IAMClient;

beforeAll(async () => {
  accounts = await startSimulatedAccounts();
  const roles = { web: {}, [KEPT[0] ?? '']: { path: '/aws-service-role/support.amazonaws.com/' }, [KEPT[1] ?? '']: {} };
  const users = { [UserName]: {}, full: { attachedPolicies: [...Array(10).keys()].map((n) => `arn:aws:iam::aws:policy/P${n}`) } };
  mergeWorld(accounts.aws.world, { accounts: { [MEMBER]: { users, roles } } }, NOW);
  iam = new sdk.IAMClient(await accounts.member());
});
afterAll(() => accounts.close());

const roleWrites: [string, (RoleName: string) => Promise<unknown>][] = [
  ['PutRolePolicy', (RoleName) => iam.send(new sdk.PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: Document }))],
  ['DeleteRolePolicy', (RoleName) => iam.send(new sdk.DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }))],
  ['AttachRolePolicy', (RoleName) => iam.send(new sdk.AttachRolePolicyCommand({ RoleName, PolicyArn: DENY_ALL }))],
  ['DetachRolePolicy', (RoleName) => iam.send(new sdk.DetachRolePolicyCommand({ RoleName, PolicyArn: DENY_ALL }))],
  [
    'PutRolePermissionsBoundary',
    (RoleName) => iam.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: DENY_ALL })),
  ],
  ['DeleteRolePermissionsBoundary', (RoleName) => iam.send(new sdk.DeleteRolePermissionsBoundaryCommand({ RoleName }))],
  ['UpdateAssumeRolePolicy', (RoleName) => iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: Document }))],
];
test.each(roleWrites)('%s changes no role that AWS keeps', async (_, write) => {
  for (const name of KEPT) await expect(write(name)).rejects.toMatchObject({ name: 'UnmodifiableEntityException' });
});

test('a policy is attached once, up to ten, and only when it exists', async () => {
  const attach = (user: string, PolicyArn: string) => iam.send(new sdk.AttachUserPolicyCommand({ UserName: user, PolicyArn }));
  await attach(UserName, DENY_ALL);
  await attach(UserName, DENY_ALL);
  expect((await iam.send(new sdk.ListAttachedUserPoliciesCommand({ UserName }))).AttachedPolicies).toHaveLength(1);
  await expect(attach('full', DENY_ALL)).rejects.toBeInstanceOf(sdk.LimitExceededException);
  await expect(attach(UserName, `arn:aws:iam::${MEMBER}:policy/none`)).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
  await iam.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn: DENY_ALL }));
  await expect(iam.send(new sdk.DetachUserPolicyCommand({ UserName, PolicyArn: DENY_ALL }))).rejects.toBeInstanceOf(
    sdk.NoSuchEntityException,
  );
});

test('a boundary is put, shown and taken away', async () => {
  const shown = async () => (await iam.send(new sdk.GetUserCommand({ UserName }))).User?.PermissionsBoundary?.PermissionsBoundaryArn;
  await iam.send(new sdk.PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary: DENY_ALL }));
  expect(await shown()).toBe(DENY_ALL);
  const entities = await iam.send(new sdk.ListEntitiesForPolicyCommand({ PolicyArn: DENY_ALL, PolicyUsageFilter: 'PermissionsBoundary' }));
  expect(entities.PolicyUsers?.map((user) => user.UserName)).toEqual([UserName]);
  await iam.send(new sdk.DeleteUserPermissionsBoundaryCommand({ UserName }));
  expect(await shown()).toBeUndefined();
  await expect(iam.send(new sdk.DeleteUserPermissionsBoundaryCommand({ UserName }))).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
});

test('a role is trusted by whom it was changed to', async () => {
  const put = (PolicyDocument: string) => iam.send(new sdk.UpdateAssumeRolePolicyCommand({ RoleName: 'web', PolicyDocument }));
  await put(Document);
  const { Role } = await iam.send(new sdk.GetRoleCommand({ RoleName: 'web' }));
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(Document);
  await expect(put('nothing')).rejects.toBeInstanceOf(sdk.MalformedPolicyDocumentException);
  await expect(put(JSON.stringify({ long: 'x'.repeat(2048) }))).rejects.toBeInstanceOf(sdk.LimitExceededException);
});

test('a policy has five versions at most, numbered on, and its default stays', async () => {
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: 'deploy', PolicyDocument: Document }));
  const PolicyArn = Policy?.Arn ?? '';
  const create = (SetAsDefault: boolean) =>
    iam.send(new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: Document, SetAsDefault }));
  for (let made = 0; made < 4; made += 1) await create(made === 3);
  await expect(create(true)).rejects.toBeInstanceOf(sdk.LimitExceededException);
  expect((await iam.send(new sdk.GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId).toBe('v5');
  const remove = (VersionId: string) => iam.send(new sdk.DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  await expect(remove('v5')).rejects.toBeInstanceOf(sdk.DeleteConflictException);
  await iam.send(new sdk.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
  await remove('v5');
  await create(false);
  const { Versions } = await iam.send(new sdk.ListPolicyVersionsCommand({ PolicyArn }));
  expect(Versions?.map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? ' default' : ''}`)).toEqual([
    'v6',
    'v4',
    'v3',
    'v2',
    'v1 default',
  ]);
  await expect(iam.send(new sdk.SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v5' }))).rejects.toBeInstanceOf(
    sdk.NoSuchEntityException,
  );
  expect((await iam.send(new sdk.ListPoliciesCommand({ Scope: 'Local' }))).Policies?.map(({ Arn }) => Arn)).toEqual([PolicyArn]);
});

test('versions, attachments, boundaries and new keys are seen after the lag only', async () => {
  accounts.aws.world.iamLagMilliseconds = 4000;
  const { Policy } = await iam.send(new sdk.CreatePolicyCommand({ PolicyName: 'late', PolicyDocument: Document }));
  const PolicyArn = Policy?.Arn ?? '';
  await expect(iam.send(new sdk.GetPolicyCommand({ PolicyArn }))).rejects.toBeInstanceOf(sdk.NoSuchEntityException);
  await accounts.clock.advance(5);
  await iam.send(new sdk.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: Document, SetAsDefault: true }));
  await iam.send(new sdk.AttachRolePolicyCommand({ RoleName: 'web', PolicyArn }));
  await iam.send(new sdk.PutRolePermissionsBoundaryCommand({ RoleName: 'web', PermissionsBoundary: PolicyArn }));
  await iam.send(new sdk.CreateAccessKeyCommand({ UserName }));
  const seen = async () => ({
    version: (await iam.send(new sdk.GetPolicyCommand({ PolicyArn }))).Policy?.DefaultVersionId,
    attached: (await iam.send(new sdk.ListAttachedRolePoliciesCommand({ RoleName: 'web' }))).AttachedPolicies?.length,
    holders: (await iam.send(new sdk.ListEntitiesForPolicyCommand({ PolicyArn }))).PolicyRoles?.length,
    boundary: (await iam.send(new sdk.GetRoleCommand({ RoleName: 'web' }))).Role?.PermissionsBoundary?.PermissionsBoundaryArn,
    keys: (await iam.send(new sdk.ListAccessKeysCommand({ UserName }))).AccessKeyMetadata?.length,
  });
  expect(await seen()).toEqual({ version: 'v1', attached: 0, holders: 0, boundary: undefined, keys: 0 });
  await accounts.clock.advance(5);
  expect(await seen()).toEqual({ version: 'v2', attached: 1, holders: 1, boundary: PolicyArn, keys: 1 });
  accounts.aws.world.iamLagMilliseconds = 0;
});

test('a user has two access keys at most, and a deleted one does not come back', async () => {
  const create = () => iam.send(new sdk.CreateAccessKeyCommand({ UserName: 'full' }));
  const first = (await create()).AccessKey;
  expect(first).toMatchObject({ UserName: 'full', Status: 'Active', AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/) });
  await create();
  await expect(create()).rejects.toBeInstanceOf(sdk.LimitExceededException);
  const AccessKeyId = first?.AccessKeyId ?? '';
  await iam.send(new sdk.DeleteAccessKeyCommand({ UserName: 'full', AccessKeyId }));
  await expect(iam.send(new sdk.GetAccessKeyLastUsedCommand({ AccessKeyId }))).rejects.toMatchObject({ name: 'NoSuchEntityException' });
});
