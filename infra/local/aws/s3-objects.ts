/** Simulated S3: objects with versions under Object Lock, as far as evidence is kept, read and tampered with. */
import { createHash } from 'node:crypto';
import type { HttpRequest } from '../http.ts';
import { bucketOf } from './adopt.ts';
import { type Call, iso } from './call.ts';
import { element, escapeXml } from './shapes.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Bucket, ObjectVersion } from './world.ts';

/** Operations answer the exact body: S3's documents have no common envelope. */
export interface Body {
  body: string;
  status?: number;
  headers?: Record<string, string>;
}
interface ObjectInput {
  Bucket: string;
  Key: string;
  VersionId?: string;
}
interface PutInput extends ObjectInput {
  Body: string;
  IfNoneMatch?: string;
  /** Whether the request brought a checksum. */
  checked: boolean;
}
interface ListInput {
  Bucket: string;
  Prefix: string;
  KeyMarker: string;
  MaxKeys: number;
}

const DAY = 86_400_000;
const VERBS: Record<string, string> = { PUT: 'PutObject', GET: 'GetObject', DELETE: 'DeleteObject' };
const MOST_KEYS = 1000;

/** The lines of a body that was sent in signed chunks, as the SDK does where it adds a checksum behind it. */
function unchunked(http: HttpRequest): string {
  const text = http.body.toString('utf8');
  if (!/aws-chunked/.test(http.headers['content-encoding'] ?? '')) return text;
  let bytes = http.body;
  const parts: Buffer[] = [];
  for (;;) {
    const end = bytes.indexOf('\r\n');
    const size = Number.parseInt(bytes.subarray(0, end).toString('latin1'), 16);
    if (!(size > 0)) return Buffer.concat(parts).toString('utf8');
    parts.push(bytes.subarray(end + 2, end + 2 + size));
    bytes = bytes.subarray(end + 2 + size + 2);
  }
}

/** Undefined when the request is about a bucket itself. */
export function readObjectCall(http: HttpRequest): { operation: string; input: object } | undefined {
  const [, Bucket = '', Key = ''] = /^\/aws-api\/([^/]*)\/?(.*)$/s.exec(http.path) ?? [];
  const { query, headers } = http;
  if (Key === '' && query.has('versions')) {
    const MaxKeys = Number(query.get('max-keys') ?? MOST_KEYS);
    const input: ListInput = { Bucket, Prefix: query.get('prefix') ?? '', KeyMarker: query.get('key-marker') ?? '', MaxKeys };
    return { operation: 'ListObjectVersions', input };
  }
  const operation = VERBS[http.method];
  if (Key === '' || !operation) return undefined;
  const VersionId = query.get('versionId');
  const input: ObjectInput = { Bucket, Key, ...(VersionId && { VersionId }) };
  if (operation !== 'PutObject') return { operation, input };
  const IfNoneMatch = headers['if-none-match'];
  const checked = Object.keys(headers).some((name) => name === 'content-md5' || /^x-amz-(?:checksum-|sdk-checksum|trailer)/.test(name));
  return { operation, input: { ...input, Body: unchunked(http), ...(IfNoneMatch && { IfNoneMatch }), checked } satisfies PutInput };
}

function versionsOf(bucket: Bucket, key: string): ObjectVersion[] {
  bucket.objects ??= {};
  const versions = Object.hasOwn(bucket.objects, key) ? bucket.objects[key] : undefined;
  if (versions) return versions;
  const none: ObjectVersion[] = [];
  bucket.objects[key] = none;
  return none;
}

function append(call: Call, bucket: Bucket, key: string, version: Omit<ObjectVersion, 'versionId' | 'at'>): ObjectVersion {
  const versions = versionsOf(bucket, key);
  const versionId = createHash('sha256').update(`${key}/${versions.length}`).digest('hex').slice(0, 32);
  const added = { versionId, at: iso(call.now), ...version };
  versions.push(added);
  return added;
}

function put(call: Call, { Bucket, Key, Body, IfNoneMatch, checked }: PutInput): Body {
  const bucket = bucketOf(call, Bucket);
  const isThere = versionsOf(bucket, Key).at(-1)?.body !== undefined;
  if (IfNoneMatch === '*' && isThere)
    throw new AwsError('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', 412);
  if (bucket.objectLock && !checked)
    throw new AwsError(
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
    );
  const lock = bucket.objectLock && { lockedUntil: iso(call.now + bucket.objectLock.days * DAY) };
  const { versionId } = append(call, bucket, Key, { body: Body, ...lock });
  return { body: '', headers: { 'x-amz-version-id': versionId } };
}

function get(call: Call, { Bucket, Key, VersionId }: ObjectInput): Body {
  const versions = versionsOf(bucketOf(call, Bucket), Key);
  const found = VersionId ? versions.find(({ versionId }) => versionId === VersionId) : versions.at(-1);
  if (VersionId && !found) throw new AwsError('NoSuchVersion', 'The specified version does not exist.', 404);
  if (found?.body === undefined) throw new AwsError('NoSuchKey', 'The specified key does not exist.', 404);
  return { body: found.body, headers: { 'x-amz-version-id': found.versionId } };
}

/** Without a version it only hides the object, which a lock does not forbid; a locked version itself stays. */
function remove(call: Call, { Bucket, Key, VersionId }: ObjectInput): Body {
  const bucket = bucketOf(call, Bucket);
  const versions = versionsOf(bucket, Key);
  if (!VersionId) {
    if (bucket.objectLock) append(call, bucket, Key, {});
    else delete bucket.objects?.[Key];
    return { body: '', status: 204 };
  }
  const at = versions.findIndex(({ versionId }) => versionId === VersionId);
  const { lockedUntil } = versions[at] ?? {};
  if (lockedUntil !== undefined && Date.parse(lockedUntil) > call.now)
    throw new AwsError('AccessDenied', 'Access Denied because object protected by object lock.', 403);
  if (at >= 0) versions.splice(at, 1);
  return { body: '', status: 204 };
}

function list(call: Call, { Bucket, Prefix, KeyMarker, MaxKeys }: ListInput): Body {
  const objects = bucketOf(call, Bucket).objects ?? {};
  const keys = Object.keys(objects)
    .filter((key) => key.startsWith(Prefix) && key > KeyMarker)
    .sort();
  const page = keys.slice(0, MaxKeys);
  const shown = page.flatMap((key) =>
    [...(objects[key] ?? [])].reverse().map(({ versionId, at, body }, index) => {
      const fields: Record<string, string> = { Key: key, VersionId: versionId, IsLatest: String(index === 0), LastModified: at };
      const inside = Object.entries(fields).map(([name, value]) => element(name, escapeXml(value)));
      return element(body === undefined ? 'DeleteMarker' : 'Version', inside.join(''));
    }),
  );
  const isCut = page.length < keys.length;
  const next = isCut ? element('NextKeyMarker', escapeXml(page.at(-1) ?? '')) : '';
  return { body: element('ListVersionsResult', element('IsTruncated', String(isCut)) + next + shown.join('')) };
}

export const objectOperations: Operations = { PutObject: put, GetObject: get, DeleteObject: remove, ListObjectVersions: list };
