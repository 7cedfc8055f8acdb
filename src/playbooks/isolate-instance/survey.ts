/** What a plan of isolation asks besides: what must not be touched along with it, who else has its role, how its volumes are kept. */
import type { Instance, Volume } from '@aws-sdk/client-ec2';
import type { Plan, Refusal } from '../../domain/plan.ts';
import type { Member } from '../instances/traffic.ts';
import type { Face } from './interfaces.ts';
import type { IsolateTools } from './reads.ts';

/** What is changed along with it: its interfaces and its group. */
export function protectedPart(
  label: string,
  faces: Face[],
  member: Member | undefined,
  { neverTarget }: IsolateTools,
): Refusal | undefined {
  const ofGroup = member && neverTarget(member.group, member.tags);
  if (ofGroup)
    return {
      refused: `${label} is in group ${member.group}, which must never be touched: ${ofGroup}`,
      nextStep: 'Call whoever owns the group',
    };
  for (const { id, tags } of faces) {
    const reason = neverTarget(id, tags) ?? (tags.Name && neverTarget(tags.Name, tags));
    if (reason)
      return {
        refused: `${label} has interface ${id}, which must never be touched: ${reason}`,
        nextStep: 'Call whoever owns the interface',
      };
  }
  return undefined;
}

/** Its own standing isolation, as the log of the case says. */
export async function byWhom(target: Plan['target'], { caseId, standing }: IsolateTools): Promise<string> {
  const own = (await standing(target)).find(({ playbook }) => playbook === 'isolate_instance');
  if (!own) return '';
  return own.caseId === caseId ? ' by this case' : ` by case ${own.caseId}`;
}

export async function volumesOf({ BlockDeviceMappings: devices = [] }: Instance, { read }: IsolateTools): Promise<Volume[]> {
  const ids = devices.flatMap(({ Ebs }) => Ebs?.VolumeId ?? []);
  return ids.length > 0 ? ((await read('ec2:DescribeVolumes', { VolumeIds: ids })).Volumes ?? []) : [];
}

export async function sharingOf(instance: Instance, { read }: IsolateTools): Promise<number | undefined> {
  const arn = instance.IamInstanceProfile?.Arn;
  if (!arn) return undefined;
  const { Reservations: found } = await read('ec2:DescribeInstances', {
    Filters: [
      { Name: 'iam-instance-profile.arn', Values: [arn] },
      { Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] },
    ],
  });
  const others = (found ?? []).flatMap(({ Instances }) => Instances ?? []).filter(({ InstanceId }) => InstanceId !== instance.InstanceId);
  return others.length;
}
