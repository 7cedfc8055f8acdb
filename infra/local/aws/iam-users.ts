/** Simulated IAM users: their access keys, policies, groups and other credentials. */
import type * as client from '@aws-sdk/client-iam';
import { keyOf, userOf } from './adopt.ts';
import { type Call, iso, tagList } from './call.ts';
import {
  aboutToChange,
  attachedPolicies,
  deleteInlinePolicy,
  inlinePolicy,
  listed,
  principalFields,
  putInlinePolicy,
  seen,
} from './iam-policies.ts';
import { principalId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { User } from './world.ts';

function current(call: Call, input: { UserName?: string | undefined }): User {
  // Without a name IAM means the caller's own user, and a role session has none.
  if (!input.UserName) throw new AwsError('ValidationError', 'Must specify userName when calling with non-User credentials');
  return userOf(call, input.UserName);
}

function read(call: Call, input: { UserName?: string | undefined }): User {
  return seen(call, 'user', current(call, input));
}

function getUser(call: Call, input: client.GetUserCommandInput): object {
  const user = read(call, input);
  return { User: { ...principalFields(call, 'user', user), PasswordLastUsed: user.passwordLastUsed } };
}

function listAccessKeys(call: Call, input: client.ListAccessKeysCommandInput): object {
  const user = read(call, input);
  const keys = Object.values(user.accessKeys).map((key) => ({
    UserName: user.name,
    AccessKeyId: key.id,
    Status: key.status,
    CreateDate: key.createdAt,
  }));
  return listed('AccessKeyMetadata', keys, input);
}

function getAccessKeyLastUsed(call: Call, input: client.GetAccessKeyLastUsedCommandInput): object {
  const { user, key } = keyOf(call, input.AccessKeyId);
  const used = key.lastUsed;
  const never = { ServiceName: 'N/A', Region: 'N/A' };
  const lastUsed = used ? { LastUsedDate: used.date, ServiceName: used.service, Region: used.region } : never;
  return { UserName: user.name, AccessKeyLastUsed: lastUsed };
}

function updateAccessKey(call: Call, input: client.UpdateAccessKeyCommandInput): object {
  const user = current(call, input);
  const id = input.AccessKeyId ?? '';
  const key = Object.hasOwn(user.accessKeys, id) ? user.accessKeys[id] : undefined;
  if (!key) throw new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
  if (input.Status !== 'Active' && input.Status !== 'Inactive') throw new AwsError('ValidationError', 'Status must be Active or Inactive');
  aboutToChange(call, 'user', user);
  key.status = input.Status;
  return {};
}

const MOST_KEYS = 2;

/** As an attacker makes one who may; the new key works at once and is listed when the lag is over. */
function createAccessKey(call: Call, input: client.CreateAccessKeyCommandInput): object {
  const user = current(call, input);
  const held = Object.keys(user.accessKeys);
  if (held.length >= MOST_KEYS) throw new AwsError('LimitExceeded', `Cannot exceed quota for AccessKeysPerUser: ${MOST_KEYS}`, 409);
  const id = principalId('AKIA', call.accountId, user.name, iso(call.now), ...held).slice(0, 20);
  aboutToChange(call, 'user', user);
  user.accessKeys = { ...user.accessKeys, [id]: { id, status: 'Active', createdAt: iso(call.now) } };
  const AccessKey = { UserName: user.name, AccessKeyId: id, Status: 'Active', SecretAccessKey: `simulated-secret-of-${id}` };
  return { AccessKey: { ...AccessKey, CreateDate: iso(call.now) } };
}

function deleteAccessKey(call: Call, input: client.DeleteAccessKeyCommandInput): object {
  const user = current(call, input);
  const id = input.AccessKeyId ?? '';
  if (!Object.hasOwn(user.accessKeys, id)) throw new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
  aboutToChange(call, 'user', user);
  const { [id]: _, ...rest } = user.accessKeys;
  user.accessKeys = rest;
  call.account.deleted.push(id);
  return {};
}

function listGroupsForUser(call: Call, input: client.ListGroupsForUserCommandInput): object {
  const user = read(call, input);
  const groups = user.groups.map((name) => ({
    GroupName: name,
    GroupId: principalId('AGPA', call.accountId, name),
    Arn: `arn:aws:iam::${call.accountId}:group/${name}`,
    Path: '/',
    CreateDate: user.createdAt,
  }));
  return listed('Groups', groups, input);
}

function getLoginProfile(call: Call, input: client.GetLoginProfileCommandInput): object {
  const user = read(call, input);
  if (!user.loginProfile) throw new AwsError('NoSuchEntity', `Login Profile for User ${user.name} cannot be found.`, 404);
  return { LoginProfile: { UserName: user.name, CreateDate: user.loginProfile.createdAt, PasswordResetRequired: false } };
}

function listMfaDevices(call: Call, input: client.ListMFADevicesCommandInput): object {
  const user = read(call, input);
  const devices = user.mfa.map((SerialNumber) => ({ UserName: user.name, SerialNumber, EnableDate: user.createdAt }));
  return listed('MFADevices', devices, input);
}

function listServiceSpecificCredentials(call: Call, input: client.ListServiceSpecificCredentialsCommandInput): object {
  const user = read(call, input);
  const credentials = Object.entries(user.serviceCredentials)
    .filter(([, { service }]) => !input.ServiceName || service === input.ServiceName)
    .map(([id, { service, status, createdAt }]) => ({
      UserName: user.name,
      ServiceSpecificCredentialId: id,
      ServiceName: service,
      Status: status,
      CreateDate: createdAt,
    }));
  return { ServiceSpecificCredentials: credentials };
}

export const userOperations: Operations = {
  GetUser: getUser,
  ListAccessKeys: listAccessKeys,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  UpdateAccessKey: updateAccessKey,
  CreateAccessKey: createAccessKey,
  DeleteAccessKey: deleteAccessKey,
  ListUserPolicies: (call: Call, input: client.ListUserPoliciesCommandInput) =>
    listed('PolicyNames', Object.keys(read(call, input).inlinePolicies), input),
  GetUserPolicy: (call: Call, input: client.GetUserPolicyCommandInput) => ({
    UserName: input.UserName,
    PolicyName: input.PolicyName,
    PolicyDocument: inlinePolicy('user', read(call, input), input.PolicyName),
  }),
  PutUserPolicy: (call: Call, input: client.PutUserPolicyCommandInput) =>
    putInlinePolicy(call, 'user', current(call, input), input.PolicyName, input.PolicyDocument),
  DeleteUserPolicy: (call: Call, input: client.DeleteUserPolicyCommandInput) =>
    deleteInlinePolicy(call, 'user', current(call, input), input.PolicyName),
  ListAttachedUserPolicies: (call: Call, input: client.ListAttachedUserPoliciesCommandInput) => attachedPolicies(read(call, input), input),
  ListGroupsForUser: listGroupsForUser,
  ListUserTags: (call: Call, input: client.ListUserTagsCommandInput) => listed('Tags', tagList(read(call, input).tags), input),
  GetLoginProfile: getLoginProfile,
  ListMFADevices: listMfaDevices,
  ListServiceSpecificCredentials: listServiceSpecificCredentials,
};
