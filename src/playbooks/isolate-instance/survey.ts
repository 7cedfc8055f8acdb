/** What a plan of isolation asks besides: what must not be touched along with it, who else has its role, how its volumes are kept. */
import type { Instance, Volume } from '@aws-sdk/client-ec2';
import type { Plan, Refusal } from '../../domain/plan.ts';
import { tagsOf } from '../instances/read-instance.ts';
import { type Balancing, balancerId, type Member, neverBalancer } from '../instances/traffic.ts';
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

/** What it is behind or has lent to it and must never be touched: left as it is, and said. */
export interface Spared {
  /** Target groups by ARN, classic load balancers by name, Elastic addresses by allocation. */
  ids: ReadonlySet<string>;
  /** "target group web, because policy protects …". */
  words: string[];
}

export async function sparedParts({ all }: Balancing, faces: readonly Face[], tools: IsolateTools): Promise<Spared> {
  const spared = new Map<string, string>();
  for (const each of all) {
    const never = await neverBalancer(each, tools.read, tools.neverTarget);
    if (never) spared.set(balancerId(each), `It stays in ${each.name}, which must never be touched: ${never}`);
  }
  const elastic = faces.flatMap(({ addresses }) => addresses.flatMap(({ elastic: one }) => one?.allocationId ?? []));
  const { Addresses: held = [] } = elastic.length > 0 ? await tools.read('ec2:DescribeAddresses', { AllocationIds: elastic }) : {};
  for (const { AllocationId: id = '', PublicIp: ip, Tags } of held) {
    const tags = tagsOf(Tags);
    const never = tools.neverTarget(id, tags) ?? (tags.Name && tools.neverTarget(tags.Name, tags));
    if (never) spared.set(id, `It keeps Elastic address ${ip}, which must never be touched: ${never}`);
  }
  return { ids: new Set(spared.keys()), words: [...spared.values()] };
}

export function keepingAddress(face: Face, { ids }: Spared): Face {
  const keeps = face.addresses.some(({ elastic }) => elastic && ids.has(elastic.allocationId));
  return keeps ? { ...face, keepsAddress: true } : face;
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
