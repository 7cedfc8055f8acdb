/** Who sends an instance work: its Auto Scaling group and load balancers, and what is left of them without it. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Read } from '../../domain/aws-calls.ts';
import { tagsOf } from './read-instance.ts';

export const trafficReads = [
  'autoscaling:DescribeAutoScalingGroups',
  'autoscaling:DescribeAutoScalingInstances',
  'elasticloadbalancing:DescribeLoadBalancers',
  'elasticloadbalancing:DescribeTargetGroups',
  'elasticloadbalancing:DescribeTargetHealth',
] as const;
export type TrafficReads = (typeof trafficReads)[number];
type TrafficRead = Read<TrafficReads>;

export const balancerTagReads = ['elasticloadbalancing:DescribeLoadBalancerTags', 'elasticloadbalancing:DescribeTags'] as const;
type BalancerTagReads = (typeof balancerTagReads)[number];

/** Each is a call of its own. */
const MOST_TARGET_GROUPS = 40;

export interface Member {
  group: string;
  lifecycle: string;
  desired: number;
  suspended: string[];
  protectedFromScaleIn: boolean;
  min: number;
  max: number;
  healthCheck: string;
  /** Target groups (ARNs) and classic load balancers that detaching takes it out of. */
  balancers: string[];
  tags: Record<string, string>;
  /** "lt-0abc version 3", where the group says. */
  template?: string;
}

/** Undefined when no group has it; one that is leaving its group already has none. */
export async function memberOf(read: Read<'autoscaling:DescribeAutoScalingInstances'>, id: string) {
  const { AutoScalingInstances: found } = await read('autoscaling:DescribeAutoScalingInstances', { InstanceIds: [id] });
  const member = found?.find(({ InstanceId }) => InstanceId === id);
  if (!member?.AutoScalingGroupName || /^Detach/.test(member.LifecycleState ?? '')) return undefined;
  const { LaunchTemplate: template } = member;
  return {
    group: member.AutoScalingGroupName,
    lifecycle: member.LifecycleState ?? 'unknown',
    ...(template && { template: `${template.LaunchTemplateName ?? template.LaunchTemplateId} version ${template.Version ?? 'unknown'}` }),
  };
}

