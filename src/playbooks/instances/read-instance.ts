/** One instance as it is now, with what its type and tags say about stopping and losing it. */
import type { Instance } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { PlanTools } from '../define.ts';

export async function readInstance(read: Read<'ec2:DescribeInstances'>, id: string): Promise<Instance | undefined> {
  try {
    const { Reservations: found } = await read('ec2:DescribeInstances', { InstanceIds: [id] });
    return found?.[0]?.Instances?.[0];
  } catch (error) {
    if (error instanceof AwsCallError && /^InvalidInstanceID\.(?:NotFound|Malformed)$/.test(error.code)) return undefined;
    throw error;
  }
}

/** "running", "stopped"… or "gone". */
export async function instanceState(read: Read<'ec2:DescribeInstances'>, id: string): Promise<string> {
  return (await readInstance(read, id))?.State?.Name ?? 'gone';
}

export function tagsOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}

/** "i-0abc (web-7)". */
export function labelOf(instance: Instance): string {
  const name = tagsOf(instance.Tags).Name;
  return name ? `${instance.InstanceId} (${name})` : String(instance.InstanceId);
}

/** What no response may touch, and what AWS lets nobody touch. */
export function protectedInstance(instance: Instance, tools: Pick<PlanTools<never>, 'neverTarget'>): Refusal | undefined {
  const tags = tagsOf(instance.Tags);
  const label = labelOf(instance);
  const never = [String(instance.InstanceId), tags.Name ?? ''].map((name) => tools.neverTarget(name, tags)).find((reason) => reason);
  if (never) return { refused: `${label} must never be touched: ${never}`, nextStep: 'Call whoever owns this instance; policy names them' };
  if (!instance.Operator?.Managed) return undefined;
  return {
    refused: `${label} is managed by ${instance.Operator.Principal ?? 'an AWS service'}, which alone may change it`,
    nextStep: 'Cordon and drain the node and delete its node claim in the cluster; block the remote address meanwhile',
  };
}

export function clusterOf(tags: Record<string, string>): string | undefined {
  const owned = Object.keys(tags).find((key) => key.startsWith('kubernetes.io/cluster/'));
  return tags['eks:cluster-name'] ?? tags['aws:eks:cluster-name'] ?? owned?.slice('kubernetes.io/cluster/'.length);
}

export function stackOf(tags: Record<string, string>): string | undefined {
  return tags['aws:cloudformation:stack-name'];
}

/**
 * True when the type comes with instance store: a "d" among the attributes of the family (m6id, c5d, p4d), the storage families and
 * the first generations. From the naming of instance types in the EC2 guide; the disks are not in DescribeInstances.
 */
export function hasInstanceStore(type: string | undefined): boolean {
  return /^(?:[a-z]+\d+[a-z]*d[a-z]*|i\d.*|im\d.*|is\d.*|h1|d\d.*|x1e?|f1|f2|[mc][123]|r3|g2|hs1|trn1n?|p5.*)\./.test(type ?? '');
}

const HOUR = 3_600_000;

export function age(milliseconds: number): string {
  const hours = Math.max(0, Math.round(milliseconds / HOUR));
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
