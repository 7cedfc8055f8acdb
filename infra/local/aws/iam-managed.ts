/** Simulated managed policies: attached to users and roles, and the versions of those that the account keeps itself. */
import type * as client from '@aws-sdk/client-iam';
import { roleOf, userOf } from './adopt.ts';
import { type Call, iso } from './call.ts';
import { aboutToChange, encodedDocument, listed } from './iam-policies.ts';
import { principalId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Role, User } from './world.ts';
import type { ManagedPolicy } from './world-network.ts';

const MOST_VERSIONS = 5;
const MOST_ATTACHED = 10;
const MOST_CHARACTERS = 6_144;

/** Roles that AWS keeps can be changed by nobody. */
export function refuseKept({ name, path }: Role): void {
  if (!/^AWS(?:ServiceRole|ReservedSSO_)/.test(name) && !/^\/aws-(?:service-role|reserved)\//.test(path)) return;
  throw new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    400,
  );
}

function attach(call: Call, kind: 'user' | 'role', holder: User | Role, arn: string | undefined): object {
  const policy = arn ?? '';
  if (!policy.startsWith('arn:') || (!/::aws:policy\//.test(policy) && !call.account.policies?.[policy])) {
    throw new AwsError('NoSuchEntity', `Policy ${policy} does not exist or is not attachable.`, 404);
  }
  if (holder.attachedPolicies.includes(policy)) return {};
  if (holder.attachedPolicies.length >= MOST_ATTACHED) {
    throw new AwsError('LimitExceeded', `Cannot exceed quota for PoliciesPerUser: ${MOST_ATTACHED}`, 409);
  }
  aboutToChange(call, kind, holder);
  holder.attachedPolicies = [...holder.attachedPolicies, policy];
  return {};
}

function detach(call: Call, kind: 'user' | 'role', holder: User | Role, arn: string | undefined): object {
  if (!holder.attachedPolicies.includes(arn ?? '')) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  aboutToChange(call, kind, holder);
  holder.attachedPolicies = holder.attachedPolicies.filter((each) => each !== arn);
  return {};
}

function changeableRole(call: Call, name: string | undefined): Role {
  const role = roleOf(call, name);
  refuseKept(role);
  return role;
}

function policyOf(call: Call, arn: string | undefined): ManagedPolicy {
  const held = call.account.policies?.[arn ?? ''];
  if (!held) throw new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
  return held;
}

/** Simulated time goes by before a change is seen, as for users and roles. */
function seenPolicy(call: Call, arn: string | undefined): ManagedPolicy {
  const held = policyOf(call, arn);
  return call.simulation.history.seen(held.arn, held, call.now, call.world.iamLagMilliseconds);
}

function aboutToChangePolicy(call: Call, policy: ManagedPolicy): void {
  if (call.world.iamLagMilliseconds > 0) call.simulation.history.note(policy.arn, policy, call.now);
}

function holders(call: Call, arn: string) {
  const has = ({ attachedPolicies }: User | Role) => attachedPolicies.includes(arn);
  return { users: Object.values(call.account.users).filter(has), roles: Object.values(call.account.roles).filter(has) };
}

function policyFields(call: Call, policy: ManagedPolicy): object {
  const { users, roles } = holders(call, policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: principalId('ANPA', policy.arn),
    Arn: policy.arn,
    Path: '/',
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: users.length + roles.length,
    CreateDate: policy.createdAt,
    Tags: Object.entries(policy.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}

function versionFields(policy: ManagedPolicy, id: string): object {
  const version = policy.versions[id];
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: version?.createdAt };
}

function getPolicyVersion(call: Call, input: client.GetPolicyVersionCommandInput): object {
  const policy = seenPolicy(call, input.PolicyArn);
  const id = input.VersionId ?? '';
  const version = policy.versions[id];
  if (!version) throw new AwsError('NoSuchEntity', `Policy ${policy.arn} version ${id} does not exist or is not attachable.`, 404);
  return { PolicyVersion: { ...versionFields(policy, id), Document: encodedDocument(version.document) } };
}

function createPolicyVersion(call: Call, input: client.CreatePolicyVersionCommandInput): object {
  const policy = policyOf(call, input.PolicyArn);
  const document = input.PolicyDocument ?? '';
  if (Object.keys(policy.versions).length >= MOST_VERSIONS) {
    throw new AwsError('LimitExceeded', `A managed policy can have up to ${MOST_VERSIONS} versions.`, 409);
  }
  if (document.replace(/\s/g, '').length > MOST_CHARACTERS) throw new AwsError('LimitExceeded', 'Cannot exceed quota for PolicySize', 409);
  aboutToChangePolicy(call, policy);
  const numbers = Object.keys(policy.versions).map((id) => Number(id.slice(1)));
  const id = `v${Math.max(0, ...numbers, policy.lastVersion ?? 0) + 1}`;
  policy.versions = { ...policy.versions, [id]: { document, createdAt: iso(call.now) } };
  policy.lastVersion = Number(id.slice(1));
  if (input.SetAsDefault) policy.defaultVersion = id;
  return { PolicyVersion: versionFields(policy, id) };
}

function setDefaultVersion(call: Call, input: client.SetDefaultPolicyVersionCommandInput): object {
  const policy = policyOf(call, input.PolicyArn);
  if (!policy.versions[input.VersionId ?? '']) throw new AwsError('NoSuchEntity', `Policy version ${input.VersionId} does not exist.`, 404);
  aboutToChangePolicy(call, policy);
  policy.defaultVersion = input.VersionId ?? '';
  return {};
}

function createPolicy(call: Call, input: client.CreatePolicyCommandInput): object {
  const name = input.PolicyName ?? '';
  const arn = `arn:aws:iam::${call.accountId}:policy/${name}`;
  if (call.account.policies?.[arn]) throw new AwsError('EntityAlreadyExists', `A policy called ${name} already exists.`, 409);
  const v1 = { document: input.PolicyDocument ?? '', createdAt: iso(call.now) };
  const policy: ManagedPolicy = { name, arn, createdAt: iso(call.now), defaultVersion: 'v1', versions: { v1 } };
  call.account.policies = { ...call.account.policies, [arn]: policy };
  return { Policy: policyFields(call, policy) };
}

export const managedOperations: Operations = {
  AttachUserPolicy: (call: Call, input: client.AttachUserPolicyCommandInput) =>
    attach(call, 'user', userOf(call, input.UserName), input.PolicyArn),
  DetachUserPolicy: (call: Call, input: client.DetachUserPolicyCommandInput) =>
    detach(call, 'user', userOf(call, input.UserName), input.PolicyArn),
  AttachRolePolicy: (call: Call, input: client.AttachRolePolicyCommandInput) =>
    attach(call, 'role', changeableRole(call, input.RoleName), input.PolicyArn),
  DetachRolePolicy: (call: Call, input: client.DetachRolePolicyCommandInput) =>
    detach(call, 'role', changeableRole(call, input.RoleName), input.PolicyArn),
  GetPolicy: (call: Call, input: client.GetPolicyCommandInput) => ({ Policy: policyFields(call, seenPolicy(call, input.PolicyArn)) }),
  GetPolicyVersion: getPolicyVersion,
  ListPolicyVersions: (call: Call, input: client.ListPolicyVersionsCommandInput) => {
    const policy = seenPolicy(call, input.PolicyArn);
    return listed(
      'Versions',
      Object.keys(policy.versions).map((id) => versionFields(policy, id)),
      input,
    );
  },
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  SetDefaultPolicyVersion: setDefaultVersion,
  ListEntitiesForPolicy: (call: Call, input: client.ListEntitiesForPolicyCommandInput) => {
    const { users, roles } = holders(call, policyOf(call, input.PolicyArn).arn);
    return {
      PolicyGroups: [],
      PolicyUsers: users.map(({ name, id }) => ({ UserName: name, UserId: id })),
      PolicyRoles: roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
      IsTruncated: false,
    };
  },
};