export async function readMember(read: TrafficRead, id: string): Promise<Member | undefined> {
  const member = await memberOf(read, id);
  if (!member) return undefined;
  const { AutoScalingGroups: groups } = await read('autoscaling:DescribeAutoScalingGroups', { AutoScalingGroupNames: [member.group] });
  const group = groups?.find(({ AutoScalingGroupName }) => AutoScalingGroupName === member.group);
  return {
    ...member,
    desired: group?.DesiredCapacity ?? 0,
    min: group?.MinSize ?? 0,
    max: group?.MaxSize ?? 0,
    healthCheck: group?.HealthCheckType ?? 'EC2',
    balancers: [...(group?.TargetGroupARNs ?? []), ...(group?.LoadBalancerNames ?? [])],
    protectedFromScaleIn: group?.Instances?.find(({ InstanceId }) => InstanceId === id)?.ProtectedFromScaleIn === true,
    suspended: (group?.SuspendedProcesses ?? []).flatMap(({ ProcessName }) => ProcessName ?? []),
    tags: Object.fromEntries((group?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
  };
}

export interface Balanced {
  name: string;
  healthy: boolean;
  /** Healthy others. */
  peers: number;
  /** What it is registered as, to take it out and put it back. */
  at: { TargetGroupArn: string; Targets: { Id: string; Port?: number; AvailabilityZone?: string }[] } | { LoadBalancerName: string };
}

async function targetGroups(read: TrafficRead, vpcs: ReadonlySet<string | undefined>) {
  const found = [];
  let marker: string | undefined;
  do {
    const page = await read('elasticloadbalancing:DescribeTargetGroups', marker ? { Marker: marker } : {});
    found.push(...(page.TargetGroups ?? []).filter((group) => vpcs.has(group.VpcId) && group.TargetType !== 'lambda'));
    marker = page.NextMarker || undefined;
  } while (marker);
  return found;
}

/** An address in its network; the same one may be somebody else's in another network. */
export interface Place {
  vpc: string | undefined;
  ip: string | undefined;
}

function placesOf({ VpcId, PrivateIpAddress, NetworkInterfaces: interfaces = [] }: Instance): Place[] {
  const all = interfaces.flatMap(({ VpcId: vpc, PrivateIpAddresses: addresses = [] }) =>
    addresses.map(({ PrivateIpAddress: ip }) => ({ vpc, ip })),
  );
  return [{ vpc: VpcId, ip: PrivateIpAddress }, ...all];
}

/** Registered by id, or by any of its addresses. On its way out it is registered no more. */
function isOf(instance: Instance, places: readonly Place[], vpc: string | undefined) {
  const ids = new Set([instance.InstanceId, ...places.flatMap((place) => (place.vpc === vpc ? place.ip : []))]);
  return ({ Target, TargetHealth }: TargetHealthDescription) => ids.has(Target?.Id) && TargetHealth?.State !== 'draining';
}

async function inTargetGroups(read: TrafficRead, instance: Instance, pods: readonly Place[], missing: string[]): Promise<Balanced[]> {
  const places = [...placesOf(instance), ...pods];
  const groups = await targetGroups(read, new Set(places.map(({ vpc }) => vpc)));
  if (groups.length > MOST_TARGET_GROUPS) missing.push(`${groups.length - MOST_TARGET_GROUPS} of ${groups.length} target groups`);
  const found: Balanced[] = [];
  for (const { TargetGroupArn: arn = '', TargetGroupName: name = arn, VpcId: vpc } of groups.slice(0, MOST_TARGET_GROUPS)) {
    const { TargetHealthDescriptions: targets = [] } = await read('elasticloadbalancing:DescribeTargetHealth', { TargetGroupArn: arn });
    const mine = targets.filter(isOf(instance, places, vpc));
    if (mine.length === 0) continue;
    const isHealthy = (target: (typeof targets)[number]) => target.TargetHealth?.State === 'healthy';
    const peers = targets.filter((target) => !mine.includes(target) && isHealthy(target)).length;
    const Targets = mine.map(({ Target: { Id = '', Port, AvailabilityZone } = {} }) => ({
      Id,
      ...(Port !== undefined && { Port }),
      ...(AvailabilityZone !== undefined && { AvailabilityZone }),
    }));
    found.push({ name: `target group ${name}`, healthy: mine.some(isHealthy), peers, at: { TargetGroupArn: arn, Targets } });
  }
  return found;
}

/** Classic load balancers say who is registered, not who is healthy. */
async function inClassic(read: TrafficRead, id: string): Promise<Balanced[]> {
  const found: Balanced[] = [];
  let marker: string | undefined;
  do {
    const page = await read('elasticloadbalancing:DescribeLoadBalancers', marker ? { Marker: marker } : {});
    for (const { LoadBalancerName: name, Instances: instances = [] } of page.LoadBalancerDescriptions ?? []) {
      if (!instances.some(({ InstanceId }) => InstanceId === id)) continue;
      const at = { LoadBalancerName: name ?? '' };
      found.push({ name: `load balancer ${name}`, healthy: true, peers: instances.length - 1, at });
    }
    marker = page.NextMarker || undefined;
  } while (marker);
  return found;
}

/** A target group's ARN, or a classic load balancer's name. */
export function balancerId({ at }: Balanced): string {
  return 'TargetGroupArn' in at ? at.TargetGroupArn : at.LoadBalancerName;
}

export interface Balancing {
  all: Balanced[];
  /** Those that are left with nobody healthy. */
  last: Balanced[];
  /** What was not looked at. */
  missing: string[];
}

/** `pods`: addresses of the instance that are on interfaces of their own. */
export async function readBalancing(read: TrafficRead, instance: Instance, pods: readonly Place[] = []): Promise<Balancing> {
  const missing: string[] = [];
  const all = [...(await inTargetGroups(read, instance, pods, missing)), ...(await inClassic(read, String(instance.InstanceId)))];
  return { all, last: all.filter(({ healthy, peers }) => healthy && peers === 0), missing };
}

/** Why one of them must never be touched: by its name or its tags, as load balancing knows them. */
export async function neverBalancer(
  { at, name }: Balanced,
  read: Read<BalancerTagReads>,
  neverTarget: (name: string, tags: Record<string, string>) => string | undefined,
): Promise<string | undefined> {
  const called = name.replace(/^(?:target group|load balancer) /, '');
  if ('TargetGroupArn' in at) {
    const { TagDescriptions: found } = await read('elasticloadbalancing:DescribeTags', { ResourceArns: [at.TargetGroupArn] });
    return neverTarget(called, tagsOf(found?.[0]?.Tags));
  }
  const LoadBalancerNames = [at.LoadBalancerName];
  const { TagDescriptions: found } = await read('elasticloadbalancing:DescribeLoadBalancerTags', { LoadBalancerNames });
  return neverTarget(called, tagsOf(found?.[0]?.Tags));
}

/** "target group web: 3 healthy others remain". */
export function balancingLine({ all }: Balancing): string {
  return all
    .map(({ name, healthy, peers }) => `${name}: ${healthy ? '' : 'not healthy in it; '}${peers} healthy others remain`)
    .join(' · ');
}
