/** The present value of who sends an instance work: its Auto Scaling group and its load balancers. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import { memberOf, readMember } from '../instances/traffic.ts';
import type { IsolateRead } from './reads.ts';

type Input = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const first = (value: unknown) => (Array.isArray(value) ? text(value[0]) : '');

/** "gone" when the load balancer, or its target group, was deleted. */
async function orGone(seen: Promise<string>): Promise<string> {
  try {
    return await seen;
  } catch (error) {
    if (error instanceof AwsCallError && /^(?:TargetGroupNotFound|LoadBalancerNotFound|AccessPointNotFound)/.test(error.code))
      return 'gone';
    throw error;
  }
}

export async function membership({ InstanceIds }: Input, read: IsolateRead): Promise<string> {
  const member = await memberOf(read, first(InstanceIds));
  return member ? `in ${member.group}` : 'in no group';
}

export async function processes({ AutoScalingGroupName: name, ScalingProcesses: wanted }: Input, read: IsolateRead): Promise<string> {
  const { AutoScalingGroups: groups } = await read('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [text(name)] });
  const suspended = new Set((groups?.[0]?.SuspendedProcesses ?? []).map(({ ProcessName }) => ProcessName));
  return Array.isArray(wanted) && wanted.every((each) => suspended.has(text(each))) ? 'suspended' : 'replaces';
}

export async function scaleIn({ InstanceIds }: Input, read: IsolateRead): Promise<string> {
  const member = await readMember(read, first(InstanceIds));
  if (!member) return 'in no group';
  return member.protectedFromScaleIn ? 'protected' : 'not protected';
}

async function targetState({ TargetGroupArn, Targets }: Input, read: IsolateRead): Promise<string> {
  const ids = new Set((Array.isArray(Targets) ? Targets : []).map(({ Id }: { Id: string }) => Id));
  const { TargetHealthDescriptions: all } = await read('elasticloadbalancing:DescribeTargetHealth', {
    TargetGroupArn: text(TargetGroupArn),
  });
  const mine = all?.filter(
    // One that is stopped is unused, and registered all the same.
    ({ Target, TargetHealth }) =>
      ids.has(Target?.Id ?? '') && TargetHealth?.State !== 'draining' && TargetHealth?.Reason !== 'Target.NotRegistered',
  );
  return mine?.length ? 'registered' : 'not registered';
}

async function classicState({ LoadBalancerName, Instances }: Input, read: IsolateRead): Promise<string> {
  const id = (Instances as { InstanceId: string }[])[0]?.InstanceId;
  const { LoadBalancerDescriptions: all } = await read('elasticloadbalancing:DescribeLoadBalancers', {
    LoadBalancerNames: [text(LoadBalancerName)],
  });
  return all?.[0]?.Instances?.some(({ InstanceId }) => InstanceId === id) ? 'registered' : 'not registered';
}

export const inTargetGroup = (input: Input, read: IsolateRead) => orGone(targetState(input, read));
export const inClassic = (input: Input, read: IsolateRead) => orGone(classicState(input, read));
