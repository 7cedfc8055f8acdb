/** The evidence from outside: written by the hour, verified at the terminal, and every kind of tampering named. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditVerify } from '../../infra/audit-verify.ts';
import { exportOf } from '../../src/domain/audit-export.ts';
import { casePartition, eventKey } from '../../src/services/case-log.ts';
import { HUB, leakedKey } from './events.ts';
import { type Story, startStory } from './sandbox.ts';

const bucket = 'drawbridge-evidence-999988887777';
let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.raise(leakedKey());
  await story.click('U0ANA', 'acknowledge');
});
afterEach(() => story.close());

interface Version {
  versionId: string;
  body?: string;
}
async function objects(): Promise<Record<string, Version[]>> {
  const { accounts } = await story.get<{ accounts: Record<string, { buckets: Record<string, { objects?: Record<string, Version[]> }> }> }>(
    '/aws/state',
  );
  return accounts[HUB]?.buckets[bucket]?.objects ?? {};
}
const verify = (...more: string[]) => auditVerify([...more, '--sandbox', story.sandbox.address]);
const twoHours = () => story.advance(2 * 3600);

it('an hour and twenty minutes later it is there for good, and the log agrees with it', async () => {
  await twoHours();
  const keys = Object.keys(await objects()).sort();
  expect(keys).toEqual([
    expect.stringMatching(/^events\/2026\/11\/20\/03\/[0-9a-f]{64}\.ndjson$/),
    'heads/2026/11/20/02.json',
    'heads/2026/11/20/03.json',
  ]);
  expect(await verify()).toEqual({
    ok: true,
    lines: [
      expect.stringMatching(/^2 hours of evidence, 2026-11-20T02 to 2026-11-20T03 UTC; 1 cases with \d+ events/),
      'The log and the evidence agree.',
    ],
  });
  const [[Key = '', [version] = []] = []] = Object.entries(await objects());
  const credentials = { accessKeyId: 'hub', secretAccessKey: 'hub' };
  const s3 = new S3Client({ endpoint: `${story.sandbox.address}/aws-api`, region: 'us-east-1', forcePathStyle: true, credentials });
  const deleting = s3.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId: version?.versionId }));
  await expect(deleting).rejects.toThrow(S3ServiceException);
  expect((await objects())[Key]).toHaveLength(1);
});

it('S3 is down for an hour: the next hour brings both, once', async () => {
  await story.fault('aws', '5xx', 3, 's3:PutObject');
  await twoHours();
  expect(Object.keys(await objects()).sort()).toEqual([
    expect.stringMatching(/^events/),
    'heads/2026/11/20/02.json',
    'heads/2026/11/20/03.json',
  ]);
  expect((await verify())?.ok).toBe(true);
});

it('a changed event is named by case and number, in the log and in the bucket', async () => {
  await twoHours();
  const { table } = story.sandbox.bot.services;
  const item = await table.get(casePartition(story.caseId), eventKey(2));
  if (!item) throw new Error('the case has no second event');
  await table.put({ ...item, body: `${String(item.body)} ` });
  const changed = Object.entries(await objects()).flatMap(([key, versions]) =>
    key.startsWith('events/') ? [[key, versions.map((each) => ({ ...each, body: each.body?.replace('ci-deploy', 'nobody-x') }))]] : [],
  );
  await story.put('/aws/state', { accounts: { [HUB]: { buckets: { [bucket]: { objects: Object.fromEntries(changed) } } } } });
  const result = await verify();
  expect(result?.ok).toBe(false);
  expect(result?.lines).toContain(`✖ case ${story.caseId}, event 2: changed in the log, whose chain does not hold there`);
  expect(result?.lines).toContain(`✖ case ${story.caseId}, event 1: changed in the evidence, where its hash does not fit it`);
});

it('an exported file is held against the bucket, too', async () => {
  await twoHours();
  const events = await story.sandbox.bot.services.cases.events(story.caseId);
  const file = join(mkdtempSync(join(tmpdir(), 'drawbridge-')), 'log.ndjson');
  writeFileSync(file, exportOf(story.caseId, events));
  expect((await verify(file))?.lines.at(-1)).toBe('The log and the evidence agree.');
  // Whole by itself, and yet not all that happened.
  writeFileSync(file, exportOf(story.caseId, events.slice(0, -1)));
  const result = await verify(file);
  expect(result?.lines).toContain('The chain holds. Compare the last hash with the one the timeline shows.');
  expect(result?.lines).toContain(`✖ case ${story.caseId}, event ${events.length}: in the evidence, and gone from the log`);
});
