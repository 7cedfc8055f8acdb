/** Block public access: offered where the public is the problem, careful where somebody outside uses the bucket, and taken back exactly. */
import { describe, expect, it } from 'vitest';
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
    ['sharing with a named account', { class: 'threat', type: 'Policy:IAMUser/S3BucketSharedExternally' }, 0],
    ['what is over', { active: false }, 0],
    ['no bucket', { resources: [] }, 0],
  ])('%s: %i', (_, changes, many) => {
    expect(blockPublicBucket.offers(about(changes)).offers).toHaveLength(many);
  });

  it('says why a named account is not shut out by it', () => {
    const { refusal } = blockPublicBucket.offers(about({ class: 'threat', type: 'Policy:IAMUser/S3BucketSharedExternally' }));
    expect(refusal?.refused).toContain('named account');
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

itIsReversible({ playbook: blockPublicBucket, offer });
