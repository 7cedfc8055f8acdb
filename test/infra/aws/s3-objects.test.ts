/** The simulated S3 under Object Lock, by the official client: what is written stays, whatever somebody tries. */
import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEMO_HUB, demoEvidence, demoWorld } from '../../../infra/local/aws/demo-accounts.ts';
import { createEvidence, type Evidence } from '../../../src/services/evidence.ts';
import { NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

let accounts: SimulatedAccounts;
let s3: S3Client;
let evidence: Evidence;
const at = { Bucket: demoEvidence, Key: 'heads/2026/11/20/03.json' };

beforeEach(async () => {
  accounts = await startSimulatedAccounts({ world: demoWorld(NOW), hubAccount: DEMO_HUB });
  s3 = new S3Client(accounts.hub);
  evidence = createEvidence(() => s3, demoEvidence) as Evidence;
});
afterEach(() => accounts.close());

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it worked',
    (error: unknown) => (error instanceof S3ServiceException ? error.name : String(error)),
  );

it('keeps what was written first, and says so to whoever writes again', async () => {
  expect(await evidence.get(at.Key)).toBeUndefined();
  expect(await evidence.putNew(at.Key, '{"ä": "<&>"}')).toBe(true);
  expect(await evidence.putNew(at.Key, 'other')).toBe(false);
  expect(await evidence.get(at.Key)).toBe('{"ä": "<&>"}');
});

it('a locked version cannot be deleted; without its id it is only hidden; after its time it can', async () => {
  const { VersionId } = await s3.send(new PutObjectCommand({ ...at, Body: 'first', ChecksumAlgorithm: 'SHA256' }));
  expect(await code(s3.send(new DeleteObjectCommand({ ...at, VersionId })))).toBe('AccessDenied');
  await s3.send(new DeleteObjectCommand(at));
  expect(await code(s3.send(new GetObjectCommand(at)))).toBe('NoSuchKey');
  const { Versions, DeleteMarkers } = await s3.send(new ListObjectVersionsCommand({ Bucket: demoEvidence }));
  expect([Versions?.length, DeleteMarkers?.length]).toEqual([1, 1]);
  expect(await evidence.get(at.Key, VersionId)).toBe('first');
  await accounts.clock.advance(401 * 86_400);
  expect(await code(s3.send(new DeleteObjectCommand({ ...at, VersionId })))).toBe('it worked');
  expect(await evidence.get(at.Key, VersionId)).toBeUndefined();
});

it('lists every key with its first version, whatever was put over or deleted', async () => {
  for (const key of ['heads/b', 'heads/a', 'events/a']) await evidence.putNew(key, `first of ${key}`);
  await s3.send(new PutObjectCommand({ ...at, Key: 'heads/a', Body: 'over it' }));
  await s3.send(new DeleteObjectCommand({ ...at, Key: 'heads/b' }));
  const listed = [];
  for await (const kept of evidence.list('heads/')) listed.push(kept);
  expect(listed).toMatchObject([
    { key: 'heads/a', versions: 2, hidden: false },
    { key: 'heads/b', versions: 1, hidden: true },
  ]);
  expect(await Promise.all(listed.map(({ key, versionId }) => evidence.get(key, versionId)))).toEqual([
    'first of heads/a',
    'first of heads/b',
  ]);
});

it('lists more keys than one page holds', async () => {
  const keys = Array.from({ length: 1003 }, (_, index) => `heads/${String(index).padStart(4, '0')}`);
  const bucket = accounts.aws.world.accounts[DEMO_HUB]?.buckets[demoEvidence];
  if (!bucket) throw new Error('the demonstration has no bucket for evidence');
  bucket.objects = Object.fromEntries(keys.map((key) => [key, [{ versionId: key, at: '2025-11-20T12:00:00Z', body: key }]]));
  const listed = [];
  for await (const { key } of evidence.list('heads/')) listed.push(key);
  expect(listed).toEqual(keys);
});
