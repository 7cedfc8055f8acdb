/** Out of what sends it work and out of what would end it: its Auto Scaling group before the cut, then load balancers. */
import type { Balanced, Balancing, Member } from '../instances/traffic.ts';
import type { IsolateStep } from './reads.ts';

/** What a group does to a member that fails its health checks, or to even out its zones. */
const ENDING = ['ReplaceUnhealthy', 'AZRebalance'];

function detachStep(id: string, group: string): IsolateStep {
  return {
    id: `detach ${id}`,
    why: `take it out of Auto Scaling group ${group}, which would end it once it is cut; a replacement starts`,
    call: 'autoscaling:DetachInstances',
    input: { InstanceIds: [id], AutoScalingGroupName: group, ShouldDecrementDesiredCapacity: false },
    before: `in ${group}`,
    after: 'in no group',
    undo: { notUndone: 'the group has a replacement by then; attaching it again would make the group larger' },
    goesOn: true,
  };
}

/** A member that cannot be taken out now: the group is kept from ending it. */
function holdSteps(id: string, { group, suspended, protectedFromScaleIn }: Member): IsolateStep[] {
  const processes = ENDING.filter((name) => !suspended.includes(name));
  const hold: IsolateStep = {
    id: `suspend ${group}`,
    why: `keep Auto Scaling group ${group} from replacing what is unhealthy`,
    call: 'autoscaling:SuspendProcesses',
    input: { AutoScalingGroupName: group, ScalingProcesses: processes },
    before: 'replaces',
    after: 'suspended',
    undo: { call: 'autoscaling:ResumeProcesses', input: { AutoScalingGroupName: group, ScalingProcesses: processes } },
    goesOn: true,
  };
  const place = { InstanceIds: [id], AutoScalingGroupName: group };
  const protect: IsolateStep = {
    id: `hold ${id} in ${group}`,
    why: `protect it from the group's scaling in`,
    call: 'autoscaling:SetInstanceProtection',
    input: { ...place, ProtectedFromScaleIn: true },
    before: 'not protected',
    after: 'protected',
    undo: { call: 'autoscaling:SetInstanceProtection', input: { ...place, ProtectedFromScaleIn: false } },
    goesOn: true,
  };
  return [...(processes.length > 0 ? [hold] : []), ...(protectedFromScaleIn ? [] : [protect])];
}

function groupSteps(id: string, member: Member | undefined): IsolateStep[] {
  if (!member) return [];
  // A member on standby is not health-checked; taking it out could make the group end others.
  if (member.lifecycle === 'Standby') return [];
  return member.lifecycle === 'InService' ? [detachStep(id, member.group)] : holdSteps(id, member);
}

function leaveStep(id: string, { name, at }: Balanced): IsolateStep {
  const common = { before: 'registered', after: 'not registered', goesOn: true };
  if ('TargetGroupArn' in at) {
    return {
      ...common,
      id: `deregister from ${at.TargetGroupArn}`,
      why: `take it out of ${name}`,
      call: 'elasticloadbalancing:DeregisterTargets',
      input: { ...at },
      undo: { call: 'elasticloadbalancing:RegisterTargets', input: { ...at }, words: 'registers it again' },
    };
  }
  const input = { ...at, Instances: [{ InstanceId: id }] };
  return {
    ...common,
    id: `deregister from ${at.LoadBalancerName}`,
    why: `take it out of ${name}`,
    call: 'elasticloadbalancing:DeregisterInstancesFromLoadBalancer',
    input,
    undo: { call: 'elasticloadbalancing:RegisterInstancesWithLoadBalancer', input, words: 'registers it again' },
  };
}

/** Detaching takes it out of the group's own load balancers, too. */
export function trafficSteps(id: string, member: Member | undefined, { all }: Balancing): IsolateStep[] {
  const detached = member?.lifecycle === 'InService' ? member.balancers : [];
  const nameOf = ({ at }: Balanced) => ('TargetGroupArn' in at ? at.TargetGroupArn : at.LoadBalancerName);
  const others = all.filter((each) => !detached.includes(nameOf(each)));
  return [...groupSteps(id, member), ...others.map((each) => leaveStep(id, each))];
}
