/** An IAM role: rights, last use, and which instances share it: what cutting its sessions would hit. */
import type { Read } from '../domain/aws-calls.ts';
import type { PrincipalContext } from '../domain/context.ts';
import { sideLookups, tagMap } from './partly.ts';

export const roleReads = [
  'ec2:DescribeInstances',
  'iam:GetRole',
  'iam:ListAttachedRolePolicies',
  'iam:ListInstanceProfilesForRole',
  'iam:ListRolePolicies',
] as const;
export type RoleReads = (typeof roleReads)[number];
type RoleRead = Read<RoleReads>;

const MOST_USERS = 20;

async function policiesOf(read: RoleRead, RoleName: string): Promise<string[]> {
  const [attached, inline] = await Promise.all([
    read('iam:ListAttachedRolePolicies', { RoleName }),
    read('iam:ListRolePolicies', { RoleName }),
  ]);
  return [...(attached.AttachedPolicies ?? []).flatMap((policy) => policy.PolicyName ?? []), ...(inline.PolicyNames ?? [])];
}

/** Instances of the finding's Region with a profile of this role, but for the one the session runs on. */
async function usersOf(read: RoleRead, RoleName: string, session: string | undefined): Promise<string[]> {
  const { InstanceProfiles: profiles = [] } = await read('iam:ListInstanceProfilesForRole', { RoleName });
  const arns = profiles.flatMap((profile) => profile.Arn ?? []);
  if (arns.length === 0) return [];
  const { Reservations: found = [] } = await read('ec2:DescribeInstances', {
    Filters: [
      { Name: 'iam-instance-profile.arn', Values: arns },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
    ],
    MaxResults: 100,
  });
  const ids = found.flatMap((reservation) => reservation.Instances ?? []).flatMap((instance) => instance.InstanceId ?? []);
  const named = profiles.flatMap((profile) => (profile.InstanceProfileName ? [`instance profile ${profile.InstanceProfileName}`] : []));
  return [...named, ...ids.filter((id) => id !== session).map((id) => `instance ${id}`)].slice(0, MOST_USERS);
}

export async function roleContext(name: string, session: string | undefined, read: RoleRead): Promise<PrincipalContext> {
  const side = sideLookups();
  const [{ Role: role }, policies, users] = await Promise.all([
    read('iam:GetRole', { RoleName: name }),
    side.or('policies of the role', [], policiesOf(read, name)),
    side.or('who else uses the role', undefined, usersOf(read, name, session)),
  ]);
  return side.finish({
    kind: 'role',
    name,
    ...(role?.Arn ? { arn: role.Arn } : {}),
    tags: tagMap(role?.Tags),
    ...(role?.CreateDate ? { createdAt: role.CreateDate.getTime() } : {}),
    keys: [],
    policies,
    groups: [],
    admin: policies.includes('AdministratorAccess'),
    ...(users ? { alsoUsedBy: users } : {}),
    ...(role?.RoleLastUsed?.LastUsedDate ? { lastUsedAt: role.RoleLastUsed.LastUsedDate.getTime() } : {}),
  });
}
