/** Everything about the user behind a key that a person should see before agreeing; a look-up that is denied is said, not fatal. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import { callsOfKey, type KeyUse, useOf } from './key-use.ts';
import { type KeyRead, type ListedKey, listKeys } from './reads.ts';

export interface Survey {
  keys: ListedKey[];
  policies: string[];
  inlinePolicies: string[];
  groups: string[];
  /** Undefined when it could not be looked up. */
  console: boolean | undefined;
  serviceCredentials: string[];
  use: KeyUse | undefined;
  /** "groups (AccessDenied)". */
  missing: string[];
}

const DAY = 86_400_000;
export const USE_DAYS = 7;

export async function survey(read: KeyRead, userName: string, keyId: string, now: number): Promise<Survey> {
  const missing: string[] = [];
  async function soft<T>(what: string, work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      missing.push(`${what} (${error instanceof AwsCallError ? error.code : 'failed'})`);
      return undefined;
    }
  }
  const user = { UserName: userName };
  const [keys, policies, inline, groups, console, service, calls] = await Promise.all([
    listKeys(read, userName),
    soft('attached policies', read('iam:ListAttachedUserPolicies', user)),
    soft('inline policies', read('iam:ListUserPolicies', user)),
    soft('groups', read('iam:ListGroupsForUser', user)),
    soft('console password', hasPassword(read, userName)),
    soft('service-specific credentials', read('iam:ListServiceSpecificCredentials', user)),
    soft('CloudTrail activity', callsOfKey(read, keyId, now - USE_DAYS * DAY, 1)),
  ]);
  return {
    keys,
    policies: (policies?.AttachedPolicies ?? []).flatMap(({ PolicyName }) => PolicyName ?? []),
    inlinePolicies: inline?.PolicyNames ?? [],
    groups: (groups?.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []),
    console,
    serviceCredentials: (service?.ServiceSpecificCredentials ?? []).flatMap(({ Status, ServiceName }) =>
      Status === 'Active' && ServiceName ? [ServiceName] : [],
    ),
    use: calls && useOf(calls),
    missing: missing.sort(),
  };
}

async function hasPassword(read: KeyRead, userName: string): Promise<boolean> {
  try {
    await read('iam:GetLoginProfile', { UserName: userName });
    return true;
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'NoSuchEntity') return false;
    throw error;
  }
}
