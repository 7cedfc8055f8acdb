/** One API call as CloudTrail recorded it: the few facts people and checks look at. */
import type { CallOutput } from './aws-calls.ts';
import { withoutKeyIds } from './redaction.ts';

type TrailEvent = NonNullable<CallOutput<'cloudtrail:LookupEvents'>['Events']>[number];

export interface TrailCall {
  /** Milliseconds since the epoch. */
  at: number;
  /** Operation, "ListBuckets". */
  name: string;
  /** Service, "s3". */
  source: string;
  address?: string;
  /** Absent when the call succeeded. */
  error?: string;
  agent?: string;
}

const MOST_AGENT = 80;

function recordOf(json: string | undefined): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(json ?? '{}');
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textIn(record: Record<string, unknown>, key: string): string | undefined {
  const value = record[key];
  return typeof value === 'string' && value !== '' ? withoutKeyIds(value) : undefined;
}

export function trailCall(event: TrailEvent): TrailCall {
  const record = recordOf(event.CloudTrailEvent);
  const address = textIn(record, 'sourceIPAddress');
  const error = textIn(record, 'errorCode');
  const agent = textIn(record, 'userAgent')?.slice(0, MOST_AGENT);
  return {
    at: event.EventTime?.getTime() ?? 0,
    name: withoutKeyIds(event.EventName ?? 'unknown call'),
    source: withoutKeyIds(event.EventSource ?? 'unknown').replace(/\.amazonaws\.com$/, ''),
    ...(address ? { address } : {}),
    ...(error ? { error } : {}),
    ...(agent ? { agent } : {}),
  };
}
