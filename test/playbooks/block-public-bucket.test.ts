/** Block public access: offered where the public is the problem, careful where somebody outside uses the bucket, and taken back exactly. */
import { describe, expect, it } from 'vitest';
import { mergeWorld } from '../../infra/local/aws/merge.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { blockPublicBucket } from '../../src/playbooks/block-public-bucket.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { startWorld } from '../fixtures/playbook-world.ts';
import { itIsReversible } from '../fixtures/reversible.ts';

const bucket = { kind: 'bucket', id: 'open-notes', account: ACCOUNT, region: 'us-east-1' } as const;
const about = (changes: Partial<Finding>) =>
  findingWith({ class: 'control', threat: 'exposure', type: 'S3.2', resources: [bucket], accessKeys: [], ...changes });
const [offer] = blockPublicBucket.offers(about({})).offers;
if (!offer) throw new Error('nothing is offered');

describe('offers', () => {
  it.each<[string, Partial<Finding>, number]>([
    ['a control about public reads', {}, 1],
    ['a control about public writes', { type: 'S3.3' }, 1],
    ['a control about logging', { type: 'S3.9' }, 0],
    ['access for everybody', { class: 'threat', type: 'Policy:S3/BucketAnonymousAccessGranted' }, 1],
    ['a bucket that Macie found public', { class: 'threat', type: 'Policy:IAMUser/S3BucketPublic' }, 1],
    ['sensitive data that can be read from outside', { class: 'threat', type: 'SensitiveData:S3Object/Personal' }, 1],
    ['sensitive data that cannot', { class: 'threat', threat: 'hygiene', type: 'SensitiveData:S3Object/Personal' }, 0],
    ['what Access Analyzer calls open', { class: 'threat', type: 'External access', title: 'Bucket open-notes is open to everyone' }, 1],
    [
      'the same in Security Hub',
      { class: 'threat', type: 'External access', title: 'AwsS3Bucket/arn:aws:s3:::open-notes/ allows public access' },
      1,
    ],
    ['a bucket that another account may use', { class: 'threat', type: 'External access', title: 'Bucket a can be used by account 1' }, 0],
    ['sharing with a named account', { class: 'threat', type: 'Policy:IAMUser/S3BucketSharedExternally' }, 0],
    ['data being read from it', { class: 'threat', threat: 'active', type: 'Exfiltration:S3/AnomalousBehavior' }, 0],
    ['a sample', { sample: true }, 0],
    ['what is over', { active: false }, 0],
    ['no bucket', { resources: [] }, 0],
  ])('%s: %i', (_, changes, many) => {
    expect(blockPublicBucket.offers(about(changes)).offers).toHaveLength(many);
  });

  it.each<[string, Partial<Finding>, boolean]>([
    ['a named account', { class: 'threat', type: 'Policy:IAMUser/S3BucketSharedExternally' }, true],
    ['a named account, by Access Analyzer', { class: 'threat', type: 'External access', title: 'Bucket a can be used by 1' }, true],
    ['another control', { type: 'S3.19' }, false],
    ['somebody who reads from it', { class: 'threat', threat: 'active', type: 'Exfiltration:S3/AnomalousBehavior' }, false],
  ])('says that it would not help only against a named account: %s', (_, changes, is) => {
    const { refusal } = blockPublicBucket.offers(about(changes));
    expect(refusal?.refused.includes('named account') ?? false).toBe(is);
  });
});

describe('plans', () => {
  it.each<[string, object, string, string[]]>([
    ['nobody outside uses it', {}, 'nondestructive', []],
    ['it is a website', { website: true }, 'disruptive', ['website']],
    ['somebody means it to be public', { tags: { public: 'intended' } }, 'nondestructive', ['intended']],
    [
      'its public policy names accounts, too',
      {
        policy: {
          Statement: [
            { Effect: 'Allow', Principal: '*', Action: 's3:*' },
            { Effect: 'Allow', Principal: { AWS: '444455556666' } },
          ],
        },
      },
      'disruptive',
      ['cross-account'],
    ],
    [
      'it is not public, and a policy names an account: this does not end that',
      { policy: { Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' } }] } },
      'nondestructive',
      ['named-accounts'],
    ],
    [
      'an account that its policy shuts out',
      { policy: { Statement: [{ Effect: 'Deny', Principal: { AWS: '444455556666' } }] } },
      'nondestructive',
      [],
    ],
    [
      'CloudFront reads it',
      { policy: { Statement: { Effect: 'Allow', Principal: { Service: 'cloudfront.amazonaws.com' } } } },
      'disruptive',
      ['cloudfront'],
    ],
  ])('%s', async (_, changes, risk, codes) => {
    const world = await startWorld({});
    const account = world.simulated.world.accounts[ACCOUNT];
    if (account)
      account.buckets['open-notes'] = {
        name: 'open-notes',
        region: 'us-east-1',
        createdAt: '2026-01-01T00:00:00Z',
        tags: {},
        acl: 'private',
        ...changes,
      };
    const plan = await world.plan(blockPublicBucket, offer);
    await world.close();
    expect([plan.risk, plan.warnings.map(({ code }) => code), plan.harmsOthers === true]).toEqual([risk, codes, codes.length > 0]);
  });
});

describe('what it cannot do', () => {
  async function answer(changes: object, name = 'open-notes') {
    const world = await startWorld({});
    mergeWorld(world.simulated.world, { accounts: { [ACCOUNT]: { buckets: { [name]: changes } } } }, world.clock.now());
    const target = { kind: 'bucket', account: ACCOUNT, region: 'us-east-1', label: `bucket ${name}`, key: `bucket/${name}` } as const;
    return { world, plan: await world.ask(blockPublicBucket, { target, secret: { bucket: name } }) };
  }

  it('a directory bucket knows no public access', async () => {
    const { world, plan } = await answer({}, 'notes--use1-az4--x-s3');
    await world.close();
    expect(plan).toMatchObject({ refused: expect.stringContaining('directory bucket') });
  });

  it('a named account is never reported as shut out', async () => {
    const policy = { Statement: [{ Effect: 'Allow', Principal: { AWS: '444455556666' } }] };
    const { world, plan } = await answer({ policy });
    if ('refused' in plan) throw new Error(plan.refused);
    await world.run(blockPublicBucket, plan);
    const [first] = await world.verify(blockPublicBucket, plan);
    await world.close();
    expect(first).toMatchObject({ ok: true, detail: expect.stringContaining('accounts that its policy names keep their access') });
  });

  it('is undone to the very flags that were set before', async () => {
    const before = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: true, RestrictPublicBuckets: false };
    const { world, plan } = await answer({ publicAccessBlock: before });
    if ('refused' in plan) throw new Error(plan.refused);
    await world.run(blockPublicBucket, plan);
    await world.undo(blockPublicBucket, plan);
    const after = world.simulated.world.accounts[ACCOUNT]?.buckets['open-notes']?.publicAccessBlock;
    await world.close();
    expect([after, plan.steps[0]?.undo]).toEqual([before, expect.objectContaining({ words: expect.stringContaining('exposes it again') })]);
  });
});

itIsReversible({ playbook: blockPublicBucket, offer });
