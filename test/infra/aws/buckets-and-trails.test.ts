/** The simulated S3 and CloudTrail, asked by the real clients about the demonstration's accounts. */
import * as trails from '@aws-sdk/client-cloudtrail';
import * as sdk from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoWorld } from '../../../infra/local/aws/demo-accounts.ts';
import { LEAKED_KEY } from '../../../infra/local/aws/demo-production.ts';
import { mergeWorld } from '../../../infra/local/aws/merge.ts';
import { NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const DATA = '222233334444';
const Bucket = 'acme-customer-exports';
let accounts: SimulatedAccounts;
let s3: sdk.S3Client;

beforeAll(async () => {
  accounts = await startSimulatedAccounts({ world: demoWorld(NOW) });
  s3 = new sdk.S3Client(await accounts.member('contain', DATA));
});
afterAll(() => accounts.close());

test('a public bucket says so', async () => {
  expect((await s3.send(new sdk.GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus).toEqual({ IsPublic: true });
  expect((await s3.send(new sdk.GetBucketPolicyCommand({ Bucket }))).Policy).toContain('"PublicRead"');
  expect((await s3.send(new sdk.GetBucketTaggingCommand({ Bucket }))).TagSet).toContainEqual({ Key: 'data-class', Value: 'confidential' });
  expect((await s3.send(new sdk.GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
});

test('the public access block is put, shown and taken away', async () => {
  const get = () => s3.send(new sdk.GetPublicAccessBlockCommand({ Bucket }));
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration', $metadata: { httpStatusCode: 404 } });
  const block = { BlockPublicAcls: true, IgnorePublicAcls: false, BlockPublicPolicy: true, RestrictPublicBuckets: true };
  await s3.send(new sdk.PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
  expect((await get()).PublicAccessBlockConfiguration).toEqual(block);
  expect(accounts.aws.calls.at(-2)).toMatchObject({
    call: 's3:PutPublicAccessBlock',
    input: { Bucket, PublicAccessBlockConfiguration: block },
  });
  await s3.send(new sdk.DeletePublicAccessBlockCommand({ Bucket }));
  await expect(get()).rejects.toMatchObject({ name: 'NoSuchPublicAccessBlockConfiguration' });
});

test('a bucket of another account is denied, an unknown one adopted, an impossible one missing', async () => {
  const status = (name: string) => s3.send(new sdk.GetBucketPolicyStatusCommand({ Bucket: name }));
  await expect(status('acme-staging-assets')).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(status('never-heard-of')).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  expect(accounts.aws.world.accounts[DATA]?.buckets['never-heard-of']?.adopted).toBe(true);
  await expect(status('Impossible_Name')).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('events are looked up by key, user or resource, newest first, in pages', async () => {
  const trail = new trails.CloudTrailClient(await accounts.member('read'));
  const lookup = (AttributeKey: 'AccessKeyId' | 'Username' | 'ResourceName', AttributeValue: string, more = {}) =>
    trail.send(new trails.LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }], ...more }));
  const { Events } = await lookup('AccessKeyId', LEAKED_KEY);
  expect(Events?.map((event) => event.EventName).slice(0, 3)).toEqual(['CreateUser', 'GetFederationToken', 'ListUsers']);
  expect(Events?.[0]?.EventTime).toEqual(new Date(NOW - 4 * 60_000));
  expect(JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}')).toMatchObject({ errorCode: 'AccessDenied', sourceIPAddress: '203.0.113.66' });
  const first = await lookup('Username', 'ci-deploy', { MaxResults: 4 });
  expect(first.Events).toHaveLength(4);
  expect((await lookup('Username', 'ci-deploy', { MaxResults: 4, NextToken: first.NextToken })).Events).toHaveLength(3);
  expect((await lookup('ResourceName', 'checkout')).Events).toHaveLength(2);
  expect((await lookup('Username', 'ci-deploy', { StartTime: new Date(NOW - 10 * 60_000) })).Events).toHaveLength(5);
});

test('a policy of the organization refuses changes of a bucket, reads it leaves alone', async () => {
  const denied = { Bucket: 'acme-held-open' };
  mergeWorld(accounts.aws.world, { accounts: { [DATA]: { buckets: { 'acme-held-open': { deniedByOrganization: true } } } } }, NOW);
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
  const refused = { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } };
  await expect(s3.send(new sdk.PutPublicAccessBlockCommand({ ...denied, PublicAccessBlockConfiguration }))).rejects.toMatchObject(refused);
  await expect(s3.send(new sdk.DeletePublicAccessBlockCommand(denied))).rejects.toMatchObject(refused);
  await expect(s3.send(new sdk.GetBucketPolicyCommand(denied))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
});

test('a bucket shows its grants, website and who owns its objects', async () => {
  const named = { Bucket: 'acme-site' };
  const seed = { 'acme-site': { acl: 'public-read', website: true, ownership: 'ObjectWriter' } };
  mergeWorld(accounts.aws.world, { accounts: { [DATA]: { buckets: seed } } }, NOW);
  const { Grants } = await s3.send(new sdk.GetBucketAclCommand(named));
  expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Grantee?.URI?.split('/').at(-1), Permission])).toEqual([
    ['CanonicalUser', undefined, 'FULL_CONTROL'],
    ['Group', 'AllUsers', 'READ'],
  ]);
  expect((await s3.send(new sdk.GetBucketWebsiteCommand(named))).IndexDocument).toEqual({ Suffix: 'index.html' });
  await expect(s3.send(new sdk.GetBucketWebsiteCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchWebsiteConfiguration' });
  const controls = await s3.send(new sdk.GetBucketOwnershipControlsCommand(named));
  expect(controls.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'ObjectWriter' }]);
});

test('a trail is stopped and started in its home Region only, and says what it records', async () => {
  const config = await accounts.member('contain', DATA);
  const home = new trails.CloudTrailClient(config);
  const away = new trails.CloudTrailClient({ ...config, region: 'eu-west-1' });
  const { trailList: shadows } = await away.send(new trails.DescribeTrailsCommand({}));
  const Name = shadows?.[0]?.TrailARN ?? '';
  expect((await away.send(new trails.DescribeTrailsCommand({ includeShadowTrails: false }))).trailList).toEqual([]);
  await home.send(new trails.StopLoggingCommand({ Name }));
  expect((await away.send(new trails.GetTrailStatusCommand({ Name }))).IsLogging).toBe(false);
  await expect(away.send(new trails.StartLoggingCommand({ Name }))).rejects.toBeInstanceOf(trails.InvalidHomeRegionException);
  await home.send(new trails.StartLoggingCommand({ Name }));
  expect((await home.send(new trails.GetTrailStatusCommand({ Name }))).IsLogging).toBe(true);
  const EventSelectors = [{ ReadWriteType: 'WriteOnly' as const, IncludeManagementEvents: true }];
  await home.send(new trails.PutEventSelectorsCommand({ TrailName: Name, EventSelectors }));
  expect((await home.send(new trails.GetEventSelectorsCommand({ TrailName: Name }))).EventSelectors).toEqual(EventSelectors);
  expect((await home.send(new trails.GetTrailCommand({ Name }))).Trail).toMatchObject({
    HomeRegion: 'us-east-1',
    HasCustomEventSelectors: true,
  });
  await expect(home.send(new trails.GetTrailCommand({ Name: 'none' }))).rejects.toBeInstanceOf(trails.TrailNotFoundException);
});
