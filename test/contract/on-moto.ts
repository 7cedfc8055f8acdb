/** The contract's other side: a moto server with the same things in it as the simulated accounts. */
import * as autoScaling from '@aws-sdk/client-auto-scaling';
import * as cloudTrail from '@aws-sdk/client-cloudtrail';
import * as logs from '@aws-sdk/client-cloudwatch-logs';
import * as ec2 from '@aws-sdk/client-ec2';
import * as classic from '@aws-sdk/client-elastic-load-balancing';
import * as balancing from '@aws-sdk/client-elastic-load-balancing-v2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { startMotoServer } from './moto-server.ts';
import { ALLOWED, type Config, type Facts, REGION, type Side } from './row.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const team = [{ Key: 'team', Value: 'payments' }];

async function identities(config: Config): Promise<Pick<Facts, 'user' | 'keyId' | 'role' | 'serviceRole' | 'profile' | 'policy'>> {
  const client = new iam.IAMClient(config);
  const [user, role, profile] = ['ci-deploy', 'web-app', 'web-app'];
  await client.send(new iam.CreateUserCommand({ UserName: user, Tags: team }));
  const { AccessKey } = await client.send(new iam.CreateAccessKeyCommand({ UserName: user }));
  await client.send(new iam.CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: TRUST, Tags: team }));
  const linked = await client.send(new iam.CreateServiceLinkedRoleCommand({ AWSServiceName: 'autoscaling.amazonaws.com' }));
  await client.send(new iam.CreateInstanceProfileCommand({ InstanceProfileName: profile }));
  await client.send(new iam.AddRoleToInstanceProfileCommand({ InstanceProfileName: profile, RoleName: role }));
  const { Policy } = await client.send(new iam.CreatePolicyCommand({ PolicyName: 'deploy', PolicyDocument: ALLOWED }));
  const serviceRole = linked.Role?.RoleName ?? '';
  return { user, keyId: AccessKey?.AccessKeyId ?? '', role, serviceRole, profile, policy: Policy?.Arn ?? '' };
}

async function buckets(config: Config): Promise<Pick<Facts, 'bucket' | 'publicBucket' | 'trail'>> {
  const client = new s3.S3Client(config);
  const [bucket, publicBucket] = ['acme-private', 'acme-public'];
  for (const Bucket of [bucket, publicBucket]) await client.send(new s3.CreateBucketCommand({ Bucket }));
  await client.send(new s3.PutBucketTaggingCommand({ Bucket: bucket, Tagging: { TagSet: team } }));
  const anyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${publicBucket}/*` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [anyone] });
  await client.send(new s3.PutBucketPolicyCommand({ Bucket: publicBucket, Policy }));
  const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
  await client.send(new s3.PutBucketWebsiteCommand({ Bucket: publicBucket, WebsiteConfiguration }));
  // Buckets made by hand have a block from the first; here the rows begin without one.
  for (const Bucket of [bucket, publicBucket]) await client.send(new s3.DeletePublicAccessBlockCommand({ Bucket }));
  const trails = new cloudTrail.CloudTrailClient(config);
  const wanted = { Name: 'organization', S3BucketName: bucket, IsMultiRegionTrail: true };
  const { TrailARN: trail = '' } = await trails.send(new cloudTrail.CreateTrailCommand(wanted));
  await trails.send(new cloudTrail.StartLoggingCommand({ Name: trail }));
  return { bucket, publicBucket, trail };
}

type Machines = Omit<Facts, keyof Awaited<ReturnType<typeof identities>> | keyof Awaited<ReturnType<typeof buckets>>>;

async function machines(config: Config): Promise<Machines> {
  const client = new ec2.EC2Client(config);
  const { Images } = await client.send(new ec2.DescribeImagesCommand({ Owners: ['amazon'] }));
  const ImageId = Images?.[0]?.ImageId ?? '';
  const asked = { ImageId, MinCount: 2, MaxCount: 2, InstanceType: 't3.micro' as const };
  const run = await client.send(new ec2.RunInstancesCommand(asked));
  const [first, second] = run.Instances ?? [];
  const [instance = '', spare = '', vpc = '', subnet = ''] = [first?.InstanceId, second?.InstanceId, first?.VpcId, first?.SubnetId];
  await client.send(new ec2.CreateTagsCommand({ Resources: [instance], Tags: [{ Key: 'Name', Value: 'first' }] }));
  const { AllocationId: allocation = '' } = await client.send(new ec2.AllocateAddressCommand({ Domain: 'vpc' }));
  const card = first?.NetworkInterfaces?.[0]?.NetworkInterfaceId ?? '';
  await client.send(new ec2.AssociateAddressCommand({ AllocationId: allocation, NetworkInterfaceId: card }));
  const { Reservations } = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds: [instance] }));
  const volume = Reservations?.[0]?.Instances?.[0]?.BlockDeviceMappings?.[0]?.Ebs?.VolumeId ?? '';
  const { ImageId: image = '' } = await client.send(new ec2.CreateImageCommand({ InstanceId: instance, Name: 'golden' }));
  const logGroup = '/vpc/flow-logs';
  await new logs.CloudWatchLogsClient(config).send(new logs.CreateLogGroupCommand({ logGroupName: logGroup }));
  const flow = { ResourceType: 'VPC' as const, TrafficType: 'ALL' as const, ResourceIds: [vpc], LogGroupName: logGroup };
  const deliver = 'arn:aws:iam::123456789012:role/web-app';
  await client.send(new ec2.CreateFlowLogsCommand({ ...flow, DeliverLogsPermissionArn: deliver }));
  const scalingGroup = 'web';
  const scaling = new autoScaling.AutoScalingClient(config);
  const LaunchConfigurationName = 'web';
  await scaling.send(new autoScaling.CreateLaunchConfigurationCommand({ LaunchConfigurationName, ImageId, InstanceType: 't3.micro' }));
  const size = { MinSize: 1, MaxSize: 4, DesiredCapacity: 2, VPCZoneIdentifier: subnet };
  const wanted = { AutoScalingGroupName: scalingGroup, LaunchConfigurationName, ...size };
  await scaling.send(new autoScaling.CreateAutoScalingGroupCommand(wanted));
  const made = { Name: 'web', Protocol: 'HTTP' as const, Port: 80, VpcId: vpc };
  const { TargetGroups } = await new balancing.ElasticLoadBalancingV2Client(config).send(new balancing.CreateTargetGroupCommand(made));
  const balancer = 'classic';
  const Listeners = [{ Protocol: 'http', LoadBalancerPort: 80, InstancePort: 80 }];
  const named = { LoadBalancerName: balancer, Listeners, Subnets: [subnet] };
  await new classic.ElasticLoadBalancingClient(config).send(new classic.CreateLoadBalancerCommand(named));
  const targetGroup = TargetGroups?.[0]?.TargetGroupArn ?? '';
  return { instance, interface: card, vpc, subnet, volume, spare, image, allocation, scalingGroup, targetGroup, balancer, logGroup };
}

/** `executable` is the moto_server of a Python environment that has `moto[server]`. */
export async function startMoto(executable: string): Promise<Side> {
  const { endpoint, close } = await startMotoServer(executable);
  const config: Config = {
    endpoint,
    region: REGION,
    maxAttempts: 1,
    forcePathStyle: true,
    credentials: { accessKeyId: 'contract', secretAccessKey: 'contract' },
  };
  const facts = { ...(await identities(config)), ...(await buckets(config)), ...(await machines(config)) };
  return {
    config,
    facts,
    // Nothing takes time there.
    settle: async () => {},
    close,
  };
}
