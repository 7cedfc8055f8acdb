/** What people post to the sandbox, as the EventBridge envelopes the services would have sent. Junk stays as it is and is judged further in. */
import { createHash } from 'node:crypto';
import { isRecord, text } from '../../src/sources/fields.ts';
import { isTooDeep } from '../../src/sources/nesting.ts';
import { recognise, type Wrapping } from './recognise-event.ts';

type Fields = Record<string, unknown>;

const DEEPEST = 6;
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
/** What a service calls itself, for events that were posted without their source. */
const senders: [detailType: RegExp, source: string][] = [
  [/^Security Hub |^Findings Imported V2$/, 'aws.securityhub'],
  [/^GuardDuty /, 'aws.guardduty'],
  [/^Macie /, 'aws.macie'],
  [/^Inspector2 /, 'aws.inspector2'],
  [/^Access Analyzer |^Unused Access |^Internal Access /, 'aws.access-analyzer'],
  [/^Config Rules /, 'aws.config'],
  [/^AWS Health /, 'aws.health'],
  [/^Trusted Advisor /, 'aws.trustedadvisor'],
];

/** At least one; text that is JSON is read first. */
export function toEnvelopes(body: unknown): unknown[] {
  const found = unwrap(body, 0);
  return found.length > 0 ? found : [body];
}

function unwrap(body: unknown, depth: number): unknown[] {
  if (depth > DEEPEST) return [body];
  if (typeof body === 'string') {
    const read = fromJson(body);
    return read === undefined || typeof read === 'string' ? [body] : unwrap(read, depth + 1);
  }
  if (Array.isArray(body)) return body.flatMap((item) => unwrap(item, depth + 1));
  if (!isRecord(body)) return [body];
  if ('detail-type' in body || ('detail' in body && 'source' in body)) return [completed(body)];
  const inside = contained(body);
  if (inside !== undefined) return unwrap(inside, depth + 1);
  const wrapping = recognise(body);
  if (wrapping) return [envelope(wrapping)];
  // A piece of an envelope: its detail says whose event it was.
  const bare = isRecord(body.detail) ? recognise(body.detail) : undefined;
  return bare ? [{ ...envelope(bare), ...without(body, 'detail') }] : [body];
}

/** SNS and SQS deliveries, records of a trail, and answers of list and get calls, which all carry the real thing inside. */
function contained(body: Fields): unknown {
  if (Array.isArray(body.Records)) {
    return body.Records.map((item: unknown) => (isRecord(item) ? (isRecord(item.Sns) ? item.Sns.Message : (item.body ?? item)) : item));
  }
  if (typeof body.Message === 'string' && ('TopicArn' in body || body.Type === 'Notification')) return body.Message;
  if (Array.isArray(body.Findings) && !('Id' in body)) return body.Findings;
  if (Array.isArray(body.findings) && !('class_uid' in body)) return body.findings;
  return undefined;
}

function completed(event: Fields): Fields {
  if (text(event, 'source') !== undefined) return event;
  const sender = senders.find(([pattern]) => pattern.test(text(event, 'detail-type') ?? ''))?.[1];
  return sender
    ? { version: '0', id: idOf(event.detail ?? ''), account: ACCOUNT, region: REGION, resources: [], ...event, source: sender }
    : event;
}

function envelope({ source, detailType, detail, account, region, time, resources = [] }: Wrapping): Fields {
  return {
    version: '0',
    id: idOf(detail),
    'detail-type': detailType,
    source,
    account: account ?? ACCOUNT,
    ...(time ? { time } : {}),
    region: region ?? REGION,
    resources,
    detail,
  };
}

/** The same content has the same id, as a redelivery would. */
function idOf(detail: unknown): string {
  const hash = createHash('sha256').update(JSON.stringify(detail)).digest('hex');
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

function without(fields: Fields, key: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== key));
}

function fromJson(text: string): unknown {
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
