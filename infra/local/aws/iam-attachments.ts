/** Simulated policies on users and roles by reference: attached ones, permissions boundaries, and who may assume a role. */
import type * as client from '@aws-sdk/client-iam';
import { roleOf, userOf } from './adopt.ts';
import type { Call } from './call.ts';
import { noSuchManagedPolicy, ofAws } from './iam-managed.ts';
import { aboutToChange } from './iam-policies.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Role, User } from './world.ts';

type Kind = 'user' | 'role';
const MOST_ATTACHED = 10;
const MOST_TRUST_CHARACTERS = 2048;

/** Roles that AWS keeps can be changed by nobody. */
export function changeableRole(call: Call, input: { RoleName: string | undefined }): Role {
  const role = roleOf(call, input.RoleName);
  const { name, path } = role;
  if (!/^AWS(?:ServiceRole|ReservedSSO_)/.test(name) && !/^\/aws-(?:service-role|reserved)\//.test(path)) return role;
  throw new AwsError(
    'UnmodifiableEntity',
    `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    400,
  );
}

function attachable(call: Call, arn: string | undefined): string {
  const policy = arn ?? '';
  if (!ofAws(policy) && !Object.hasOwn(call.account.policies ?? {}, policy)) throw noSuchManagedPolicy(policy);
  return policy;
}

function attach(call: Call, kind: Kind, holder: User | Role, arn: string | undefined): object {
  const policy = attachable(call, arn);
  if (holder.attachedPolicies.includes(policy)) return {};
  if (holder.attachedPolicies.length >= MOST_ATTACHED) {
    throw new AwsError('LimitExceeded', `Cannot exceed quota for PoliciesPer${kind === 'user' ? 'User' : 'Role'}: ${MOST_ATTACHED}`, 409);
  }
  aboutToChange(call, kind, holder);
  holder.attachedPolicies = [...holder.attachedPolicies, policy];
  return {};
}

function detach(call: Call, kind: Kind, holder: User | Role, arn: string | undefined): object {
  if (!holder.attachedPolicies.includes(arn ?? '')) throw new AwsError('NoSuchEntity', `Policy ${arn} was not found.`, 404);
  aboutToChange(call, kind, holder);
  holder.attachedPolicies = holder.attachedPolicies.filter((each) => each !== arn);
  return {};
}

function bound(call: Call, kind: Kind, holder: User | Role, arn: string | undefined): object {
  const policy = attachable(call, arn);
  aboutToChange(call, kind, holder);
  holder.boundary = policy;
  return {};
}

function unbound(call: Call, kind: Kind, holder: User | Role): object {
  if (!holder.boundary) throw new AwsError('NoSuchEntity', `The ${kind} ${holder.name} has no permissions boundary.`, 404);
  aboutToChange(call, kind, holder);
  delete holder.boundary;
  return {};
}

function updateTrust(call: Call, input: client.UpdateAssumeRolePolicyCommandInput): object {
  const role = changeableRole(call, input);
  const document = input.PolicyDocument ?? '';
  if (document.replace(/\s/g, '').length > MOST_TRUST_CHARACTERS) {
    throw new AwsError('LimitExceeded', `Cannot exceed quota for ACLSizePerRole: ${MOST_TRUST_CHARACTERS}`, 409);
  }
  let trust: unknown;
  try {
    trust = JSON.parse(document);
  } catch {
    trust = undefined;
  }
  if (typeof trust !== 'object' || trust === null) throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  aboutToChange(call, 'role', role);
  role.trust = trust;
  return {};
}

export const attachmentOperations: Operations = {
  AttachUserPolicy: (call: Call, input: client.AttachUserPolicyCommandInput) =>
    attach(call, 'user', userOf(call, input.UserName), input.PolicyArn),
  DetachUserPolicy: (call: Call, input: client.DetachUserPolicyCommandInput) =>
    detach(call, 'user', userOf(call, input.UserName), input.PolicyArn),
  AttachRolePolicy: (call: Call, input: client.AttachRolePolicyCommandInput) =>
    attach(call, 'role', changeableRole(call, input), input.PolicyArn),
  DetachRolePolicy: (call: Call, input: client.DetachRolePolicyCommandInput) =>
    detach(call, 'role', changeableRole(call, input), input.PolicyArn),
  PutUserPermissionsBoundary: (call: Call, input: client.PutUserPermissionsBoundaryCommandInput) =>
    bound(call, 'user', userOf(call, input.UserName), input.PermissionsBoundary),
  DeleteUserPermissionsBoundary: (call: Call, input: client.DeleteUserPermissionsBoundaryCommandInput) =>
    unbound(call, 'user', userOf(call, input.UserName)),
  PutRolePermissionsBoundary: (call: Call, input: client.PutRolePermissionsBoundaryCommandInput) =>
    bound(call, 'role', changeableRole(call, input), input.PermissionsBoundary),
  DeleteRolePermissionsBoundary: (call: Call, input: client.DeleteRolePermissionsBoundaryCommandInput) =>
    unbound(call, 'role', changeableRole(call, input)),
  UpdateAssumeRolePolicy: updateTrust,
};
