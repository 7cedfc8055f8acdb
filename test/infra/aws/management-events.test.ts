/** Changes of the simulated accounts are found in CloudTrail, with who made them and what they were refused with. */
import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mergeWorld } from '../../../infra/local/aws/merge.ts';
import { MEMBER, NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const KEY = 'AKIAIOSFODNN7EXAMPLE';
let accounts: SimulatedAccounts;
let trail: CloudTrailClient;

beforeAll(async () => {
  accounts = await startSimulatedAccounts();
  const users = { 'ci-deploy': { accessKeys: { [KEY]: {} } }, victim: {} };
  mergeWorld(accounts.aws.world, { accounts: { [MEMBER]: { users, deleted: ['nobody'] } } }, NOW);
  trail = new CloudTrailClient(await accounts.member('read'));
});
afterAll(() => accounts.close());

async function recorded(AttributeKey: 'AccessKeyId' | 'Username' | 'ResourceName' | 'EventName', AttributeValue: string) {
  const { Events: events } = await trail.send(new LookupEventsCommand({ LookupAttributes: [{ AttributeKey, AttributeValue }] }));
  return (events ?? []).map((event) => JSON.parse(event.CloudTrailEvent ?? '{}') as Record<string, unknown>);
}

test('a write of ours names the person behind it', async () => {
  const client = new iam.IAMClient(await accounts.member());
  await client.send(new iam.PutUserPolicyCommand({ UserName: 'victim', PolicyName: 'drawbridge-deny-all', PolicyDocument: '{}' }));
  const [event, ...more] = await recorded('ResourceName', 'victim');
  expect(more).toEqual([]);
  expect(event).toMatchObject({
    eventName: 'PutUserPolicy',
    eventSource: 'iam.amazonaws.com',
    readOnly: false,
    userIdentity: {
      type: 'AssumedRole',
      arn: `arn:aws:sts::${MEMBER}:assumed-role/drawbridge-contain/case-1`,
      accountId: MEMBER,
      sessionContext: { sessionIssuer: { userName: 'drawbridge-contain' }, sourceIdentity: 'T1-U1' },
    },
    requestParameters: { userName: 'victim', policyName: 'drawbridge-deny-all', policyDocument: '{}' },
  });
  expect(event).not.toHaveProperty('errorCode');
  expect((await recorded('Username', 'case-1')).length).toBeGreaterThan(0);
});

test("an attacker's calls are found by the key, the refused one with its error", async () => {
  const credentials = { accessKeyId: KEY, secretAccessKey: 'secret' };
  const attacker = new iam.IAMClient({ ...accounts.hub, credentials });
  await attacker.send(new iam.CreateAccessKeyCommand({ UserName: 'victim' }));
  await expect(attacker.send(new iam.CreateAccessKeyCommand({ UserName: 'nobody' }))).rejects.toBeInstanceOf(iam.NoSuchEntityException);
  await attacker.send(new iam.ListAccessKeysCommand({ UserName: 'victim' }));
  const events = await recorded('AccessKeyId', KEY);
  expect(events.map(({ eventName, errorCode }) => [eventName, errorCode])).toEqual([
    ['CreateAccessKey', undefined],
    ['CreateAccessKey', 'NoSuchEntityException'],
  ]);
  expect(events[0]).toMatchObject({ userIdentity: { type: 'IAMUser', userName: 'ci-deploy', accessKeyId: KEY } });
});

test('buckets and instances are found by their names, under the names that CloudTrail gives the calls', async () => {
  const config = await accounts.member();
  await new s3.S3Client(config).send(new s3.DeletePublicAccessBlockCommand({ Bucket: 'acme-open' }));
  expect((await recorded('ResourceName', 'acme-open'))[0]).toMatchObject({ eventName: 'DeleteBucketPublicAccessBlock' });
  const id = 'i-0abc1230000000001';
  const client = new ec2.EC2Client(config);
  await client.send(new ec2.StopInstancesCommand({ InstanceIds: [id] }));
  await expect(client.send(new ec2.DeleteTagsCommand({ Resources: ['sg-nonsense'], Tags: [] }))).rejects.toThrow();
  expect((await recorded('ResourceName', id))[0]).toMatchObject({ eventName: 'StopInstances' });
  expect((await recorded('EventName', 'DeleteTags'))[0]).toMatchObject({ errorCode: 'Client.InvalidGroup.NotFound' });
});
