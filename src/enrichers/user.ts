/** An IAM user: keys with their last use, rights, groups, console password and second factors. */
import { fingerprint } from '../domain/access-key.ts';
import type { Read } from '../domain/aws-calls.ts';
import type { PrincipalContext } from '../domain/context.ts';
import { sideLookups, tagMap, unless } from './partly.ts';

export const userReads = [
  'iam:GetAccessKeyLastUsed',
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListGroupsForUser',
  'iam:ListMFADevices',
  'iam:ListUserPolicies',
] as const;
export type UserReads = (typeof userReads)[number];
type UserRead = Read<UserReads>;

async function keysOf(read: UserRead, UserName: string): Promise<PrincipalContext['keys']> {
  const { AccessKeyMetadata: listed = [] } = await read('iam:ListAccessKeys', { UserName });
  return Promise.all(
    listed.map(async ({ AccessKeyId: id = '', Status, CreateDate }) => {
      const { AccessKeyLastUsed: last } = await read('iam:GetAccessKeyLastUsed', { AccessKeyId: id });
      const known = (value: string | undefined) => (value && value !== 'N/A' ? value : undefined);
      const service = known(last?.ServiceName);
      const region = known(last?.Region);
      return {
        fingerprint: fingerprint(id),
        status: Status ?? 'unknown',
        ...(CreateDate ? { createdAt: CreateDate.getTime() } : {}),
        ...(last?.LastUsedDate ? { lastUsedAt: last.LastUsedDate.getTime() } : {}),
        ...(service ? { lastService: service } : {}),
        ...(region ? { lastRegion: region } : {}),
      };
    }),
  );
}

async function policiesOf(read: UserRead, UserName: string): Promise<string[]> {
  const [attached, inline] = await Promise.all([
    read('iam:ListAttachedUserPolicies', { UserName }),
    read('iam:ListUserPolicies', { UserName }),
  ]);
  return [...(attached.AttachedPolicies ?? []).flatMap((policy) => policy.PolicyName ?? []), ...(inline.PolicyNames ?? [])];
}

export async function userContext(name: string, read: UserRead): Promise<PrincipalContext> {
  const side = sideLookups();
  const UserName = name;
  const [{ User: user }, keys, policies, groups, console, devices] = await Promise.all([
    read('iam:GetUser', { UserName }),
    side.or('access keys of the user', [], keysOf(read, name)),
    side.or('policies of the user', [], policiesOf(read, name)),
    side.or('groups of the user', { Groups: [] }, read('iam:ListGroupsForUser', { UserName })),
    side.or(
      'console password of the user',
      undefined,
      unless(['NoSuchEntity'], undefined, read('iam:GetLoginProfile', { UserName })).then((profile) => profile !== undefined),
    ),
    side.or('second factors of the user', undefined, read('iam:ListMFADevices', { UserName })),
  ]);
  return side.finish({
    kind: 'user',
    name,
    ...(user?.Arn ? { arn: user.Arn } : {}),
    tags: tagMap(user?.Tags),
    ...(user?.CreateDate ? { createdAt: user.CreateDate.getTime() } : {}),
    keys,
    policies,
    groups: (groups.Groups ?? []).flatMap((group) => group.GroupName ?? []),
    admin: policies.includes('AdministratorAccess'),
    ...(console === undefined ? {} : { console }),
    ...(devices?.MFADevices ? { multiFactorDevices: devices.MFADevices.length } : {}),
    ...(user?.PasswordLastUsed ? { lastUsedAt: user.PasswordLastUsed.getTime() } : {}),
  });
}
