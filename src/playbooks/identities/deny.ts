/** Inline policies that deny: their documents, how much room they need, and what is there now. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';

export const DENY_ALL = 'drawbridge-deny-all';
/** Characters that the inline policies of one user may have together, white space not counted (IAM quotas). */
export const MOST_USER_CHARACTERS = 2_048;

function document(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: '*', Resource: '*', ...statement }] });
}

export const denyAll = document({ Sid: 'DrawbridgeDenyAll' });

/** Sessions are named in `aws:userid` after the role's id. */
export function denySession(roleId: string, session: string): string {
  return document({ Sid: 'DrawbridgeDenySession', Condition: { StringEquals: { 'aws:userid': `${roleId}:${session}` } } });
}

/** `before` in milliseconds: credentials that were handed out earlier are denied, later ones work. */
export function denyOlder(before: number): string {
  const time = new Date(before).toISOString();
  return document({ Sid: 'DrawbridgeDenyOlder', Condition: { DateLessThan: { 'aws:TokenIssueTime': time } } });
}

/** What a `denyOlder` was written for, milliseconds; undefined for every other document. */
export function deniedBefore(found: string): number | undefined {
  const at = Date.parse(/"aws:TokenIssueTime":"([^"]+)"/.exec(found)?.[1] ?? '');
  return Number.isNaN(at) || found !== denyOlder(at) ? undefined : at;
}

type UserRead = Read<'iam:GetUserPolicy'>;
type RoleRead = Read<'iam:GetRolePolicy'>;

async function unlessGone(work: Promise<{ PolicyDocument?: string | undefined }>): Promise<string | undefined> {
  try {
    // IAM answers documents percent-encoded.
    return decodeURIComponent((await work).PolicyDocument ?? '');
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return undefined;
    throw error;
  }
}

export function userPolicy(read: UserRead, UserName: string, PolicyName: string): Promise<string | undefined> {
  return unlessGone(read('iam:GetUserPolicy', { UserName, PolicyName }));
}

export function rolePolicy(read: RoleRead, RoleName: string, PolicyName: string): Promise<string | undefined> {
  return unlessGone(read('iam:GetRolePolicy', { RoleName, PolicyName }));
}

/** "absent", "in force", or that somebody changed it. */
export function denyWords(found: string | undefined, wanted: string): string {
  if (found === undefined) return 'absent';
  return found === wanted ? 'in force' : 'another document';
}
