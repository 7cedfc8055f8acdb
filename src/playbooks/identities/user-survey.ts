/** What a user has, for people and for the plan; and the deny that stops all of it. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Step } from '../../domain/plan.ts';
import { type KeyUse, useOf } from '../access-keys/key-use.ts';
import { activeCredentials, type Credential } from './credentials.ts';
import { DENY_ALL, denyAll, MOST_USER_CHARACTERS, userPolicy } from './deny.ts';
import { callsOfName } from './trail.ts';

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
  /** Second factors by the end of their serial number; `since` in milliseconds. */
  devices: { name: string; since?: number }[];
  /** Inline policies by name, with their documents. */
  inline: Map<string, string>;
  /** No deny fits beside them. */
  inlineIsFull: boolean;
  attached: string[];
  /** Undefined when CloudTrail could not be read. */
  use: KeyUse | undefined;
}

const DAY = 86_400_000;
const USE_DAYS = 7;

export async function survey(read: UserRead, UserName: string, now: number): Promise<Omit<Found, 'arn'>> {
  const user = { UserName };
  const [credentials, names, attached, devices, console, use] = await Promise.all([
    activeCredentials(read, UserName),
    read('iam:ListUserPolicies', user),
    read('iam:ListAttachedUserPolicies', user),
    read('iam:ListMFADevices', user),
    hasPassword(read, UserName),
    useOfUser(read, UserName, now),
  ]);
  const inline = new Map<string, string>();
  for (const name of names.PolicyNames ?? []) inline.set(name, (await userPolicy(read, UserName, name)) ?? '');
  const used = [...inline.values()].reduce((sum, text) => sum + size(text), 0);
  return {
    userName: UserName,
    credentials,
    console,
    devices: (devices.MFADevices ?? []).map(({ SerialNumber = '', EnableDate: since }) => ({
      name: SerialNumber.split('/').at(-1) ?? SerialNumber,
      ...(since && { since: since.getTime() }),
    })),
    inline,
    inlineIsFull: used + size(denyAll) > MOST_USER_CHARACTERS,
    attached: (attached.AttachedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []),
    use,
  };
}

/** What CloudTrail says is for people only: the deny does not wait for it. */
async function useOfUser(read: UserRead, userName: string, now: number): Promise<KeyUse | undefined> {
  try {
    return useOf(await callsOfName(read, userName, now - USE_DAYS * DAY, 1));
  } catch (error) {
    if (error instanceof AwsCallError) return undefined;
    throw error;
  }
}

async function hasPassword(read: UserRead, UserName: string): Promise<boolean> {
  try {
    await read('iam:GetLoginProfile', { UserName });
    return true;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return false;
    throw error;
  }
}

export const DENY_STEP = 'deny everything';

function size(text: string): number {
  return text.replace(/\s/g, '').length;
}

/** By an inline policy; where there is no room for it, by the policy that AWS keeps for this. Undefined when it stands already. */
export function denyStep({ userName, inline, inlineIsFull, attached, arn }: Found): Step<DenyWrites> | undefined {
  const partition = arn.split(':')[1] ?? 'aws';
  const managed = `arn:${partition}:iam::aws:policy/AWSDenyAll`;
  if ([...inline.values()].includes(denyAll) || attached.includes(managed)) return undefined;
  const common = {
    id: DENY_STEP,
    why: `deny everything to ${userName}`,
    before: 'absent',
    after: 'in force',
    goesOn: true,
  } as const;
  if (inlineIsFull) {
    const input = { UserName: userName, PolicyArn: managed };
    return { ...common, call: 'iam:AttachUserPolicy', input, undo: { call: 'iam:DetachUserPolicy', input, words: 'removes the deny' } };
  }
  // A policy of that name which is not ours stays as it is.
  let name = DENY_ALL;
  for (let nth = 2; inline.has(name); nth += 1) name = `${DENY_ALL}-${nth}`;
  const input = { UserName: userName, PolicyName: name, PolicyDocument: denyAll };
  return { ...common, call: 'iam:PutUserPolicy', input, undo: { call: 'iam:DeleteUserPolicy', input, words: 'removes the deny' } };
}
