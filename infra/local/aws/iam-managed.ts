/** Simulated managed policies: those that the account keeps itself with their versions, and AWS's own as far as they are asked about. */
import type * as client from '@aws-sdk/client-iam';
import { type Call, iso } from './call.ts';
import { encodedDocument, listed, seen } from './iam-policies.ts';
import { principalId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { ManagedPolicy } from './world-network.ts';

const MOST_VERSIONS = 5;
const MOST_CHARACTERS = 6_144;

export function ofAws(arn: string): boolean {
  return /^arn:aws[\w-]*:iam::aws:policy\/[\w+=,.@/-]+$/.test(arn);
}

export function noSuchManagedPolicy(arn: string | undefined): AwsError {
  return new AwsError('NoSuchEntity', `Policy ${arn} does not exist or is not attachable.`, 404);
}

function policyOfAws(arn: string): ManagedPolicy {
  const name = arn.split('/').at(-1) ?? '';
  const Effect = name === 'AWSDenyAll' ? 'Deny' : 'Allow';
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect, Action: ['*'], Resource: '*' }] });
  const createdAt = '2019-05-01T22:36:14.000Z';
  return { name, arn, createdAt, defaultVersion: 'v1', versions: { v1: { document, createdAt } } };
}

function changeable(call: Call, arn: string | undefined): ManagedPolicy {
  if (ofAws(arn ?? '')) {
    throw new AwsError('AccessDenied', `User: ${call.principal} is not authorized to perform this on resource: policy ${arn}`, 403);
  }
  const held = Object.hasOwn(call.account.policies ?? {}, arn ?? '') ? call.account.policies?.[arn ?? ''] : undefined;
  if (!held) throw noSuchManagedPolicy(arn);
  return held;
}

/** Simulated time goes by before a change is seen, as for users and roles. */
function shown(call: Call, arn: string | undefined): ManagedPolicy {
  if (ofAws(arn ?? '')) return policyOfAws(arn ?? '');
  const held = changeable(call, arn);
  const visible = call.simulation.history.seen<ManagedPolicy | null>(held.arn, held, call.now, call.world.iamLagMilliseconds);
  if (!visible) throw noSuchManagedPolicy(arn);
  return visible;
}

function aboutToChangePolicy(call: Call, arn: string, before: ManagedPolicy | null): void {
  if (call.world.iamLagMilliseconds > 0) call.simulation.history.note(arn, before, call.now);
}

type Holds = (holder: { attachedPolicies: string[]; boundary?: string }) => boolean;

function holders(call: Call, holds: Holds) {
  const users = Object.values(call.account.users).map((user) => seen(call, 'user', user));
  const roles = Object.values(call.account.roles).map((role) => seen(call, 'role', role));
  return { users: users.filter(holds), roles: roles.filter(holds) };
}

function attachments(call: Call, arn: string): number {
  const { users, roles } = holders(call, ({ attachedPolicies }) => attachedPolicies.includes(arn));
  return users.length + roles.length;
}

function policyFields(call: Call, policy: ManagedPolicy): object {
  const bounded = holders(call, ({ boundary }) => boundary === policy.arn);
  return {
    PolicyName: policy.name,
    PolicyId: principalId('ANPA', policy.arn),
    Arn: policy.arn,
    Path: '/',
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachments(call, policy.arn),
    PermissionsBoundaryUsageCount: bounded.users.length + bounded.roles.length,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.versions[policy.defaultVersion]?.createdAt ?? policy.createdAt,
    Tags: Object.entries(policy.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
  };
}

function versionFields(policy: ManagedPolicy, id: string): object {
  const version = policy.versions[id];
  return { VersionId: id, IsDefaultVersion: id === policy.defaultVersion, CreateDate: version?.createdAt };
}

function versionOf(policy: ManagedPolicy, version: string | undefined): string {
  const id = version ?? '';
  if (Object.hasOwn(policy.versions, id)) return id;
  throw new AwsError('NoSuchEntity', `Policy ${policy.arn} version ${id} does not exist or is not attachable.`, 404);
}

function sized(document: string | undefined): string {
  const text = document ?? '';
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
  }
  if (text.replace(/\s/g, '').length <= MOST_CHARACTERS) return text;
  throw new AwsError('LimitExceeded', `Cannot exceed quota for PolicySize: ${MOST_CHARACTERS}`, 409);
}

function getPolicyVersion(call: Call, input: client.GetPolicyVersionCommandInput): object {
  const policy = shown(call, input.PolicyArn);
  const id = versionOf(policy, input.VersionId);
  return { PolicyVersion: { ...versionFields(policy, id), Document: encodedDocument(policy.versions[id]?.document ?? '') } };
}

