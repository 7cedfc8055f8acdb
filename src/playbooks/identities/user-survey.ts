/** What a user has, for people and for the plan; and the deny that stops all of it. */
import type { Read } from '../../domain/aws-calls.ts';
import type { Step } from '../../domain/plan.ts';
import { activeCredentials, type Credential } from './credentials.ts';
import { DENY_ALL, denyAll, MOST_USER_CHARACTERS, userPolicy } from './deny.ts';

export const userReads = [
  'cloudtrail:LookupEvents',
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:GetUserPolicy',
  'iam:ListAccessKeys',
  'iam:ListAttachedUserPolicies',
  'iam:ListMFADevices',
  'iam:ListServiceSpecificCredentials',
  'iam:ListSigningCertificates',
  'iam:ListSSHPublicKeys',
  'iam:ListUserPolicies',
  'sts:GetAccessKeyInfo',
] as const;
export type UserReads = (typeof userReads)[number];
export type UserRead = Read<UserReads>;
export type DenyWrites = 'iam:PutUserPolicy' | 'iam:DeleteUserPolicy' | 'iam:AttachUserPolicy' | 'iam:DetachUserPolicy';

export interface Found {
  userName: string;
  arn: string;
  credentials: Credential[];
  console: boolean;
  devices: number;
  /** Inline policies by name, with their documents. */
  inline: Map<string, string>;
  attached: string[];
}

export async function survey(read: UserRead, UserName: string): Promise<Omit<Found, 'arn'>> {
  const user = { UserName };
  const [credentials, names, attached, devices, console] = await Promise.all([
    activeCredentials(read, UserName),
    read('iam:ListUserPolicies', user),
    read('iam:ListAttachedUserPolicies', user),
    read('iam:ListMFADevices', user),
    hasPassword(read, UserName),
  ]);
  const inline = new Map<string, string>();
  for (const name of names.PolicyNames ?? []) inline.set(name, (await userPolicy(read, UserName, name)) ?? '');
  return {
    userName: UserName,
    credentials,
    console,
    devices: devices.MFADevices?.length ?? 0,
    inline,
    attached: (attached.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
  };
}

async function hasPassword(read: UserRead, UserName: string): Promise<boolean> {
  try {
    await read('iam:GetLoginProfile', { UserName });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'NoSuchEntity') return false;
    throw error;
  }
}

function size(text: string): number {
  return text.replace(/\s/g, '').length;
}

/** By an inline policy; where there is no room for it, by the policy that AWS keeps for this. Undefined when it stands already. */
export function denyStep({ userName, inline, attached, arn }: Found): Step<DenyWrites> | undefined {
  const partition = arn.split(':')[1] ?? 'aws';
  const managed = `arn:${partition}:iam::aws:policy/AWSDenyAll`;
  if ([...inline.values()].includes(denyAll) || attached.includes(managed)) return undefined;
  const used = [...inline.values()].reduce((sum, text) => sum + size(text), 0);
  const common = {
    id: 'deny everything',
    why: `deny everything to ${userName}`,
    before: 'absent',
    after: 'in force',
    goesOn: true,
  } as const;
  if (used + size(denyAll) > MOST_USER_CHARACTERS) {
    const input = { UserName: userName, PolicyArn: managed };
    return { ...common, call: 'iam:AttachUserPolicy', input, undo: { call: 'iam:DetachUserPolicy', input, words: 'removes the deny' } };
  }
  // A policy of that name which is not ours stays as it is.
  const name = inline.has(DENY_ALL) ? `${DENY_ALL}-2` : DENY_ALL;
  const input = { UserName: userName, PolicyName: name, PolicyDocument: denyAll };
  return { ...common, call: 'iam:PutUserPolicy', input, undo: { call: 'iam:DeleteUserPolicy', input, words: 'removes the deny' } };
}
