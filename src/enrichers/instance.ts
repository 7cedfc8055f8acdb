/** Instance: state, age, tags, groups and open ports, addresses, profile and role, Auto Scaling group and load balancers. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { Read } from '../domain/aws-calls.ts';
import type { InstanceContext } from '../domain/context.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import type { Enricher } from './define.ts';
import { type BalancingReads, balancingReads, behindLoadBalancers, inAutoScaling } from './instance-traffic.ts';
import { openPorts } from './open-ports.ts';
import { sideLookups, tagMap, unless } from './partly.ts';

const reads = ['ec2:DescribeInstances', 'ec2:DescribeSecurityGroups', 'iam:GetInstanceProfile', ...balancingReads] as const;
type Reads = (typeof reads)[number] | BalancingReads;

function subject(finding: Finding): Resource | undefined {
  return finding.resources.find((resource) => resource.kind === 'instance' && !resource.placeholder && /^i-/.test(resource.id));
}

function publicAddresses(instance: Instance): string[] {
  const found = (instance.NetworkInterfaces ?? []).flatMap((one) => [
    one.Association?.PublicIp,
    ...(one.PrivateIpAddresses ?? []).map((address) => address.Association?.PublicIp),
  ]);
  return [...new Set([instance.PublicIpAddress, ...found].flatMap((address) => address ?? []))];
}

function managedBy(instance: Instance, tags: Record<string, string>): string | undefined {
  if (instance.Operator?.Managed) return instance.Operator.Principal ?? 'an AWS service';
  const cluster = tags['eks:cluster-name'] ?? tags['aws:eks:cluster-name'];
  if (cluster) return `EKS cluster ${cluster}`;
  const stack = tags['aws:cloudformation:stack-name'];
  return stack ? `CloudFormation stack ${stack}` : undefined;
}

async function roleOf(read: Read<Reads>, profile: string | undefined): Promise<string | undefined> {
  if (!profile) return undefined;
  const { InstanceProfile: found } = await read('iam:GetInstanceProfile', { InstanceProfileName: profile });
  return found?.Roles?.[0]?.RoleName;
}

async function portsOf(read: Read<Reads>, groups: { id: string }[]): Promise<string[]> {
  if (groups.length === 0) return [];
  const { SecurityGroups: found } = await read('ec2:DescribeSecurityGroups', { GroupIds: groups.map((group) => group.id) });
  return openPorts((found ?? []).flatMap((group) => group.IpPermissions ?? []));
}

const gone = (instanceId: string): InstanceContext => ({
  instanceId,
  state: 'gone',
  tags: {},
  groups: [],
  openPorts: [],
  publicAddresses: [],
  loadBalancers: [],
});

async function describe(instanceId: string, read: Read<Reads>): Promise<InstanceContext> {
  const described = await unless(['InvalidInstanceID.NotFound'], {}, read('ec2:DescribeInstances', { InstanceIds: [instanceId] }));
  const instance = ('Reservations' in described ? described.Reservations : undefined)?.[0]?.Instances?.[0];
  if (!instance) return gone(instanceId);

  const tags = tagMap(instance.Tags);
  const attached = [...(instance.SecurityGroups ?? []), ...(instance.NetworkInterfaces ?? []).flatMap((one) => one.Groups ?? [])];
  const groups = [...new Map(attached.map(({ GroupId, GroupName }) => [GroupId ?? '', GroupName ?? ''])).entries()]
    .filter(([id]) => id !== '')
    .map(([id, name]) => ({ id, name }));
  // The ARN of a profile may contain a path; its name is the last part.
  const profile = instance.IamInstanceProfile?.Arn?.split('/').at(-1);
  const manager = managedBy(instance, tags);
  const side = sideLookups();
  const [ports, role, scaling] = await Promise.all([
    side.or('open ports of the instance', [], portsOf(read, groups)),
    side.or('role of the instance', undefined, roleOf(read, profile)),
    side.or('Auto Scaling group of the instance', undefined, inAutoScaling(read, instanceId)),
  ]);
  const balancers = await side.or('load balancers of the instance', [], behindLoadBalancers(read, instance, scaling?.targetGroups));
  return side.finish({
    instanceId,
    state: instance.State?.Name ?? 'unknown',
    ...(instance.LaunchTime ? { launchedAt: instance.LaunchTime.getTime() } : {}),
    ...(tags.Name ? { name: tags.Name } : {}),
    tags,
    ...(instance.VpcId ? { vpc: instance.VpcId } : {}),
    groups,
    openPorts: ports,
    publicAddresses: publicAddresses(instance),
    ...(profile ? { profile } : {}),
    ...(role ? { role } : {}),
    ...(scaling ? { autoScaling: scaling.group } : {}),
    loadBalancers: balancers,
    ...(manager ? { managedBy: manager } : {}),
  });
}

export const instanceEnricher: Enricher<Reads> = {
  id: 'instance',
  label: 'the instance',
  reads,
  applies: (finding) => !finding.sample && subject(finding) !== undefined,
  async enrich(finding, tools) {
    const resource = subject(finding);
    return resource && describe(resource.id, tools.readIn(resource.region));
  },
};
