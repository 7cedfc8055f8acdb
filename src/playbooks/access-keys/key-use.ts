/** What a key was used for, from CloudTrail's management events: before a plan for people, after it as proof. */
import { type TrailCall, trailCall } from '../../domain/trail-call.ts';
import type { KeyRead } from './reads.ts';

const PAGE = 50;

/** Newest first, at most `pages` pages of 50 (LookupEvents allows two requests a second). */
export async function callsOfKey(read: KeyRead, keyId: string, since: number, pages: number): Promise<TrailCall[]> {
  const calls: TrailCall[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page++) {
    const found = await read('cloudtrail:LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'AccessKeyId', AttributeValue: keyId }],
      StartTime: new Date(since),
      MaxResults: PAGE,
      ...(token ? { NextToken: token } : {}),
    });
    calls.push(...(found.Events ?? []).map(trailCall).filter((call) => call.at >= since));
    token = found.NextToken;
    if (!token) break;
  }
  return calls.sort((a, b) => b.at - a.at);
}

const minting = new Set(['GetFederationToken', 'GetSessionToken']);
const assuming = new Set(['AssumeRole', 'AssumeRoot']);
const persisting = new Set([
  'CreateUser',
  'CreateAccessKey',
  'CreateLoginProfile',
  'UpdateLoginProfile',
  'CreateRole',
  'UpdateAssumeRolePolicy',
  'AttachUserPolicy',
  'PutUserPolicy',
  'RunInstances',
]);
const automation = /github|gitlab|jenkins|circleci|buildkite|codebuild|terraform|ansible|aws-sdk-(?!cli)|boto/i;

export interface KeyUse {
  /** Credentials that outlive the key. */
  minted: TrailCall[];
  assumed: TrailCall[];
  /** What it made that lets somebody come back. */
  persisted: TrailCall[];
  newest: TrailCall | undefined;
  /** A user agent that looks like a pipeline or program. */
  automation: string | undefined;
  count: number;
}

export function useOf(calls: TrailCall[]): KeyUse {
  const worked = calls.filter((call) => call.error === undefined);
  return {
    minted: worked.filter((call) => minting.has(call.name)),
    assumed: worked.filter((call) => assuming.has(call.name)),
    persisted: worked.filter((call) => persisting.has(call.name)),
    newest: calls[0],
    automation: calls.find((call) => automation.test(call.agent ?? ''))?.agent,
    count: calls.length,
  };
}
