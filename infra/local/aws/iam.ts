/** Simulated IAM: roles, instance profiles and the account itself; users are in iam-users.ts. */
import type * as client from '@aws-sdk/client-iam';
import { roleOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { attachmentOperations, changeableRole } from './iam-attachments.ts';
import { credentialOperations } from './iam-credentials.ts';
import { managedOperations } from './iam-managed.ts';
import {
  attachedPolicies,
  deleteInlinePolicy,
  encodedDocument,
  inlinePolicy,
  listed,
  principalFields,
  putInlinePolicy,
  seen,
} from './iam-policies.ts';
import { userOperations } from './iam-users.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';
import type { InstanceProfile, Role } from './world.ts';

function read(call: Call, input: { RoleName: string | undefined }): Role {
  return seen(call, 'role', roleOf(call, input.RoleName));
}

function roleFields(call: Call, role: Role): object {
  return {
    ...principalFields(call, 'role', role),
    AssumeRolePolicyDocument: encodedDocument(JSON.stringify(role.trust)),
    MaxSessionDuration: 3600,
    RoleLastUsed: role.lastUsed ? { LastUsedDate: role.lastUsed.date, Region: role.lastUsed.region } : {},
  };
}

function profileFields(call: Call, profile: InstanceProfile): object {
  const role = call.account.roles[profile.role];
  return {
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: `arn:aws:iam::${call.accountId}:instance-profile/${profile.name}`,
    Path: '/',
    CreateDate: role?.createdAt ?? '2024-01-01T00:00:00.000Z',
    Roles: role ? [roleFields(call, role)] : [],
  };
}

function getInstanceProfile(call: Call, input: client.GetInstanceProfileCommandInput): object {
  const name = input.InstanceProfileName ?? '';
  const profile = Object.hasOwn(call.account.instanceProfiles, name) ? call.account.instanceProfiles[name] : undefined;
  if (!profile) throw new AwsError('NoSuchEntity', `Instance Profile ${name} cannot be found.`, 404);
  return { InstanceProfile: profileFields(call, profile) };
}

function listInstanceProfilesForRole(call: Call, input: client.ListInstanceProfilesForRoleCommandInput): object {
  const role = read(call, input);
  const profiles = Object.values(call.account.instanceProfiles).filter((profile) => profile.role === role.name);
  return listed(
    'InstanceProfiles',
    profiles.map((profile) => profileFields(call, profile)),
    input,
  );
}

function getAccountSummary(call: Call): object {
  const { account } = call;
  return {
    SummaryMap: {
      AccountAccessKeysPresent: account.rootAccessKeys ? 1 : 0,
      AccountMFAEnabled: account.rootMfa ? 1 : 0,
      Users: Object.keys(account.users).length,
      Roles: Object.keys(account.roles).length,
      InstanceProfiles: Object.keys(account.instanceProfiles).length,
      Policies: Object.keys(account.policies ?? {}).length,
      AccessKeysPerUserQuota: 2,
      AttachedPoliciesPerUserQuota: 10,
      AttachedPoliciesPerRoleQuota: 10,
      VersionsPerPolicyQuota: 5,
      UserPolicySizeQuota: 2048,
      RolePolicySizeQuota: 10_240,
    },
  };
}

const operations: Operations = {
  ...userOperations,
  ...attachmentOperations,
  ...credentialOperations,
  ...managedOperations,
  GetRole: (call: Call, input: client.GetRoleCommandInput) => ({ Role: roleFields(call, read(call, input)) }),
  ListRolePolicies: (call: Call, input: client.ListRolePoliciesCommandInput) =>
    listed('PolicyNames', Object.keys(read(call, input).inlinePolicies), input),
  GetRolePolicy: (call: Call, input: client.GetRolePolicyCommandInput) => ({
    RoleName: input.RoleName,
    PolicyName: input.PolicyName,
    PolicyDocument: inlinePolicy('role', read(call, input), input.PolicyName),
  }),
  PutRolePolicy: (call: Call, input: client.PutRolePolicyCommandInput) =>
    putInlinePolicy(call, 'role', changeableRole(call, input), input.PolicyName, input.PolicyDocument),
  DeleteRolePolicy: (call: Call, input: client.DeleteRolePolicyCommandInput) =>
    deleteInlinePolicy(call, 'role', changeableRole(call, input), input.PolicyName),
  ListAttachedRolePolicies: (call: Call, input: client.ListAttachedRolePoliciesCommandInput) => attachedPolicies(read(call, input), input),
  ListRoleTags: (call: Call, input: client.ListRoleTagsCommandInput) => listed('Tags', tagList(read(call, input).tags), input),
  ListInstanceProfilesForRole: listInstanceProfilesForRole,
  GetInstanceProfile: getInstanceProfile,
  GetAccountSummary: getAccountSummary,
  ListAccountAliases: (call: Call, input: client.ListAccountAliasesCommandInput) =>
    listed('AccountAliases', call.account.alias ? [call.account.alias] : [], input),
};

export const iam: Service = { wire: queryWire(() => import('@aws-sdk/client-iam'), 'query'), operations };
