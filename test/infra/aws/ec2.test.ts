/** The simulated EC2, Auto Scaling and load balancing, asked by the real clients about the demonstration's payments account. */
import { AutoScalingClient, DescribeAutoScalingGroupsCommand, DescribeAutoScalingInstancesCommand } from '@aws-sdk/client-auto-scaling';
import * as sdk from '@aws-sdk/client-ec2';
import {
  DescribeTargetGroupsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoWorld } from '../../../infra/local/aws/demo-accounts.ts';
import { MEMBER, NOW, type SimulatedAccounts, startSimulatedAccounts } from './simulated-accounts.ts';

const WEB_1 = 'i-0abc1230000000001';
let accounts: SimulatedAccounts;
let ec2: sdk.EC2Client;

beforeAll(async () => {
  accounts = await startSimulatedAccounts({ world: demoWorld(NOW) });
  ec2 = new sdk.EC2Client(await accounts.member());
});
afterAll(() => accounts.close());

async function described(id: string): Promise<sdk.Instance | undefined> {
  const { Reservations } = await ec2.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }));
  return Reservations?.[0]?.Instances?.[0];
}

test('an instance is shown with state, tags, interfaces, groups and profile', async () => {
  expect(await described(WEB_1)).toMatchObject({
    InstanceId: WEB_1,
    State: { Name: 'running', Code: 16 },
    LaunchTime: new Date(NOW - 41 * 86_400_000),
    IamInstanceProfile: { Arn: `arn:aws:iam::${MEMBER}:instance-profile/web-app` },
    SecurityGroups: [{ GroupName: 'web' }],
    Tags: expect.arrayContaining([{ Key: 'owner', Value: 'payments' }]),
    Operator: { Managed: false },
  });
  expect((await described(WEB_1))?.NetworkInterfaces).toHaveLength(2);
});

test('filters and pages narrow the list; wildcards work; unknown filters are refused', async () => {
  const list = (input: sdk.DescribeInstancesCommandInput) => ec2.send(new sdk.DescribeInstancesCommand(input));
  const workers = [{ Name: 'tag:Name', Values: ['worker-*'] }];
  expect((await list({ Filters: workers })).Reservations).toHaveLength(9);
  const first = await list({ Filters: workers, MaxResults: 5 });
  expect(first.Reservations).toHaveLength(5);
  const rest = await list({ Filters: workers, MaxResults: 5, NextToken: first.NextToken });
  expect(rest.Reservations).toHaveLength(4);
  expect(rest.NextToken).toBeUndefined();
  const profile = [{ Name: 'iam-instance-profile.arn', Values: [`arn:aws:iam::${MEMBER}:instance-profile/web-app`] }];
  expect((await list({ Filters: profile })).Reservations).toHaveLength(13);
  await expect(list({ Filters: [{ Name: 'colour', Values: ['red'] }] })).rejects.toMatchObject({ name: 'InvalidParameterValue' });
});

test('attributes are told one by one', async () => {
  const attribute = (Attribute: sdk.InstanceAttributeName) =>
    ec2.send(new sdk.DescribeInstanceAttributeCommand({ InstanceId: WEB_1, Attribute }));
  expect((await attribute('disableApiTermination')).DisableApiTermination).toEqual({ Value: false });
  expect((await attribute('disableApiStop')).DisableApiStop).toEqual({ Value: false });
  expect((await attribute('instanceInitiatedShutdownBehavior')).InstanceInitiatedShutdownBehavior).toEqual({ Value: 'stop' });
});

test('the groups of an interface are exchanged, and only for groups that exist', async () => {
  const filter = { Filters: [{ Name: 'attachment.instance-id', Values: [WEB_1] }] };
  const { NetworkInterfaces } = await ec2.send(new sdk.DescribeNetworkInterfacesCommand(filter));
  expect(NetworkInterfaces?.map((eni) => eni.Attachment?.DeviceIndex)).toEqual([0, 1]);
  const [first] = NetworkInterfaces ?? [];
  const before = first?.Groups?.map((group) => group.GroupId ?? '') ?? [];
  const named = { NetworkInterfaceId: first?.NetworkInterfaceId };
  await ec2.send(new sdk.ModifyNetworkInterfaceAttributeCommand({ ...named, Groups: ['sg-0123456789abcdef0'] }));
  expect((await described(WEB_1))?.SecurityGroups).toMatchObject([{ GroupId: 'sg-0123456789abcdef0' }]);
  const wrong = ec2.send(new sdk.ModifyNetworkInterfaceAttributeCommand({ ...named, Groups: ['sg-nonsense'] }));
  await expect(wrong).rejects.toMatchObject({ name: 'InvalidGroup.NotFound' });
  await ec2.send(new sdk.ModifyNetworkInterfaceAttributeCommand({ ...named, Groups: before }));
  const nobody = ec2.send(new sdk.DescribeNetworkInterfacesCommand({ NetworkInterfaceIds: ['eni-0000000000000000f'] }));
  await expect(nobody).rejects.toMatchObject({ name: 'InvalidNetworkInterfaceID.NotFound' });
});

