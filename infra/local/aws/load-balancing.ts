/** Simulated load balancer target groups and the health of what is in them. */
import type * as client from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Call, pageOf, tagList } from './call.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';
import type { TargetGroup } from './world.ts';

function targetGroupOf(call: Call, arn: string | undefined): TargetGroup {
  const found = Object.hasOwn(call.region.targetGroups, arn ?? '') ? call.region.targetGroups[arn ?? ''] : undefined;
  if (!found) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  return found;
}

function describeTargetGroups(call: Call, input: client.DescribeTargetGroupsCommandInput): object {
  const arns = input.TargetGroupArns ?? [];
  const groups = arns.length > 0 ? arns.map((arn) => targetGroupOf(call, arn)) : Object.values(call.region.targetGroups);
  const wanted = groups
    .filter(({ name }) => !input.Names?.length || input.Names.includes(name))
    .filter(({ loadBalancers }) => !input.LoadBalancerArn || loadBalancers.includes(input.LoadBalancerArn));
  if (input.Names?.length && wanted.length === 0) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
  const page = pageOf(wanted, input.PageSize, input.Marker);
  const shown = page.items.map((group) => ({
    TargetGroupArn: group.arn,
    TargetGroupName: group.name,
    Protocol: group.protocol,
    Port: group.port,
    VpcId: group.vpc,
    TargetType: 'instance',
    LoadBalancerArns: group.loadBalancers,
    HealthCheckEnabled: true,
    HealthCheckProtocol: group.protocol,
    HealthCheckPath: '/health',
  }));
  return { TargetGroups: shown, NextMarker: page.next };
}

function describeTargetHealth(call: Call, input: client.DescribeTargetHealthCommandInput): object {
  const group = targetGroupOf(call, input.TargetGroupArn);
  const asked = input.Targets?.map((target) => target.Id);
  const registered = Object.entries(group.targets).filter(([id]) => !asked?.length || asked.includes(id));
  const shown = registered.map(([Id, { port, health }]) => ({
    Target: { Id, Port: port },
    HealthCheckPort: String(port),
    TargetHealth: { State: health },
  }));
  const strangers = (asked ?? []).filter((id) => id !== undefined && !Object.hasOwn(group.targets, id));
  const unused = strangers.map((Id) => ({
    Target: { Id },
    TargetHealth: { State: 'unused', Reason: 'Target.NotRegistered', Description: 'Target is not registered to the target group' },
  }));
  return { TargetHealthDescriptions: [...shown, ...unused] };
}

function describeTags(call: Call, input: client.DescribeTagsCommandInput): object {
  const shown = (input.ResourceArns ?? []).map((ResourceArn) => ({
    ResourceArn,
    Tags: tagList(targetGroupOf(call, ResourceArn).tags ?? {}),
  }));
  return { TagDescriptions: shown };
}

function deregisterTargets(call: Call, input: client.DeregisterTargetsCommandInput): object {
  const group = targetGroupOf(call, input.TargetGroupArn);
  // A target that is not there is no error.
  for (const { Id = '' } of input.Targets ?? []) delete group.targets[Id];
  return {};
}

function registerTargets(call: Call, input: client.RegisterTargetsCommandInput): object {
  const group = targetGroupOf(call, input.TargetGroupArn);
  for (const { Id = '', Port = group.port } of input.Targets ?? []) group.targets[Id] ??= { port: Port, health: 'healthy' };
  return {};
}

const operations: Operations = {
  DeregisterTargets: deregisterTargets,
  RegisterTargets: registerTargets,
  DescribeTags: describeTags,
  DescribeTargetGroups: describeTargetGroups,
  DescribeTargetHealth: describeTargetHealth,
};

export const loadBalancing: Service = { wire: queryWire(() => import('@aws-sdk/client-elastic-load-balancing-v2'), 'query'), operations };
