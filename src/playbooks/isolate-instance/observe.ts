/** The present value of everything that isolating changes, in the words of its steps; and what a call needs that exists only when it is made. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import { readInstance, tagsOf } from '../instances/read-instance.ts';
import { memberOf, readMember } from '../instances/traffic.ts';
import { STATE_TAG } from './evidence-steps.ts';
import { associationOf, denyState } from './identity-steps.ts';
import { guardState, snapshotState } from './observe-evidence.ts';
import { QUARANTINE, quarantineGroup, ruleIds } from './quarantine-group.ts';
import type { IsolateRead, IsolateStep, IsolateWrites } from './reads.ts';

type Input = Record<string, unknown>;
type Observe = (input: Input, read: IsolateRead) => Promise<string>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');
const first = (value: unknown) => (Array.isArray(value) ? text(value[0]) : '');

async function tagged({ Resources }: Input, read: IsolateRead): Promise<string> {
  const instance = await readInstance(read, first(Resources));
  if (!instance) return 'gone';
  return tagsOf(instance.Tags)[STATE_TAG] === 'isolated' ? 'tagged' : 'not tagged';
}

async function membership({ InstanceIds }: Input, read: IsolateRead): Promise<string> {
  const member = await memberOf(read, first(InstanceIds));
  return member ? `in ${member.group}` : 'in no group';
}

async function processes({ AutoScalingGroupName: name, ScalingProcesses: wanted }: Input, read: IsolateRead): Promise<string> {
  const { AutoScalingGroups: groups } = await read('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [text(name)] });
  const suspended = new Set((groups?.[0]?.SuspendedProcesses ?? []).map(({ ProcessName }) => ProcessName));
  return Array.isArray(wanted) && wanted.every((each) => suspended.has(text(each))) ? 'suspended' : 'replaces';
}

async function scaleIn({ InstanceIds }: Input, read: IsolateRead): Promise<string> {
  const member = await readMember(read, first(InstanceIds));
  if (!member) return 'in no group';
  return member.protectedFromScaleIn ? 'protected' : 'not protected';
}

async function inTargetGroup({ TargetGroupArn, Targets }: Input, read: IsolateRead): Promise<string> {
  const ids = new Set((Array.isArray(Targets) ? Targets : []).map(({ Id }: { Id: string }) => Id));
  const { TargetHealthDescriptions: all } = await read('elasticloadbalancing:DescribeTargetHealth', {
    TargetGroupArn: text(TargetGroupArn),
  });
  const mine = all?.filter(
    ({ Target, TargetHealth }) => ids.has(Target?.Id ?? '') && !/^(?:draining|unused)$/.test(TargetHealth?.State ?? ''),
  );
  return mine?.length ? 'registered' : 'not registered';
}

async function inClassic({ LoadBalancerName, Instances }: Input, read: IsolateRead): Promise<string> {
  const id = (Instances as { InstanceId: string }[])[0]?.InstanceId;
  const { LoadBalancerDescriptions: all } = await read('elasticloadbalancing:DescribeLoadBalancers', {
    LoadBalancerNames: [text(LoadBalancerName)],
  });
  return all?.[0]?.Instances?.some(({ InstanceId }) => InstanceId === id) ? 'registered' : 'not registered';
}

async function groupThere({ VpcId }: Input, read: IsolateRead): Promise<string> {
  return (await quarantineGroup(read, text(VpcId))) ? 'present' : 'absent';
}

const emptied =
  (egress: boolean): Observe =>
  async ({ VpcId }, read) => {
    const group = await quarantineGroup(read, text(VpcId));
    return group?.GroupId && (await ruleIds(read, group.GroupId, egress)).length === 0 ? 'empty' : 'open';
  };

async function interfaceOf(id: string, read: IsolateRead) {
  try {
    return (await read('ec2:DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] })).NetworkInterfaces?.[0];
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'InvalidNetworkInterfaceID.NotFound') return undefined;
    throw error;
  }
}

async function interfaceState(input: Input, read: IsolateRead): Promise<string> {
  const found = await interfaceOf(text(input.NetworkInterfaceId), read);
  if (!found) return 'gone';
  if ('AssociatePublicIpAddress' in input) return found.Association?.PublicIp ?? 'no address';
  const groups = found.Groups ?? [];
  if (groups.length === 1 && groups[0]?.GroupName === QUARANTINE) return QUARANTINE;
  return groups
    .flatMap(({ GroupId }) => GroupId ?? [])
    .sort()
    .join(', ');
}

async function address({ NetworkInterfaceId }: Input, read: IsolateRead): Promise<string> {
  const found = await interfaceOf(text(NetworkInterfaceId), read);
  return found ? (found.Association?.PublicIp ?? 'no address') : 'gone';
}

async function aclEntry({ NetworkAclId, RuleNumber, Egress, CidrBlock, Ipv6CidrBlock }: Input, read: IsolateRead): Promise<string> {
  const { NetworkAcls: acls } = await read('ec2:DescribeNetworkAcls', { NetworkAclIds: [text(NetworkAclId)] });
  const entry = acls?.[0]?.Entries?.find((each) => each.RuleNumber === RuleNumber && each.Egress === Egress);
  if (!entry) return 'free';
  const cidr = text(CidrBlock ?? Ipv6CidrBlock);
  const ours = entry.RuleAction === 'deny' && (entry.CidrBlock ?? entry.Ipv6CidrBlock) === cidr;
  return ours ? `denies ${cidr.split('/')[0]}` : 'taken by another rule';
}

async function profileState({ InstanceId }: Input, read: IsolateRead): Promise<string> {
  const association = await associationOf(read, text(InstanceId));
  if (!association) return 'no profile';
  return association.state === 'disassociating' ? 'going' : association.profile;
}

const denied: Observe = (input, read) => denyState(read, input);

const observers: Record<IsolateWrites, Observe> = {
  'autoscaling:DetachInstances': membership,
  'autoscaling:ResumeProcesses': processes,
  'autoscaling:SetInstanceProtection': scaleIn,
  'autoscaling:SuspendProcesses': processes,
  'ec2:AssociateAddress': address,
  'ec2:AssociateIamInstanceProfile': profileState,
  'ec2:CreateNetworkAclEntry': aclEntry,
  'ec2:CreateSecurityGroup': groupThere,
  'ec2:CreateSnapshots': snapshotState,
  'ec2:CreateTags': tagged,
  'ec2:DeleteNetworkAclEntry': aclEntry,
  'ec2:DeleteTags': tagged,
  'ec2:DisassociateAddress': address,
  'ec2:DisassociateIamInstanceProfile': profileState,
  'ec2:ModifyInstanceAttribute': guardState,
  'ec2:ModifyNetworkInterfaceAttribute': interfaceState,
  'ec2:RevokeSecurityGroupEgress': emptied(true),
  'ec2:RevokeSecurityGroupIngress': emptied(false),
  'elasticloadbalancing:DeregisterInstancesFromLoadBalancer': inClassic,
  'elasticloadbalancing:DeregisterTargets': inTargetGroup,
  'elasticloadbalancing:RegisterInstancesWithLoadBalancer': inClassic,
  'elasticloadbalancing:RegisterTargets': inTargetGroup,
  'iam:DeleteRolePolicy': denied,
  'iam:PutRolePolicy': denied,
};

export function observe({ call, input }: IsolateStep, read: IsolateRead): Promise<string> {
  return observers[call](input, read);
}