test('security groups show what is open to the world, as permissions and as rules', async () => {
  const filter = { Filters: [{ Name: 'group-name', Values: ['bastion'] }] };
  const { SecurityGroups } = await ec2.send(new sdk.DescribeSecurityGroupsCommand(filter));
  const [bastion] = SecurityGroups ?? [];
  expect(bastion?.IpPermissions).toMatchObject([{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }]);
  const rules = { Filters: [{ Name: 'group-id', Values: [bastion?.GroupId ?? ''] }] };
  const { SecurityGroupRules } = await ec2.send(new sdk.DescribeSecurityGroupRulesCommand(rules));
  expect(SecurityGroupRules?.map((rule) => [rule.IsEgress, rule.FromPort, rule.CidrIpv4])).toEqual([
    [true, -1, '0.0.0.0/0'],
    [false, 22, '0.0.0.0/0'],
  ]);
});

test('volumes, profile associations, Elastic IPs and tags', async () => {
  const attached = { Filters: [{ Name: 'attachment.instance-id', Values: [WEB_1] }] };
  expect((await ec2.send(new sdk.DescribeVolumesCommand(attached))).Volumes).toMatchObject([{ State: 'in-use' }]);
  const onInstance = { Filters: [{ Name: 'instance-id', Values: [WEB_1] }] };
  const { IamInstanceProfileAssociations } = await ec2.send(new sdk.DescribeIamInstanceProfileAssociationsCommand(onInstance));
  expect(IamInstanceProfileAssociations).toMatchObject([{ InstanceId: WEB_1, State: 'associated' }]);
  expect((await ec2.send(new sdk.DescribeAddressesCommand({}))).Addresses).toMatchObject([{ PublicIp: '198.51.100.7' }]);
  await ec2.send(new sdk.CreateTagsCommand({ Resources: [WEB_1], Tags: [{ Key: 'drawbridge:case', Value: 'ABCD' }] }));
  const tagged = {
    Filters: [
      { Name: 'resource-id', Values: [WEB_1] },
      { Name: 'key', Values: ['drawbridge:*'] },
    ],
  };
  expect((await ec2.send(new sdk.DescribeTagsCommand(tagged))).Tags).toEqual([
    { ResourceId: WEB_1, ResourceType: 'instance', Key: 'drawbridge:case', Value: 'ABCD' },
  ]);
});

test('a well-formed unknown instance is adopted in its Region, a malformed one refused', async () => {
  const id = 'i-0feedfacecafebeef';
  expect((await described(id))?.SecurityGroups).toMatchObject([{ GroupName: 'default' }]);
  expect(accounts.aws.world.accounts[MEMBER]?.regions['us-east-1']?.instances[id]?.adopted).toBe(true);
  await expect(described('i-nonsense')).rejects.toMatchObject({ name: 'InvalidInstanceID.Malformed' });
  const elsewhere = new sdk.EC2Client({ ...(await accounts.member()), region: 'eu-west-1' });
  await expect(elsewhere.send(new sdk.DescribeInstancesCommand({ InstanceIds: [id] }))).rejects.toMatchObject({
    name: 'InvalidInstanceID.NotFound',
  });
  expect((await elsewhere.send(new sdk.DescribeInstancesCommand({}))).Reservations).toEqual([]);
});

test('the Auto Scaling group and the target group of an instance', async () => {
  const configuration = await accounts.member('read');
  const scaling = new AutoScalingClient(configuration);
  const { AutoScalingInstances } = await scaling.send(new DescribeAutoScalingInstancesCommand({ InstanceIds: [WEB_1] }));
  expect(AutoScalingInstances).toMatchObject([{ AutoScalingGroupName: 'web', LifecycleState: 'InService', HealthStatus: 'HEALTHY' }]);
  const { AutoScalingGroups } = await scaling.send(new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: ['web'] }));
  expect(AutoScalingGroups).toMatchObject([{ MinSize: 2, DesiredCapacity: 4, HealthCheckType: 'ELB' }]);
  expect(AutoScalingGroups?.[0]?.Instances).toHaveLength(4);
  const balancing = new ElasticLoadBalancingV2Client(configuration);
  const { TargetGroups } = await balancing.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: AutoScalingGroups?.[0]?.TargetGroupARNs }),
  );
  expect(TargetGroups).toMatchObject([{ TargetGroupName: 'web', TargetType: 'instance' }]);
  const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn;
  const { TargetHealthDescriptions } = await balancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  expect(TargetHealthDescriptions?.map((target) => target.TargetHealth?.State)).toEqual(['healthy', 'healthy', 'healthy', 'unhealthy']);
  const nobody = balancing.send(new DescribeTargetHealthCommand({ TargetGroupArn: 'arn:aws:elasticloadbalancing:none' }));
  await expect(nobody).rejects.toMatchObject({ name: 'TargetGroupNotFoundException' });
});
