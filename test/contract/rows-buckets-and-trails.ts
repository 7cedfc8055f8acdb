/** The contract about S3's public access, CloudTrail, the owner of a key, and logs. */
import { expect } from 'vitest';
import { NOBODY, row } from './row.ts';

const block = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const missing = 'acme-nothing-of-that-name_';

export const bucketAndTrailRows = [
  row(
    ['s3:GetBucketPublicAccessBlock', 's3:PutBucketPublicAccessBlock', 's3:DeleteBucketPublicAccessBlock'],
    'all four flags come back; NoSuchPublicAccessBlockConfiguration without one; deleting twice is no error',
    async ({ call, facts, refusal }) => {
      const Bucket = facts.bucket;
      expect(await refusal('s3:GetBucketPublicAccessBlock', { Bucket })).toBe('NoSuchPublicAccessBlockConfiguration');
      for (const flags of [block, { ...block, BlockPublicPolicy: false }]) {
        await call('s3:PutBucketPublicAccessBlock', { Bucket, PublicAccessBlockConfiguration: flags });
        expect((await call('s3:GetBucketPublicAccessBlock', { Bucket })).PublicAccessBlockConfiguration).toEqual(flags);
      }
      for (let time = 0; time < 2; time += 1) await call('s3:DeleteBucketPublicAccessBlock', { Bucket });
      expect(await refusal('s3:GetBucketPublicAccessBlock', { Bucket })).toBe('NoSuchPublicAccessBlockConfiguration');
    },
  ),
  row('s3:GetBucketPublicAccessBlock', 'NoSuchBucket', async ({ refusal }) => {
    expect(await refusal('s3:GetBucketPublicAccessBlock', { Bucket: missing })).toBe('NoSuchBucket');
  }),
  row('s3:GetBucketPolicy', 'the text of the policy; NoSuchBucketPolicy without one', async ({ call, facts, refusal }) => {
    const { Policy } = await call('s3:GetBucketPolicy', { Bucket: facts.publicBucket });
    expect(JSON.parse(Policy ?? '')).toMatchObject({ Statement: [{ Effect: 'Allow', Principal: '*' }] });
    expect(await refusal('s3:GetBucketPolicy', { Bucket: facts.bucket })).toBe('NoSuchBucketPolicy');
  }),
  row('s3:GetBucketPolicyStatus', 'IsPublic of an open policy', async ({ call, facts }) => {
    expect((await call('s3:GetBucketPolicyStatus', { Bucket: facts.publicBucket })).PolicyStatus).toEqual({ IsPublic: true });
  }),
  row('s3:GetBucketPolicyStatus', 'NoSuchBucketPolicy without a policy', async ({ facts, refusal }) => {
    expect(await refusal('s3:GetBucketPolicyStatus', { Bucket: facts.bucket })).toBe('NoSuchBucketPolicy');
  }),
  row('s3:GetBucketAcl', 'the owner has full control, and nobody else anything', async ({ call, facts }) => {
    const { Grants, Owner } = await call('s3:GetBucketAcl', { Bucket: facts.bucket });
    expect(Grants?.map(({ Grantee, Permission }) => [Grantee?.Type, Grantee?.ID, Permission])).toEqual([
      ['CanonicalUser', Owner?.ID, 'FULL_CONTROL'],
    ]);
  }),
  row('s3:GetBucketWebsite', 'its index; NoSuchWebsiteConfiguration without one', async ({ call, facts, refusal }) => {
    expect((await call('s3:GetBucketWebsite', { Bucket: facts.publicBucket })).IndexDocument).toEqual({ Suffix: 'index.html' });
    expect(await refusal('s3:GetBucketWebsite', { Bucket: facts.bucket })).toBe('NoSuchWebsiteConfiguration');
  }),
  row('s3:GetBucketTagging', 'tags as they were put; NoSuchTagSet without any', async ({ call, facts, refusal }) => {
    expect((await call('s3:GetBucketTagging', { Bucket: facts.bucket })).TagSet).toEqual([{ Key: 'team', Value: 'payments' }]);
    expect(await refusal('s3:GetBucketTagging', { Bucket: facts.publicBucket })).toBe('NoSuchTagSet');
  }),
  row('cloudtrail:DescribeTrails', 'a trail with its home Region, in other Regions as a shadow', async ({ call, facts }) => {
    for (const region of ['us-east-1', 'eu-west-1']) {
      const { trailList } = await call('cloudtrail:DescribeTrails', { includeShadowTrails: true }, region);
      expect(trailList?.map(({ TrailARN, HomeRegion, IsMultiRegionTrail }) => [TrailARN, HomeRegion, IsMultiRegionTrail])).toEqual([
        [facts.trail, 'us-east-1', true],
      ]);
    }
  }),
  row('cloudtrail:GetTrailStatus', 'whether it logs, without a delivery error; TrailNotFound', async ({ call, facts, refusal }) => {
    const status = await call('cloudtrail:GetTrailStatus', { Name: facts.trail });
    expect(status).toMatchObject({ IsLogging: true, StartLoggingTime: expect.any(Date) });
    expect(status.LatestDeliveryError || undefined).toBeUndefined();
    expect(await refusal('cloudtrail:GetTrailStatus', { Name: NOBODY.name })).toBe('TrailNotFound');
  }),
  row('cloudtrail:ListTags', 'the tags of a trail, by its ARN', async ({ call, facts }) => {
    const { ResourceTagList } = await call('cloudtrail:ListTags', { ResourceIdList: [facts.trail] });
    expect(ResourceTagList).toEqual([{ ResourceId: facts.trail, TagsList: [] }]);
  }),
  row('cloudtrail:StartLogging', 'starting what logs is no error; TrailNotFound', async ({ call, facts, refusal }) => {
    await call('cloudtrail:StartLogging', { Name: facts.trail });
    expect((await call('cloudtrail:GetTrailStatus', { Name: facts.trail })).IsLogging).toBe(true);
    expect(await refusal('cloudtrail:StartLogging', { Name: NOBODY.name })).toBe('TrailNotFound');
  }),
  row(
    'cloudtrail:StartLogging',
    'InvalidHomeRegion outside the home Region',
    async ({ facts, refusal }) => {
      expect(await refusal('cloudtrail:StartLogging', { Name: facts.trail }, 'eu-west-1')).toBe('InvalidHomeRegion');
    },
    { differs: 'moto says TrailNotFound' },
  ),
  row(
    'cloudtrail:GetEventSelectors',
    'a new trail records all management events',
    async ({ call, facts }) => {
      const { EventSelectors } = await call('cloudtrail:GetEventSelectors', { TrailName: facts.trail });
      expect(EventSelectors).toMatchObject([{ ReadWriteType: 'All', IncludeManagementEvents: true }]);
    },
    { differs: 'moto shows none until some are put' },
  ),
  row('cloudtrail:PutEventSelectors', 'come back as they were put', async ({ call, facts }) => {
    const TrailName = facts.trail;
    const shown = async () => (await call('cloudtrail:GetEventSelectors', { TrailName })).EventSelectors;
    for (const ReadWriteType of ['WriteOnly', 'All'] as const) {
      const wanted = { ReadWriteType, IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] };
      await call('cloudtrail:PutEventSelectors', { TrailName, EventSelectors: [wanted] });
      expect(await shown()).toMatchObject([{ ReadWriteType, IncludeManagementEvents: true }]);
    }
  }),
  row(
    'cloudtrail:LookupEvents',
    'a change is found by the name of what it changed',
    async ({ call, facts }) => {
      await call('iam:UpdateAccessKey', { UserName: facts.user, AccessKeyId: facts.keyId, Status: 'Active' });
      const LookupAttributes = [{ AttributeKey: 'ResourceName' as const, AttributeValue: facts.user }];
      const { Events } = await call('cloudtrail:LookupEvents', { LookupAttributes, MaxResults: 5 });
      expect(Events?.[0]).toMatchObject({ EventName: 'UpdateAccessKey', EventSource: 'iam.amazonaws.com', EventTime: expect.any(Date) });
      expect(JSON.parse(Events?.[0]?.CloudTrailEvent ?? '{}')).toMatchObject({ requestParameters: { userName: facts.user } });
    },
    { lacks: 'the call' },
  ),
  row('sts:GetAccessKeyInfo', 'the account of a key', async ({ call, facts }) => {
    expect((await call('sts:GetAccessKeyInfo', { AccessKeyId: facts.keyId })).Account).toBe('123456789012');
  }),
  row('logs:FilterLogEvents', 'no events is an empty list; ResourceNotFound for no such group', async ({ call, facts, refusal }) => {
    const logGroupName = facts.logGroup;
    expect((await call('logs:FilterLogEvents', { logGroupName, filterPattern: '"203.0.113.7"' })).events).toEqual([]);
    expect(await refusal('logs:FilterLogEvents', { logGroupName: '/nothing' })).toBe('ResourceNotFound');
  }),
];
