/** The contract about Auto Scaling groups and load balancers of both kinds. */
import { expect } from 'vitest';
import { NOBODY, type On, row } from './row.ts';

async function groupOf({ call, facts }: On) {
  const { AutoScalingGroups } = await call('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [facts.scalingGroup] });
  return AutoScalingGroups?.[0];
}

const membersOf = async (on: On) => (await groupOf(on))?.Instances?.flatMap(({ InstanceId }) => InstanceId ?? []) ?? [];

export const scalingRows = [
  row(
    ['autoscaling:DescribeAutoScalingInstances', 'autoscaling:DescribeAutoScalingGroups'],
    'the group of an instance, its size and its members; nothing for a stranger',
    async (on) => {
      const { call, facts } = on;
      const [member = ''] = await membersOf(on);
      const { AutoScalingInstances } = await call('autoscaling:DescribeAutoScalingInstances', { InstanceIds: [member] });
      expect(AutoScalingInstances).toMatchObject([{ AutoScalingGroupName: facts.scalingGroup, LifecycleState: 'InService' }]);
      expect(await groupOf(on)).toMatchObject({ MinSize: 1, MaxSize: 4, DesiredCapacity: 2, SuspendedProcesses: [] });
      const stranger = await call('autoscaling:DescribeAutoScalingInstances', { InstanceIds: [NOBODY.instance] });
      expect(stranger.AutoScalingInstances).toEqual([]);
    },
  ),
  row(['autoscaling:SuspendProcesses', 'autoscaling:ResumeProcesses'], 'processes rest, and go on', async (on) => {
    const processes = { AutoScalingGroupName: on.facts.scalingGroup, ScalingProcesses: ['Terminate'] };
    const resting = async () => (await groupOf(on))?.SuspendedProcesses?.map(({ ProcessName }) => ProcessName);
    for (let time = 0; time < 2; time += 1) await on.call('autoscaling:SuspendProcesses', processes);
    expect(await resting()).toEqual(['Terminate']);
    await on.call('autoscaling:ResumeProcesses', processes);
    expect(await resting()).toEqual([]);
  }),
  row('autoscaling:SetInstanceProtection', 'a member is kept from scale-in', async (on) => {
    const [member = ''] = await membersOf(on);
    const wanted = { AutoScalingGroupName: on.facts.scalingGroup, InstanceIds: [member] };
    for (const ProtectedFromScaleIn of [true, false]) {
      await on.call('autoscaling:SetInstanceProtection', { ...wanted, ProtectedFromScaleIn });
      expect((await groupOf(on))?.Instances?.[0]?.ProtectedFromScaleIn).toBe(ProtectedFromScaleIn);
    }
  }),
  row('autoscaling:DetachInstances', 'with a decrement the group shrinks', async (on) => {
    const [member = '', ...rest] = await membersOf(on);
    const wanted = { AutoScalingGroupName: on.facts.scalingGroup, InstanceIds: [member], ShouldDecrementDesiredCapacity: true };
    await on.call('autoscaling:DetachInstances', wanted);
    expect(await membersOf(on)).toEqual(rest);
    expect((await groupOf(on))?.DesiredCapacity).toBe(1);
  }),
  row('autoscaling:TerminateInstanceInAutoScalingGroup', 'a member goes and is replaced', async (on) => {
    const [member = ''] = await membersOf(on);
    const wanted = { InstanceId: member, ShouldDecrementDesiredCapacity: false };
    await on.call('autoscaling:TerminateInstanceInAutoScalingGroup', wanted);
    await on.settle(300);
    const after = await membersOf(on);
    expect(after).not.toContain(member);
    expect(after).toHaveLength(1);
  }),
  row(
    'autoscaling:DetachInstances',
    'ValidationError for a stranger',
    async (on) => {
      const wanted = { AutoScalingGroupName: on.facts.scalingGroup, InstanceIds: [NOBODY.instance], ShouldDecrementDesiredCapacity: false };
      expect(await on.refusal('autoscaling:DetachInstances', wanted)).toBe('ValidationError');
    },
    { differs: 'moto says nothing' },
  ),
  row(
    'autoscaling:DetachInstances',
    'ValidationError below the smallest size',
    async (on) => {
      const [member = ''] = await membersOf(on);
      const wanted = { AutoScalingGroupName: on.facts.scalingGroup, InstanceIds: [member], ShouldDecrementDesiredCapacity: true };
      expect(await on.refusal('autoscaling:DetachInstances', wanted)).toBe('ValidationError');
    },
    { differs: 'moto lets the group shrink further' },
  ),
  row(
    ['elasticloadbalancing:DescribeTargetGroups', 'elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DescribeTargetHealth'],
    'a target is registered and shown with its port',
    async ({ call, facts, refusal }) => {
      const TargetGroupArn = facts.targetGroup;
      const { TargetGroups } = await call('elasticloadbalancing:DescribeTargetGroups', {});
      expect(TargetGroups).toMatchObject([{ TargetGroupArn, TargetGroupName: 'web', Port: 80, VpcId: facts.vpc }]);
      for (let time = 0; time < 2; time += 1)
        await call('elasticloadbalancing:RegisterTargets', { TargetGroupArn, Targets: [{ Id: facts.instance }] });
      const { TargetHealthDescriptions } = await call('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn });
      expect(TargetHealthDescriptions).toMatchObject([
        { Target: { Id: facts.instance, Port: 80 }, TargetHealth: { State: expect.any(String) } },
      ]);
      const none = TargetGroupArn.replace(/[^/]*$/, '0000000000000000');
      expect(await refusal('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn: none })).toBe('TargetGroupNotFound');
    },
  ),
  row(
    'elasticloadbalancing:DeregisterTargets',
    'a target leaves, without an error the second time',
    async ({ call, facts, settle }) => {
      const TargetGroupArn = facts.targetGroup;
      for (let time = 0; time < 2; time += 1)
        await call('elasticloadbalancing:DeregisterTargets', { TargetGroupArn, Targets: [{ Id: facts.instance }] });
      await settle(300);
      const { TargetHealthDescriptions } = await call('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn });
      expect(TargetHealthDescriptions).toEqual([]);
    },
    { differs: 'moto says InvalidTarget the second time' },
  ),
  row(
    [
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:RegisterInstancesWithLoadBalancer',
      'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
    ],
    'instances behind a classic load balancer come and go',
    async ({ call, facts }) => {
      const change = { LoadBalancerName: facts.balancer, Instances: [{ InstanceId: facts.instance }] };
      const behind = async () =>
        (await call('elasticloadbalancing:DescribeLoadBalancers', { LoadBalancerNames: [facts.balancer] })).LoadBalancerDescriptions?.[0]
          ?.Instances;
      await call('elasticloadbalancing:RegisterInstancesWithLoadBalancer', change);
      expect(await behind()).toEqual(change.Instances);
      await call('elasticloadbalancing:DeregisterInstancesFromLoadBalancer', change);
      expect(await behind()).toEqual([]);
    },
  ),
  row(
    ['elasticloadbalancing:DescribeTags', 'elasticloadbalancing:DescribeLoadBalancerTags'],
    'the tags of a target group, by its ARN, and of a classic load balancer, by its name',
    async ({ call, facts }) => {
      const ofGroup = await call('elasticloadbalancing:DescribeTags', { ResourceArns: [facts.targetGroup] });
      expect(ofGroup.TagDescriptions).toMatchObject([{ ResourceArn: facts.targetGroup }]);
      const ofBalancer = await call('elasticloadbalancing:DescribeLoadBalancerTags', { LoadBalancerNames: [facts.balancer] });
      expect(ofBalancer.TagDescriptions).toMatchObject([{ LoadBalancerName: facts.balancer }]);
      for (const { TagDescriptions } of [ofGroup, ofBalancer]) expect(TagDescriptions?.[0]?.Tags ?? []).toEqual([]);
    },
  ),
  row('elasticloadbalancing:DescribeLoadBalancers', 'an error for no such balancer', async ({ refusal }) => {
    const LoadBalancerNames = [NOBODY.name];
    expect(await refusal('elasticloadbalancing:DescribeLoadBalancers', { LoadBalancerNames })).toMatch(
      /^(LoadBalancerNotFound|AccessPointNotFound)$/,
    );
  }),
];
