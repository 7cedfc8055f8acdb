/** Whose key it is: our account, which user, and whether it still has to be disabled. */
import { fingerprint } from '../../domain/access-key.ts';
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { Refusal, Target } from '../../domain/plan.ts';
import type { PlanTools } from '../define.ts';
import { rootRefusal } from '../identities/refusals.ts';
import type { LastUse } from './facts.ts';
import { type KeyReads, listKeys } from './reads.ts';

export type Found = { userName: string; lastUse: LastUse } | Refusal;
type Tools = PlanTools<KeyReads>;

const goneCodes = new Set(['NoSuchEntity', 'AccessDenied']);

function hasCode(error: unknown, codes: ReadonlySet<string>): error is AwsCallError {
  return error instanceof AwsCallError && error.call !== 'sts:AssumeRole' && codes.has(error.code);
}

export async function findKey(keyId: string, suspect: string | undefined, target: Target, tools: Tools): Promise<Found> {
  const foreign = await accountRefusal(keyId, target, tools);
  if (foreign) return foreign;
  const owner = await ownerOf(keyId, suspect, tools);
  if ('refused' in owner) return owner;
  const keys = await keysOf(owner.userName, tools);
  if (keys === undefined && owner.userName === 'root') return rootRefusal;
  const status = keys?.find((key) => key.id === keyId)?.status;
  if (status === undefined) return gone(keyId, owner.userName);
  if (status !== 'Active') return already(`Key ${fingerprint(keyId)} of ${owner.userName} is ${status.toLowerCase()} already`);
  return owner;
}

/** A key of another account says that a user of that name here is somebody else. */
export async function accountRefusal(
  keyId: string,
  target: Target,
  tools: Pick<PlanTools<'sts:GetAccessKeyInfo'>, 'read' | 'ourAccounts'>,
): Promise<Refusal | undefined> {
  const notOurs = (account: string) => ({
    refused: `Key ${fingerprint(keyId)} belongs to account ${account}, which is not ours`,
    nextStep: 'Contact the owner of that account, or AWS (abuse@amazonaws.com), with the key fingerprint and the time of use',
  });
  // In a foreign account there is no role of ours to ask with.
  if (!tools.ourAccounts.has(target.account)) return notOurs(target.account);
  const { Account: account } = await tools.read('sts:GetAccessKeyInfo', { AccessKeyId: keyId });
  if (account === undefined || account === target.account) return undefined;
  if (!tools.ourAccounts.has(account)) return notOurs(account);
  return {
    refused: `Key ${fingerprint(keyId)} belongs to account ${account}, not to ${target.account} where the finding is`,
    nextStep: `Disable it in account ${account}: look for the finding about it there, or use IAM in that account`,
  };
}

async function ownerOf(keyId: string, suspect: string | undefined, tools: Tools): Promise<Found> {
  try {
    const { UserName, AccessKeyLastUsed: last } = await tools.read('iam:GetAccessKeyLastUsed', { AccessKeyId: keyId });
    if (!UserName || UserName === '<root_account>') return rootRefusal;
    const lastUse = {
      ...(last?.LastUsedDate ? { at: last.LastUsedDate.getTime() } : {}),
      ...(last?.ServiceName ? { service: last.ServiceName } : {}),
      ...(last?.Region ? { region: last.Region } : {}),
    };
    return { userName: UserName, lastUse };
  } catch (error) {
    // IAM answers AccessDenied, too, for a key that does not exist: the user's list of keys tells which it is.
    if (!hasCode(error, goneCodes)) throw error;
    if (suspect !== undefined) return { userName: suspect, lastUse: {} };
    if (error.code === 'NoSuchEntity') return gone(keyId, undefined);
    return {
      refused: `Key ${fingerprint(keyId)} could not be looked up: it was deleted, or the read role may not ask (${error.code})`,
      nextStep: 'Check that the read role allows iam:GetAccessKeyLastUsed; then look for the key in the credential report of the account',
    };
  }
}

/** Undefined when the user is gone. */
async function keysOf(userName: string, tools: Tools) {
  try {
    return await listKeys(tools.read, userName);
  } catch (error) {
    if (hasCode(error, new Set(['NoSuchEntity']))) return undefined;
    throw error;
  }
}

function gone(keyId: string, userName: string | undefined): Refusal {
  return already(`Key ${fingerprint(keyId)}${userName ? ` of ${userName}` : ''} no longer exists`);
}

function already(refused: string): Refusal {
  return {
    refused,
    nextStep: 'Check what was done with it before: new users, keys, roles and temporary credentials outlive it',
    already: true,
  };
}
