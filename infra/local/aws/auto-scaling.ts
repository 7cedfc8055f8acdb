/** Simulated Auto Scaling groups and the instances in them. */
import type * as client from '@aws-sdk/client-auto-scaling';
import { type Call, iso, pageOf } from './call.ts';
import { newInstance } from './defaults.ts';
import { resourceId } from './ids.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';
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

/** How long a replacement takes to come up. */
const LAUNCH = 3 * 60_000;

function groupOf(call: Call, name: string | undefined): AutoScalingGroup {
  const held = Object.hasOwn(call.region.autoScalingGroups, name ?? '') ? call.region.autoScalingGroups[name ?? ''] : undefined;
  if (!held) throw new AwsError('ValidationError', 'AutoScalingGroup name not found - null');
  return held;
}

function memberOf(group: AutoScalingGroup, id: string) {
  const member = Object.hasOwn(group.instances, id) ? group.instances[id] : undefined;
  if (!member) throw new AwsError('ValidationError', `The instance ${id} is not part of Auto Scaling group ${group.name}.`);
  return member;
}

function leave(call: Call, group: AutoScalingGroup, id: string): void {
  delete group.instances[id];
  for (const arn of group.targetGroups) delete call.region.targetGroups[arn]?.targets[id];
}

/** Without a decrement the group starts another one of the same kind. */
function replace(call: Call, group: AutoScalingGroup, like: string): void {
  if (group.suspended.includes('Launch')) return;
  const id = resourceId('i', group.name, like, String(call.now));
  const model = call.region.instances[like];
  const made = newInstance(call.accountId, call.regionName, id, call.now);
  const { profile, type, image, tags } = model ?? made;
  const copied = { type, image, tags: { ...tags }, launchTime: iso(call.now), ...(profile && { profile }) };
  call.region.instances[id] = { ...made, ...copied, state: 'pending', becomes: { state: 'running', at: iso(call.now + LAUNCH) } };
  group.instances[id] = { lifecycle: 'InService', healthy: true, protected: false };
  for (const arn of group.targetGroups) {
    const targets = call.region.targetGroups[arn];
    if (targets) targets.targets[id] = { port: targets.port, health: 'initial' };
  }
}

function activity(call: Call, group: AutoScalingGroup, id: string): object {
  return {
    ActivityId: resourceId('act', id, String(call.now)),
    AutoScalingGroupName: group.name,
    Cause: `a call at ${iso(call.now)} asked for it`,
    StartTime: iso(call.now),
    StatusCode: 'InProgress',
  };
}

function detachInstances(call: Call, input: client.DetachInstancesCommandInput): object {
  const group = groupOf(call, input.AutoScalingGroupName);
  const ids = input.InstanceIds ?? [];
  for (const id of ids) {
    const { lifecycle } = memberOf(group, id);
    if (lifecycle !== 'InService')
      throw new AwsError('ValidationError', `The instance ${id} is not in InService or EnteringStandby or Standby.`);
  }
  if (input.ShouldDecrementDesiredCapacity && group.desired - ids.length < group.min) {
    throw new AwsError(
      'ValidationError',
      `Currently, desiredSize equals ${group.desired}. Terminating instances without replacement will violate the group's min size constraint.`,
    );
  }
  for (const id of ids) {
    leave(call, group, id);
    if (input.ShouldDecrementDesiredCapacity) group.desired -= 1;
    else replace(call, group, id);
  }
  return { Activities: ids.map((id) => activity(call, group, id)) };
}

function suspendProcesses(call: Call, input: client.SuspendProcessesCommandInput): object {
  const group = groupOf(call, input.AutoScalingGroupName);
  group.suspended = [...new Set([...group.suspended, ...(input.ScalingProcesses ?? [])])];
  return {};
}

function resumeProcesses(call: Call, input: client.ResumeProcessesCommandInput): object {
  const group = groupOf(call, input.AutoScalingGroupName);
  group.suspended = group.suspended.filter((name) => !(input.ScalingProcesses ?? []).includes(name));
  return {};
}

function setInstanceProtection(call: Call, input: client.SetInstanceProtectionCommandInput): object {
  const group = groupOf(call, input.AutoScalingGroupName);
  for (const id of input.InstanceIds ?? []) {
    const member = memberOf(group, id);
    if (!/^(?:InService|EnteringStandby|Standby)$/.test(member.lifecycle))
      throw new AwsError('ValidationError', `The instance ${id} is not in InService or EnteringStandby or Standby.`);
    member.protected = input.ProtectedFromScaleIn === true;
  }
  return {};
}

function terminateInGroup(call: Call, input: client.TerminateInstanceInAutoScalingGroupCommandInput): object {
  const id = input.InstanceId ?? '';
  const group = Object.values(call.region.autoScalingGroups).find(({ instances }) => Object.hasOwn(instances, id));
  const instance = call.region.instances[id];
  if (!group || !instance)
    throw new AwsError('ValidationError', `Instance Id not found - No managed instance found for instance ID: ${id}`);
  leave(call, group, id);
  instance.state = 'shutting-down';
  instance.becomes = { state: 'terminated', at: iso(call.now + 90_000) };
  if (!input.ShouldDecrementDesiredCapacity) replace(call, group, id);
  else group.desired -= 1;
  return { Activity: activity(call, group, id) };
}

const operations: Operations = {
  DetachInstances: detachInstances,
  SuspendProcesses: suspendProcesses,
  ResumeProcesses: resumeProcesses,
  SetInstanceProtection: setInstanceProtection,
  TerminateInstanceInAutoScalingGroup: terminateInGroup,
  DescribeAutoScalingInstances: describeInstances,
  DescribeAutoScalingGroups: describeGroups,
};

export const autoScaling: Service = { wire: queryWire(() => import('@aws-sdk/client-auto-scaling'), 'query'), operations };
