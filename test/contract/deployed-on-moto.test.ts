/** What a deployment does, on an emulator by other people: events by its rules to its queues and cases, and responses in its roles, there and back. */
import * as ec2 from '@aws-sdk/client-ec2';
import * as events from '@aws-sdk/client-eventbridge';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTakeInHandler } from '../../handlers/take-in.ts';
import type { TakenIn } from '../../src/flows/take-in.ts';
import { blockPublicBucket } from '../../src/playbooks/block-public-bucket.ts';
import { disableAccessKeys } from '../../src/playbooks/disable-access-keys.ts';
import { isolateInstance } from '../../src/playbooks/isolate-instance.ts';
import type { Services } from '../../src/services/services.ts';
import { ACCOUNT, findingWith } from '../fixtures/finding.ts';
import { instanceFinding } from '../fixtures/instance-finding.ts';
import { guardDuty, instanceDetails } from '../fixtures/native/guardduty.ts';
import { deployOnMoto, type MotoDeployment } from './moto-deployment.ts';
import { responsesOn } from './moto-response.ts';
import { REGION } from './row.ts';

const moto = inject('moto');
if (moto === '') process.stdout.write('a deployment on a moto server is left out, DRAWBRIDGE_MOTO names no moto_server\n');

describe.skipIf(moto === '')('a deployment on a moto server', () => {
  let on: MotoDeployment;
  beforeAll(async () => {
    on = await deployOnMoto(moto);
  });
  afterAll(() => on?.close());

  /** As the services of AWS report it, which no test may do in AWS. */
  async function report(as: 'hub' | 'member', source: string, detailType: string, detail: unknown): Promise<void> {
    const entry = { Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
    await new events.EventBridgeClient(on[as]).send(new events.PutEventsCommand({ Entries: [entry] }));
  }

  /** One batch of the queue through the function behind it; what did not fail is taken from the queue. */
  async function takeIn(queue: 'urgent' | 'routine'): Promise<TakenIn[]> {
    const taken: TakenIn[] = [];
    const { services } = responsesOn(on);
    const handler = createTakeInHandler({ ...services, hubRegion: REGION } as unknown as Services, (one) => taken.push(one));
    const messages = await on.receive(queue);
    const Records = messages.map(({ MessageId: messageId = '', Body: body = '' }) => ({ messageId, body }));
    const { batchItemFailures } = await handler({ Records } as Parameters<typeof handler>[0]);
    expect(batchItemFailures).toEqual([]);
    for (const message of messages) await on.remove(queue, message);
    return taken;
  }

  describe('from the bus to a case', () => {
    it('GuardDuty in the security account: rule, urgent queue, function, table', async () => {
      const { detail } = guardDuty('Backdoor:EC2/C&CActivity.B', { resourceType: 'Instance', instanceDetails });
      await report('hub', 'aws.guardduty', 'GuardDuty Finding', detail);
      const [first, ...others] = await takeIn('urgent');
      expect(others).toEqual([]);
      expect(first?.rows).toMatchObject([{ outcome: 'case' }]);
      const found = await responsesOn(on).services.cases.read(first?.rows[0]?.caseId ?? '');
      expect(found?.subject).toMatchObject({ account: ACCOUNT });
      expect(await on.receive('urgent')).toEqual([]);
    });

    it('what is junk is rejected with a reason and blocks nothing behind it', async () => {
      await on.send('routine', 'no JSON at all');
      const [junk] = await takeIn('routine');
      expect(junk?.rows).toMatchObject([{ outcome: 'rejected', reason: expect.any(String) }]);
      expect(await on.receive('routine')).toEqual([]);
    });

    it('CloudTrail in a member account: forwarded to the hub’s bus, and by its rule to the urgent queue', async () => {
      const detail = {
        eventVersion: '1.08',
        eventID: '11111111-2222-4333-8444-555555555555',
        eventTime: '2026-11-20T02:59:00Z',
        eventSource: 'cloudtrail.amazonaws.com',
        eventName: 'StopLogging',
        awsRegion: REGION,
        recipientAccountId: ACCOUNT,
        sourceIPAddress: '198.51.100.7',
        userIdentity: { type: 'IAMUser', userName: 'mallory', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:user/mallory` },
        requestParameters: { name: `arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/main` },
      };
      await report('member', 'aws.cloudtrail', 'AWS API Call via CloudTrail', detail);
      const [message, ...others] = await on.receive('urgent');
      expect(others).toEqual([]);
      expect(JSON.parse(message?.Body ?? '{}')).toMatchObject({ source: 'aws.cloudtrail', detail });
    });
  });

  describe('a response and its undo', () => {
    const written = () => on.calls.filter(({ call, code }) => !code && !/:(?:Get|List|Describe|Lookup|Filter)/.test(call));
    /** The person behind each assumption of that role, as STS was told. */
    const identities = (roleClass: string) =>
      on.requests
        .filter((body) => body.includes('Action=AssumeRole&') && body.includes(`role%2Fdrawbridge-${roleClass}`))
        .map((body) => new URLSearchParams(body).get('SourceIdentity'));

    it('IAM: a key of a user', async () => {
      const client = new iam.IAMClient(on.member);
      await client.send(new iam.CreateUserCommand({ UserName: 'ci-deploy' }));
      const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: 'ci-deploy' }));
      const id = AccessKey?.AccessKeyId ?? '';
      const status = async () => {
        const { AccessKeyMetadata } = await client.send(new iam.ListAccessKeysCommand({ UserName: 'ci-deploy' }));
        return AccessKeyMetadata?.map((each) => each.Status);
      };
      const finding = findingWith({ accessKeys: [{ id, kind: 'long-term' }] });
      const run = await responsesOn(on).thereAndBack('1AM00001', disableAccessKeys, finding, status);
      expect([run.before, run.during, run.after]).toEqual([['Active'], ['Inactive'], ['Active']]);
      expect([run.outcome, run.undone]).toEqual(['CUT', 'UNDONE']);
      expect(new Set(identities('contain'))).toEqual(new Set(['T0123ABCD-UOMAR']));
      expect(new Set(identities('read'))).toEqual(new Set([null]));
    });

    it('S3: a bucket that is open', async () => {
      const client = new s3.S3Client(on.member);
      const Bucket = 'open-notes';
      await client.send(new s3.CreateBucketCommand({ Bucket }));
      await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
      const block = () =>
        client.send(new s3.GetPublicAccessBlockCommand({ Bucket })).then(
          ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration,
          () => 'none',
        );
      const resources = [{ kind: 'bucket' as const, id: Bucket, account: ACCOUNT, region: REGION }];
      const finding = findingWith({ class: 'control', threat: 'exposure', type: 'S3.2', resources, accessKeys: [] });
      const run = await responsesOn(on).thereAndBack('S3000001', blockPublicBucket, finding, block);
      const all = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
      expect([run.before, run.during, run.after]).toEqual(['none', all, 'none']);
      expect([run.outcome, run.undone]).toEqual(['CUT', 'UNDONE']);
    });

    it('EC2: an instance cut off and let back', async () => {
      const client = new ec2.EC2Client(on.member);
      const { Images } = await client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
      const { Instances } = await client.send(
        new ec2.RunInstancesCommand({ ImageId: Images?.[0]?.ImageId ?? '', MinCount: 1, MaxCount: 1, InstanceType: 't3.micro' }),
      );
      const id = Instances?.[0]?.InstanceId ?? '';
      const groups = async () => {
        const { Reservations } = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds: [id] }));
        const [one] = Reservations?.[0]?.Instances ?? [];
        return one?.NetworkInterfaces?.flatMap(({ Groups = [] }) => Groups.map(({ GroupName }) => GroupName));
      };
      const arn = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${id}`;
      const finding = instanceFinding({ region: REGION, resources: [{ kind: 'instance', id, arn, account: ACCOUNT, region: REGION }] });
      const run = await responsesOn(on).thereAndBack('EC200001', isolateInstance, finding, groups);
      expect([run.before, run.during, run.after]).toEqual([['default'], ['drawbridge-quarantine'], ['default']]);
      expect([run.outcome, run.undone]).toEqual(['CUT', 'UNDONE']);
      expect(written().map(({ call }) => call)).toContain('ec2:ModifyNetworkInterfaceAttribute');
    });

    it('every write was made in the member’s account, and the log of its case had it before', async () => {
      expect(new Set(written().map(({ account }) => account))).toEqual(new Set([ACCOUNT]));
      const inLogs: string[] = [];
      for (const caseId of ['1AM00001', 'S3000001', 'EC200001']) {
        const intended = new Map<string, string>();
        for (const event of await responsesOn(on).eventsOf(caseId)) {
          if (event.kind === 'step-intended') intended.set(`${event.data.responseId} ${event.data.step}`, event.data.call);
          if (event.kind === 'step-done' && !event.data.already)
            inLogs.push(intended.get(`${event.data.responseId} ${event.data.step}`) ?? 'nothing intended');
        }
      }
      expect(inLogs.length).toBeGreaterThan(10);
      expect(written().map(({ call }) => call)).toEqual(inLogs);
    });
  });
});