function createPolicyVersion(call: Call, input: client.CreatePolicyVersionCommandInput): object {
  const policy = changeable(call, input.PolicyArn);
  const document = sized(input.PolicyDocument);
  if (Object.keys(policy.versions).length >= MOST_VERSIONS) {
    throw new AwsError('LimitExceeded', `A managed policy can have up to ${MOST_VERSIONS} versions.`, 409);
  }
  aboutToChangePolicy(call, policy.arn, policy);
  const numbers = Object.keys(policy.versions).map((id) => Number(id.slice(1)));
  const id = `v${Math.max(0, ...numbers, policy.lastVersion ?? 0) + 1}`;
  policy.versions = { ...policy.versions, [id]: { document, createdAt: iso(call.now) } };
  policy.lastVersion = Number(id.slice(1));
  if (input.SetAsDefault) policy.defaultVersion = id;
  return { PolicyVersion: versionFields(policy, id) };
}

function setDefaultVersion(call: Call, input: client.SetDefaultPolicyVersionCommandInput): object {
  const policy = changeable(call, input.PolicyArn);
  const id = versionOf(policy, input.VersionId);
  aboutToChangePolicy(call, policy.arn, policy);
  policy.defaultVersion = id;
  return {};
}

function deletePolicyVersion(call: Call, input: client.DeletePolicyVersionCommandInput): object {
  const policy = changeable(call, input.PolicyArn);
  const id = versionOf(policy, input.VersionId);
  if (id === policy.defaultVersion) throw new AwsError('DeleteConflict', 'Cannot delete the default version of a policy.', 409);
  aboutToChangePolicy(call, policy.arn, policy);
  const { [id]: _, ...rest } = policy.versions;
  policy.lastVersion = Math.max(policy.lastVersion ?? 0, ...Object.keys(policy.versions).map((each) => Number(each.slice(1))));
  policy.versions = rest;
  return {};
}

function createPolicy(call: Call, input: client.CreatePolicyCommandInput): object {
  const name = input.PolicyName ?? '';
  const arn = `arn:aws:iam::${call.accountId}:policy${input.Path ?? '/'}${name}`;
  if (call.account.policies?.[arn]) throw new AwsError('EntityAlreadyExists', `A policy called ${name} already exists.`, 409);
  const v1 = { document: sized(input.PolicyDocument), createdAt: iso(call.now) };
  const tags = Object.fromEntries((input.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const policy: ManagedPolicy = { name, arn, createdAt: iso(call.now), defaultVersion: 'v1', versions: { v1 }, tags };
  aboutToChangePolicy(call, arn, null);
  call.account.policies = { ...call.account.policies, [arn]: policy };
  return { Policy: policyFields(call, policy) };
}

function listPolicies(call: Call, input: client.ListPoliciesCommandInput): object {
  const { history } = call.simulation;
  const own = Object.values(call.account.policies ?? {}).flatMap(
    (held) => history.seen<ManagedPolicy | null>(held.arn, held, call.now, call.world.iamLagMilliseconds) ?? [],
  );
  const used = [...Object.values(call.account.users), ...Object.values(call.account.roles)].flatMap((held) => held.attachedPolicies);
  const awsOnes = [...new Set([...used.filter(ofAws), 'arn:aws:iam::aws:policy/AWSDenyAll'])].map(policyOfAws);
  const inScope = input.Scope === 'Local' ? own : input.Scope === 'AWS' ? awsOnes : [...own, ...awsOnes];
  const wanted = inScope.filter(({ arn }) => !input.OnlyAttached || attachments(call, arn) > 0);
  return listed(
    'Policies',
    wanted.map((policy) => policyFields(call, policy)),
    input,
  );
}

function listEntities(call: Call, input: client.ListEntitiesForPolicyCommandInput): object {
  const { arn } = shown(call, input.PolicyArn);
  const asBoundary: Holds = ({ boundary }) => boundary === arn;
  const attached: Holds = ({ attachedPolicies }) => attachedPolicies.includes(arn);
  const both: Holds = (holder) => asBoundary(holder) || attached(holder);
  const usage = input.PolicyUsageFilter;
  const { users, roles } = holders(call, usage === 'PermissionsBoundary' ? asBoundary : usage ? attached : both);
  return {
    PolicyGroups: [],
    PolicyUsers: input.EntityFilter === 'Role' ? [] : users.map(({ name, id }) => ({ UserName: name, UserId: id })),
    PolicyRoles: input.EntityFilter === 'User' ? [] : roles.map(({ name, id }) => ({ RoleName: name, RoleId: id })),
    IsTruncated: false,
  };
}

export const managedOperations: Operations = {
  GetPolicy: (call: Call, input: client.GetPolicyCommandInput) => ({ Policy: policyFields(call, shown(call, input.PolicyArn)) }),
  GetPolicyVersion: getPolicyVersion,
  ListPolicyVersions: (call: Call, input: client.ListPolicyVersionsCommandInput) => {
    const policy = shown(call, input.PolicyArn);
    const versions = Object.keys(policy.versions).sort((a, b) => Number(b.slice(1)) - Number(a.slice(1)));
    return listed(
      'Versions',
      versions.map((id) => versionFields(policy, id)),
      input,
    );
  },
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  SetDefaultPolicyVersion: setDefaultVersion,
  DeletePolicyVersion: deletePolicyVersion,
  ListPolicies: listPolicies,
  ListEntitiesForPolicy: listEntities,
};
