/** Whose it is and which environment: tags, then the account map, then unknown. */
import { describe, expect, it } from 'vitest';
import type { Finding, Resource } from '../../src/domain/finding.ts';
import { environmentFrom, ownerEnricher } from '../../src/enrichers/owner.ts';
import { enriched } from '../fixtures/enrich.ts';
import type { Answers } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';

const instance: Resource = { kind: 'instance', id: 'i-0abc1234', account: ACCOUNT, region: 'us-east-1' };
const UNKNOWN = 'unknown, so treated as production';

async function owner(changes: Partial<Finding>, answers: Answers = {}, account?: { environment?: string; owner?: string; name?: string }) {
  const accounts = account ? { [ACCOUNT]: account } : {};
  return enriched(ownerEnricher, findingWith({ accessKeys: [], ...changes }), answers, { accounts });
}
const tags = (all: Record<string, string>): Partial<Finding> => ({ resources: [{ ...instance, tags: all }] });

describe('owner', () => {
  it.each<[string, Record<string, string>, object | undefined, object]>([
    ['tags', { env: 'dev', team: 'payments' }, undefined, { environment: 'development', owner: 'payments', source: 'tag env' }],
    ['prefixed tags', { 'acme:Environment': 'Prod-EU', 'acme/Owner': 'ana' }, undefined, { environment: 'production', owner: 'ana' }],
    [
      'tags before the account',
      { stage: 'uat', owner: 'x' },
      { environment: 'production' },
      { environment: 'staging', source: 'tag stage' },
    ],
    [
      'a tag nobody understands',
      { env: 'blue', owner: 'x' },
      { environment: 'dev' },
      { environment: 'development', source: 'account map' },
    ],
    ['an empty tag', { env: ' ', owner: 'x' }, undefined, { environment: 'unknown', source: UNKNOWN }],
    ['a tag of AWS', { 'aws:owner': 'x', env: 'dev' }, { owner: '@ops', name: 'prod-1' }, { owner: '@ops', accountName: 'prod-1' }],
  ])('comes from %s', async (_, given, account, expected) => {
    expect((await owner(tags(given), { 'ec2:DescribeInstances': { Reservations: [] } }, account)).known).toMatchObject(expected);
  });

  it('is unknown without anything', async () => {
    const resources: Resource[] = [{ kind: 'trail', id: 't', account: ACCOUNT, region: 'us-east-1' }];
    const { known, missing, asked } = await owner({ resources, principal: { kind: 'unknown', account: ACCOUNT } });
    expect(known).toEqual({ environment: 'unknown', source: UNKNOWN });
    expect([missing, asked]).toEqual([[], []]);
  });

  const found = [
    { Key: 'env', Value: 'prod' },
    { Key: 'owner', Value: 'ana' },
  ];
  it.each<[string, Partial<Finding>, Answers]>([
    ['instance', { resources: [instance] }, { 'ec2:DescribeInstances': { Reservations: [{ Instances: [{ Tags: found }] }] } }],
    ['role', { resources: [{ ...instance, kind: 'role' }] }, { 'iam:ListRoleTags': { Tags: found } }],
    ['bucket', { resources: [{ ...instance, kind: 'bucket' }] }, { 's3:GetBucketTagging': { TagSet: found } }],
    ['user behind the key', {}, { 'iam:ListUserTags': { Tags: found } }],
  ])('looks up the tags of the %s', async (_, changes, answers) => {
    expect((await owner(changes, answers)).known).toEqual({ environment: 'production', owner: 'ana', source: 'tag env' });
  });

  it('falls back to the account and says so when tags are denied', async () => {
    const { known, missing } = await owner({ resources: [instance] }, {}, { environment: 'staging' });
    expect(known).toMatchObject({ environment: 'staging', source: 'account map' });
    expect(missing).toEqual(['tags of the resource']);
  });

  it('asks nothing about samples', async () => {
    expect((await owner({ sample: true })).asked).toEqual([]);
  });
});

it.each([
  ['prod', 'production'],
  ['Production', 'production'],
  ['live', 'production'],
  ['pre-prod', 'staging'],
  ['non-prod', 'development'],
  ['dev-3', 'development'],
  ['qa', 'development'],
  ['internal', undefined],
  ['device', undefined],
  ['', undefined],
  [undefined, undefined],
])('environment %j means %s', (value, environment) => {
  expect(environmentFrom(value)).toBe(environment);
});
