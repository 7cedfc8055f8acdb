/** What is found out about a bucket: absence is an answer, a denied question is not. */
import { describe, expect, it } from 'vitest';
import { bucketEnricher } from '../../src/enrichers/bucket.ts';
import { enriched } from '../fixtures/enrich.ts';
import type { Answers } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';

const finding = findingWith({ resources: [{ kind: 'bucket', id: 'data', account: ACCOUNT, region: 'eu-west-1' }] });
const on = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const open: Answers = {
  's3:GetBucketPublicAccessBlock': 'NoSuchPublicAccessBlockConfiguration',
  's3:GetBucketPolicyStatus': { PolicyStatus: { IsPublic: true } },
  's3:GetBucketTagging': { TagSet: [{ Key: 'team', Value: 'data' }] },
};

describe('bucket', () => {
  it.each<[string, Answers, object]>([
    ['open', open, { name: 'data', tags: { team: 'data' }, publicAccessBlock: 'absent', publicByPolicy: true }],
    ['blocked', { ...open, 's3:GetBucketPublicAccessBlock': { PublicAccessBlockConfiguration: on } }, { publicAccessBlock: 'all' }],
    [
      'half blocked',
      { ...open, 's3:GetBucketPublicAccessBlock': { PublicAccessBlockConfiguration: { ...on, BlockPublicPolicy: false } } },
      { publicAccessBlock: 'partial' },
    ],
    ['without a policy', { ...open, 's3:GetBucketPolicyStatus': 'NoSuchBucketPolicy' }, { publicByPolicy: false }],
    ['without tags', { ...open, 's3:GetBucketTagging': 'NoSuchTagSet' }, { tags: {} }],
  ])('is %s', async (_, answers, expected) => {
    const { known, missing } = await enriched(bucketEnricher, finding, answers);
    expect(known).toMatchObject(expected);
    expect(missing).toEqual([]);
  });

  it('says what is missing', async () => {
    const { known, missing } = await enriched(bucketEnricher, finding, { ...open, 's3:GetBucketPolicyStatus': 'AccessDenied' });
    expect(known).not.toHaveProperty('publicByPolicy');
    expect(missing).toEqual(['policy status of the bucket']);
  });

  it('rejects when the block is unknown', async () => {
    await expect(enriched(bucketEnricher, finding, { ...open, 's3:GetBucketPublicAccessBlock': 'AccessDenied' })).rejects.toThrow();
  });
});
