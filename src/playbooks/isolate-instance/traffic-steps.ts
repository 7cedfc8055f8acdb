/** Out of what sends it work and out of what would end it: its Auto Scaling group before the cut, then load balancers. */
import { type Balanced, type Balancing, balancerId, type Member } from '../instances/traffic.ts';
import type { IsolateStep } from './reads.ts';

/** What a group does to a member that fails its health checks, or to even out its zones. */
const ENDING = ['ReplaceUnhealthy', 'AZRebalance'];

function detachStep(id: string, { group, balancers, suspended }: Member): IsolateStep {
  return {
    id: `detach ${id}`,
    why: `take it out of Auto Scaling group ${group}, which would end it once it is cut; ${suspended.includes('Launch') ? 'no replacement starts' : 'a replacement starts'}`,
    call: 'autoscaling:DetachInstances',
    // What the group's members are behind goes along, so that it can be looked at.
    input: { InstanceIds: [id], AutoScalingGroupName: group, ShouldDecrementDesiredCapacity: false, Balancers: balancers },
    before: `in ${group}`,
    after: 'in no group',
    undo: {
      notUndone: suspended.includes('Launch')
        ? 'attaching it again would make the group larger'
        : 'the group has a replacement by then; attaching it again would make the group larger',
    },
    goesOn: true,
  };
}

/** For all its members: those that fail meanwhile are not replaced either. */
function suspendStep({ group, suspended }: Member): IsolateStep[] {
  const processes = ENDING.filter((name) => !suspended.includes(name));
  if (processes.length === 0) return [];
  const input = { AutoScalingGroupName: group, ScalingProcesses: processes };
  return [
    {
      id: `suspend ${group}`,
      why: `keep Auto Scaling group ${group} from replacing what is unhealthy`,
      call: 'autoscaling:SuspendProcesses',
      input,
      before: 'replaces',
      after: 'suspended',
      undo: { call: 'autoscaling:ResumeProcesses', input },
      goesOn: true,
    },
  ];
}

function protectStep(id: string, { group, protectedFromScaleIn }: Member): IsolateStep[] {
  if (protectedFromScaleIn) return [];
  const place = { InstanceIds: [id], AutoScalingGroupName: group };
  return [
    {
      id: `hold ${id} in ${group}`,
      why: `protect it from group ${group} scaling in`,
      call: 'autoscaling:SetInstanceProtection',
      input: { ...place, ProtectedFromScaleIn: true },
      before: 'not protected',
      after: 'protected',
      undo: { call: 'autoscaling:SetInstanceProtection', input: { ...place, ProtectedFromScaleIn: false } },
      goesOn: true,
    },
  ];
}

export type Treatment = 'detached' | 'left' | 'held' | 'lost';

/** A member on standby is not health-checked, and taking it out could make the group end others; one that is being ended cannot be kept. */
export function treatmentOf({ lifecycle }: Member): Treatment {
  if (lifecycle === 'InService') return 'detached';
  if (lifecycle === 'Standby') return 'left';
  return /Terminat/.test(lifecycle) ? 'lost' : 'held';
}

function groupSteps(id: string, member: Member | undefined): IsolateStep[] {
  if (!member) return [];
  const treatment = treatmentOf(member);
  if (treatment === 'detached') return [detachStep(id, member)];
  // Auto Scaling protects no member that is still on its way in.
  const protect = /Standby$/.test(member.lifecycle) ? protectStep(id, member) : [];
  return treatment === 'held' ? [...suspendStep(member), ...protect] : protect;
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
export function trafficSteps(id: string, member: Member | undefined, { all }: Balancing, spared: ReadonlySet<string>): IsolateStep[] {
  const detached = member && treatmentOf(member) === 'detached' ? member.balancers : [];
  const others = all.filter((each) => !detached.includes(balancerId(each)) && !spared.has(balancerId(each)));
  return [...groupSteps(id, member), ...others.map((each) => leaveStep(id, each))];
}
