/** What is found out about an instance, and what is kept when a part fails. */
import { describe, expect, it } from 'vitest';
import type { Resource } from '../../src/domain/finding.ts';
import { instanceEnricher } from '../../src/enrichers/instance.ts';
import { openPorts } from '../../src/enrichers/open-ports.ts';
import { enriched } from '../fixtures/enrich.ts';
import type { Answers } from '../fixtures/fake-read.ts';
import { ACCOUNT, findingWith, NOW } from '../fixtures/finding.ts';

const ID = 'i-0abc1234def567890';
const resource: Resource = { kind: 'instance', id: ID, account: ACCOUNT, region: 'eu-west-1' };
const finding = findingWith({ resources: [resource], accessKeys: [] });
const TARGETS = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/0a1b';

const described = {
  InstanceId: ID,
  State: { Name: 'running' as const },
  LaunchTime: new Date(NOW),
  VpcId: 'vpc-1',
  Tags: [
    { Key: 'Name', Value: 'web-7' },
    { Key: 'aws:cloudformation:stack-name', Value: 'web' },
  ],
  SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web' }],
  NetworkInterfaces: [
    { PrivateIpAddress: '10.0.0.7', Association: { PublicIp: '198.51.100.4' }, Groups: [{ GroupId: 'sg-1', GroupName: 'web' }] },
    { Groups: [{ GroupId: 'sg-2', GroupName: 'admin' }], PrivateIpAddresses: [{ Association: { PublicIp: '198.51.100.5' } }] },
  ],
  PublicIpAddress: '198.51.100.4',
  IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/team/web-profile' },
};
const answers: Answers = {
  'ec2:DescribeInstances': { Reservations: [{ Instances: [described] }] },
  'ec2:DescribeSecurityGroups': {
    SecurityGroups: [{ IpPermissions: [{ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
  },
  'iam:GetInstanceProfile': {
    InstanceProfile: {
      Path: '/team/',
      InstanceProfileName: 'web-profile',
      InstanceProfileId: 'x',
      Arn: 'x',
      CreateDate: new Date(NOW),
      Roles: [{ RoleName: 'web-app', Path: '/', RoleId: 'x', Arn: 'x', CreateDate: new Date(NOW) }],
    },
  },
  'autoscaling:DescribeAutoScalingInstances': {
    AutoScalingInstances: [
      {
        InstanceId: ID,
        AutoScalingGroupName: 'web',
        LifecycleState: 'InService',
        AvailabilityZone: 'a',
        HealthStatus: 'HEALTHY',
        ProtectedFromScaleIn: false,
      },
    ],
  },
  'autoscaling:DescribeAutoScalingGroups': {
    AutoScalingGroups: [
      {
        AutoScalingGroupName: 'web',
        MinSize: 2,
        MaxSize: 6,
        DesiredCapacity: 4,
        DefaultCooldown: 0,
        AvailabilityZones: [],
        HealthCheckType: 'ELB',
        CreatedTime: new Date(NOW),
        TargetGroupARNs: [TARGETS],
        Instances: ['Healthy', 'Healthy', 'Unhealthy'].map((HealthStatus, index) => ({
          InstanceId: `i-${index}`,
          AvailabilityZone: 'a',
          LifecycleState: 'InService' as const,
          HealthStatus,
          ProtectedFromScaleIn: false,
        })),
      },
    ],
  },
  'elasticloadbalancing:DescribeTargetHealth': {
    TargetHealthDescriptions: [
      { Target: { Id: '10.0.0.7' }, TargetHealth: { State: 'healthy' } },
      { Target: { Id: '10.0.0.8' }, TargetHealth: { State: 'healthy' } },
      { Target: { Id: '10.0.0.9' }, TargetHealth: { State: 'draining' } },
    ],
  },
};

describe('instance', () => {
  it('says all it knows', async () => {
    const { known, missing } = await enriched(instanceEnricher, finding, answers);
    expect(missing).toEqual([]);
    expect(known).toEqual({
      instanceId: ID,
      state: 'running',
      launchedAt: NOW,
      name: 'web-7',
      tags: { Name: 'web-7', 'aws:cloudformation:stack-name': 'web' },
      vpc: 'vpc-1',
      groups: [
        { id: 'sg-1', name: 'web' },
        { id: 'sg-2', name: 'admin' },
      ],
      openPorts: ['443'],
      publicAddresses: ['198.51.100.4', '198.51.100.5'],
      profile: 'web-profile',
      role: 'web-app',
      autoScaling: { group: 'web', lifecycle: 'InService', healthy: 2, size: 4 },
      loadBalancers: [{ targetGroup: 'web', health: 'healthy', healthyPeers: 1 }],
      managedBy: 'CloudFormation stack web',
    });
  });

  it('reads in the Region of the instance', async () => {
    const regions: string[] = [];
    await enriched(instanceEnricher, finding, (region) => {
      regions.push(region);
      return answers;
    });
    expect(regions).toContain('eu-west-1');
  });

  it('keeps the rest when parts cannot be looked up', async () => {
    const denied = {
      ...answers,
      'elasticloadbalancing:DescribeTargetHealth': 'AccessDenied',
      'iam:GetInstanceProfile': 'Throttling',
    } as Answers;
    const { known, missing } = await enriched(instanceEnricher, finding, denied);
    expect(known).toMatchObject({ state: 'running', loadBalancers: [] });
    expect(missing).toEqual(['role of the instance', 'load balancers of the instance']);
  });

  it.each<[string, Answers]>([
    ['not found', { 'ec2:DescribeInstances': 'InvalidInstanceID.NotFound' }],
    ['answered with nothing', { 'ec2:DescribeInstances': { Reservations: [] } }],
  ])('is gone when %s', async (_, missing) => {
    expect((await enriched(instanceEnricher, finding, missing)).known).toMatchObject({ instanceId: ID, state: 'gone' });
  });

  it('rejects when the instance cannot be described', async () => {
    await expect(enriched(instanceEnricher, finding, {})).rejects.toThrow('AccessDenied');
  });

  it('looks for target groups in the VPC when no Auto Scaling group names them', async () => {
    const alone: Answers = {
      ...answers,
      'autoscaling:DescribeAutoScalingInstances': { AutoScalingInstances: [] },
      'elasticloadbalancing:DescribeTargetGroups': {
        TargetGroups: [
          { TargetGroupArn: TARGETS, VpcId: 'vpc-1' },
          { TargetGroupArn: 'arn:elsewhere', VpcId: 'vpc-2' },
        ],
      },
    };
    const { known, asked } = await enriched(instanceEnricher, finding, alone);
    expect(known).toMatchObject({ loadBalancers: [{ targetGroup: 'web' }] });
    expect(known).not.toHaveProperty('autoScaling');
    expect(asked.filter(({ call }) => call === 'elasticloadbalancing:DescribeTargetHealth')).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['EKS Auto Mode', { Operator: { Managed: true, Principal: 'eks.amazonaws.com' } }, 'eks.amazonaws.com'],
    ['an EKS node', { Tags: [{ Key: 'eks:cluster-name', Value: 'prod' }] }, 'EKS cluster prod'],
  ])('says that %s manages it', async (_, more, managedBy) => {
    const managed = { ...answers, 'ec2:DescribeInstances': { Reservations: [{ Instances: [{ ...described, ...more }] }] } };
    expect((await enriched(instanceEnricher, finding, managed)).known).toMatchObject({ managedBy });
  });

  it.each<[string, boolean, Parameters<typeof findingWith>[0]]>([
    ['an instance', true, {}],
    ['a sample', false, { sample: true }],
    ['a placeholder', false, { resources: [{ ...resource, placeholder: true }] }],
    ['a bucket', false, { resources: [{ ...resource, kind: 'bucket' }] }],
  ])('applies to %s: %s', (_, applies, changes) => {
    expect(instanceEnricher.applies({ ...finding, ...changes })).toBe(applies);
  });
});

describe('openPorts', () => {
  const world = [{ CidrIp: '0.0.0.0/0' }];
  it.each([
    ['one port', [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: world }], ['22']],
    ['a range over IPv6', [{ IpProtocol: 'tcp', FromPort: 8000, ToPort: 9000, Ipv6Ranges: [{ CidrIpv6: '::/0' }] }], ['8000-9000']],
    ['a private range', [{ IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '10.0.0.0/8' }] }], []],
    [
      'every protocol',
      [
        { IpProtocol: '-1', IpRanges: world },
        { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: world },
      ],
      ['all'],
    ],
    ['every port', [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, IpRanges: world }], ['all']],
    ['ping', [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1, IpRanges: world }], []],
    [
      'ports out of order',
      [443, 22, 443].map((port) => ({ IpProtocol: 'tcp', FromPort: port, ToPort: port, IpRanges: world })),
      ['22', '443'],
    ],
  ])('lists %s', (_, permissions, ports) => {
    expect(openPorts(permissions)).toEqual(ports);
  });
});
