/** Who began sessions of a role, and which roles a session went on to, as far as CloudTrail's event history tells. */
import { AwsCallError, type CallOutput, type Read } from '../../domain/aws-calls.ts';
import { withoutKeyIds } from '../../domain/redaction.ts';

type TrailRead = Read<'cloudtrail:LookupEvents'>;
type Event = NonNullable<CallOutput<'cloudtrail:LookupEvents'>['Events']>[number];
type Attribute = 'ResourceName' | 'AccessKeyId';

const DAY = 86_400_000;
const PAGES = 2;
const assuming = /^AssumeRole/;

/** AssumeRole calls that worked; undefined when CloudTrail could not be read. */
async function assumptions(read: TrailRead, by: Attribute, value: string, now: number): Promise<Event[] | undefined> {
  const found: Event[] = [];
  let token: string | undefined;
  try {
    for (let page = 0; page < PAGES; page += 1) {
      const answer = await read('cloudtrail:LookupEvents', {
        LookupAttributes: [{ AttributeKey: by, AttributeValue: value }],
        StartTime: new Date(now - DAY),
        MaxResults: 50,
        ...(token ? { NextToken: token } : {}),
      });
      found.push(...(answer.Events ?? []).filter(({ EventName }) => assuming.test(EventName ?? '')));
      token = answer.NextToken;
      if (!token) break;
    }
  } catch (error) {
    if (error instanceof AwsCallError) return undefined;
    throw error;
  }
  return found.filter((event) => recordOf(event).errorCode === undefined);
}

function recordOf({ CloudTrailEvent: json }: Event): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textAt(event: Event, outer: string, inner: string): string | undefined {
  const value = (recordOf(event)[outer] as Record<string, unknown> | undefined)?.[inner];
  return typeof value === 'string' && value !== '' ? withoutKeyIds(value) : undefined;
}

const distinct = (all: (string | undefined)[]) => [...new Set(all.filter((one): one is string => one !== undefined))].sort();

export interface SessionsOf {
  /** Lambda names the session after the function. */
  functions: string[];
  /** Sessions that neither an instance nor a function began. */
  others: string[];
}

export async function sessionsOf(read: TrailRead, roleArn: string, now: number): Promise<SessionsOf | undefined> {
  const found = await assumptions(read, 'ResourceName', roleArn, now);
  const service = (event: Event) => textAt(event, 'userIdentity', 'invokedBy') ?? '';
  const session = (event: Event) => textAt(event, 'requestParameters', 'roleSessionName');
  return (
    found && {
      functions: distinct(found.filter((event) => service(event).startsWith('lambda.')).map(session)),
      others: distinct(found.filter((event) => !/^(?:lambda|ec2)\./.test(service(event))).map(session)),
    }
  );
}

/** ARNs of roles that this key went on to: their sessions do not end with it. */
export async function chainedFrom(read: TrailRead, accessKeyId: string, now: number): Promise<string[] | undefined> {
  const found = await assumptions(read, 'AccessKeyId', accessKeyId, now);
  return found && distinct(found.map((event) => textAt(event, 'requestParameters', 'roleArn')));
}
