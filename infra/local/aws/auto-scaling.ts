/** Simulated Auto Scaling groups and the instances in them. */
import type * as client from '@aws-sdk/client-auto-scaling';
import { type Call, pageOf } from './call.ts';
import { type Operations, queryWire, type Service } from './wire.ts';
import type { AutoScalingGroup } from './world.ts';

function members(call: Call, group: AutoScalingGroup) {
  return Object.entries(group.instances).map(([InstanceId, held]) => ({
    InstanceId,
    AutoScalingGroupName: group.name,
    AvailabilityZone: call.region.instances[InstanceId]?.zone ?? `${call.regionName}a`,
    InstanceType: call.region.instances[InstanceId]?.type,
    LifecycleState: held.lifecycle,
    // Upper case here, in words in the group's own list: as Auto Scaling has it.
    HealthStatus: held.healthy ? 'HEALTHY' : 'UNHEALTHY',
    ProtectedFromScaleIn: held.protected,
    LaunchTemplate: { LaunchTemplateName: group.name, Version: '1' },
  }));
}

function describeInstances(call: Call, input: client.DescribeAutoScalingInstancesCommandInput): object {
  const asked = input.InstanceIds ?? [];
  const all = Object.values(call.region.autoScalingGroups).flatMap((group) => members(call, group));
  const wanted = all.filter(({ InstanceId }) => asked.length === 0 || asked.includes(InstanceId));
  const page = pageOf(wanted, input.MaxRecords, input.NextToken);
  return { AutoScalingInstances: page.items, NextToken: page.next };
}

function groupFields(call: Call, group: AutoScalingGroup): object {
  return {
    AutoScalingGroupName: group.name,
    AutoScalingGroupARN: `arn:aws:autoscaling:${call.regionName}:${call.accountId}:autoScalingGroup:simulated:autoScalingGroupName/${group.name}`,
    MinSize: group.min,
    MaxSize: group.max,
    DesiredCapacity: group.desired,
    DefaultCooldown: 300,
    AvailabilityZones: [`${call.regionName}a`],
    HealthCheckType: group.healthCheck,
    HealthCheckGracePeriod: 300,
    CreatedTime: group.createdAt,
    TargetGroupARNs: group.targetGroups,
    LaunchTemplate: { LaunchTemplateName: group.name, Version: '1' },
    SuspendedProcesses: group.suspended.map((ProcessName) => ({ ProcessName, SuspensionReason: 'User suspended' })),
    Instances: members(call, group).map((member) => ({
      ...member,
      HealthStatus: member.HealthStatus === 'HEALTHY' ? 'Healthy' : 'Unhealthy',
    })),
    Tags: Object.entries(group.tags).map(([Key, Value]) => ({
      Key,
      Value,
      ResourceId: group.name,
      ResourceType: 'auto-scaling-group',
      PropagateAtLaunch: true,
    })),
  };
}

function describeGroups(call: Call, input: client.DescribeAutoScalingGroupsCommandInput): object {
  const asked = input.AutoScalingGroupNames ?? [];
  const groups = Object.values(call.region.autoScalingGroups).filter(({ name }) => asked.length === 0 || asked.includes(name));
  const page = pageOf(groups, input.MaxRecords, input.NextToken);
  return { AutoScalingGroups: page.items.map((group) => groupFields(call, group)), NextToken: page.next };
}

const operations: Operations = { DescribeAutoScalingInstances: describeInstances, DescribeAutoScalingGroups: describeGroups };

export const autoScaling: Service = { wire: queryWire(() => import('@aws-sdk/client-auto-scaling'), 'query'), operations };
