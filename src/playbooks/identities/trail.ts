/** Whether a name still gets calls through, from CloudTrail's management events: the proof that a deny bites. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import { type TrailCall, trailCall } from '../../domain/trail-call.ts';
import type { CheckResult } from '../define.ts';

type TrailRead = Read<'cloudtrail:LookupEvents'>;

/** IAM's changes reach all Regions within seconds; calls until then prove nothing. */
const PROPAGATION = 60_000;
const PAGES = 4;

/** `name` is the user's, or the session's of a role; newest first. */
export async function callsOfName(read: TrailRead, name: string, since: number, pages: number): Promise<TrailCall[]> {
  const calls: TrailCall[] = [];
  let token: string | undefined;
  for (let page = 0; page < pages; page += 1) {
    const found = await read('cloudtrail:LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'Username', AttributeValue: name }],
      StartTime: new Date(since),
      MaxResults: 50,
      ...(token ? { NextToken: token } : {}),
    });
    calls.push(...(found.Events ?? []).map(trailCall).filter(({ at }) => at >= since));
    token = found.NextToken;
    if (!token) break;
  }
  return calls.sort((a, b) => b.at - a.at);
}

export async function stillWorks(read: TrailRead, name: string, since: number, region: string): Promise<CheckResult> {
  try {
    const calls = await callsOfName(read, name, since + PROPAGATION, PAGES);
    const worked = calls.filter(({ error }) => error === undefined);
    const [newest] = worked;
    if (newest) {
      const at = new Date(newest.at).toISOString();
      return {
        ok: false,
        detail: `${worked.length} calls of ${name} still succeeded, the newest ${newest.source}:${newest.name} at ${at}`,
      };
    }
    const refused = calls.length > 0 ? `; ${calls.length} attempts were refused` : '';
    return { ok: true, detail: `no successful call of ${name} in CloudTrail's management events of ${region}${refused}` };
  } catch (error) {
    if (error instanceof AwsCallError) return { unmeasurable: `CloudTrail could not be read (${error.code})` };
    throw error;
  }
}
