/** The present value of everything that isolating changes, in the words of its steps. */
import { readInstance, tagsOf } from '../instances/read-instance.ts';
import { STATE_TAG } from './evidence-steps.ts';
import { associationOf, denyState } from './identity-steps.ts';
import { guardState, snapshotState } from './observe-evidence.ts';
import { aclEntry, address, emptied, groupThere, interfaceState } from './observe-network.ts';
import { inClassic, inTargetGroup, membership, processes, scaleIn } from './observe-traffic.ts';
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

/** To what is not there any more nothing can be given back: no reason to keep the rest. */
export async function observe({ id, call, input, after }: IsolateStep, read: IsolateRead): Promise<string> {
  const seen = await observers[call](input, read);
  return seen === 'gone' && id.startsWith('undo ') ? after : seen;
}
