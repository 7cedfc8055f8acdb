/** Who sends an instance work: its Auto Scaling group and target groups, and how many healthy peers would remain. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { Read } from '../domain/aws-calls.ts';
import type { InstanceContext } from '../domain/context.ts';

export const balancingReads = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
] as const;
export type BalancingReads = (typeof balancingReads)[number];

/** Each one is a call; an account with more in one VPC is asked about its first ones only. */
const MOST_TARGET_GROUPS = 20;

export async function inAutoScaling(read: Read<BalancingReads>, instanceId: string) {
  const { AutoScalingInstances: found } = await read('autoscaling:DescribeAutoScalingInstances', { InstanceIds: [instanceId] });
  const member = found?.[0];
  if (!member?.AutoScalingGroupName) return undefined;
  const name = member.AutoScalingGroupName;
  const { AutoScalingGroups: groups } = await read('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [name] });
  const peers = groups?.[0]?.Instances ?? [];
  const healthy = peers.filter((peer) => peer.HealthStatus?.toLowerCase() === 'healthy' && peer.LifecycleState === 'InService').length;
  return {
    group: { group: name, lifecycle: member.LifecycleState ?? 'unknown', healthy, size: groups?.[0]?.DesiredCapacity ?? peers.length },
    targetGroups: groups?.[0]?.TargetGroupARNs ?? [],
  };
}

async function targetGroupsIn(read: Read<BalancingReads>, vpc: string | undefined): Promise<string[]> {
  const { TargetGroups: found } = await read('elasticloadbalancing:DescribeTargetGroups', {});
  return (found ?? []).filter((group) => group.VpcId === vpc).flatMap((group) => group.TargetGroupArn ?? []);
}

export async function behindLoadBalancers(
  read: Read<BalancingReads>,
  instance: Instance,
  known: string[] | undefined,
): Promise<InstanceContext['loadBalancers']> {
  const arns = known?.length ? known : await targetGroupsIn(read, instance.VpcId);
  // Targets are registered by instance id or by address.
  const ids = new Set([instance.InstanceId, ...(instance.NetworkInterfaces ?? []).map((one) => one.PrivateIpAddress)]);
  const found = await Promise.all(
    arns.slice(0, MOST_TARGET_GROUPS).map(async (arn) => {
      const { TargetHealthDescriptions: targets = [] } = await read('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn: arn });
      const mine = targets.find((target) => ids.has(target.Target?.Id));
      if (!mine) return [];
      const healthyPeers = targets.filter((target) => target !== mine && target.TargetHealth?.State === 'healthy').length;
      // arn:…:targetgroup/<name>/<id>
      return [{ targetGroup: arn.split('/')[1] ?? arn, health: mine.TargetHealth?.State ?? 'unknown', healthyPeers }];
    }),
  );
  return found.flat();
}
