/** What people see before an instance goes for good: what is lost, what is kept, what it takes to build another one. */
import { createHash } from 'node:crypto';
import type { Instance } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Warning } from '../../domain/plan.ts';
import type { Evidence } from './evidence.ts';
import { age, clusterOf, hasInstanceStore, stackOf, tagsOf } from './read-instance.ts';
import type { Member } from './traffic.ts';

export interface Doomed {
  instance: Instance;
  evidence: Evidence;
  member: Member | undefined;
  userData: string;
  now: number;
}

/** A hash of the start script, so that a rebuild can be compared with it. */
export async function userDataHash(read: Read<'ec2:DescribeInstanceAttribute'>, id: string): Promise<string> {
  try {
    const { UserData: data } = await read('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: 'userData' });
    return data?.Value ? `sha256 ${createHash('sha256').update(data.Value, 'base64').digest('hex').slice(0, 16)}…` : 'none';
  } catch (error) {
    if (error instanceof AwsCallError) return `not readable (${error.code})`;
    throw error;
  }
}

function templateOf({ instance, member }: Doomed): string {
  const tags = tagsOf(instance.Tags);
  const own = tags['aws:ec2launchtemplate:id'];
  return own ? `${own} version ${tags['aws:ec2launchtemplate:version'] ?? 'unknown'}` : (member?.template ?? 'none');
}

function elasticAddresses({ NetworkInterfaces: interfaces }: Instance): string[] {
  return (interfaces ?? []).flatMap(({ Association: one }) => (one?.PublicIp && one.IpOwnerId !== 'amazon' ? one.PublicIp : []));
}

export function factsOf(doomed: Doomed): string[] {
  const { instance, evidence, member, now } = doomed;
  const up = instance.LaunchTime ? `, launched ${age(now - instance.LaunchTime.getTime())} ago` : '';
  const list = (ids: string[]) => (ids.length > 0 ? ids.join(', ') : 'none');
  const addresses = elasticAddresses(instance);
  return [
    `Gone for good: the instance, its memory and volumes ${list(evidence.deleted)}`,
    `Kept: volumes ${list(evidence.kept)}; snapshots ${list(evidence.snapshots)}`,
    `To rebuild: image ${instance.ImageId ?? 'unknown'}, launch template ${templateOf(doomed)}, user data ${doomed.userData}`,
    `Type ${instance.InstanceType ?? 'unknown'} in ${instance.Placement?.AvailabilityZone ?? 'an unknown zone'}${up}; ${instance.State?.Name} now`,
    ...(member ? [`Auto Scaling group ${member.group}: ${member.lifecycle}, ${member.desired} wanted`] : []),
    ...(addresses.length > 0 ? [`Elastic addresses to clean up: ${addresses.join(', ')}`] : []),
  ];
}

export function warningsOf({ instance, member }: Doomed): Warning[] {
  const warnings: Warning[] = [{ code: 'irreversible', text: 'A terminated instance cannot be brought back' }];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  const tags = tagsOf(instance.Tags);
  if (hasInstanceStore(instance.InstanceType))
    warn('instance-store-lost', `Instance-store data on ${instance.InstanceId} is lost permanently`);
  if (member)
    warn('same-template', `Group ${member.group} starts a replacement from the same template and image: the hole comes back with it`);
  if (member) warn('lifecycle-hooks', 'Hooks of the group may hold the termination back until they time out');
  if (stackOf(tags))
    warn(
      'stack-drift',
      `CloudFormation stack ${stackOf(tags)} owns it: its next update may recreate it or fail; take it out of the template`,
    );
  if (instance.InstanceLifecycle === 'spot')
    warn('spot', 'It is a Spot instance: a persistent request starts another one; cancel the request first');
  if (tags['aws:ec2:fleet-id']) warn('fleet', `Fleet ${tags['aws:ec2:fleet-id']} starts another one if it maintains its size`);
  if (clusterOf(tags)) warn('cluster-node', `It is a node of cluster ${clusterOf(tags)}: everything that runs on it stops`);
  return warnings;
}
