/** What blocking reads: where the instance or subnet is, its network ACLs, who else is there, and whether the address is our own. */
import type { NetworkAcl, NetworkInterface } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import { cidrOf, type Network } from '../address-limits.ts';

export const reads = [
  'ec2:DescribeAddresses',
  'ec2:DescribeFlowLogs',
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkAcls',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'logs:FilterLogEvents',
] as const;
export type BlockReads = (typeof reads)[number];
export type BlockRead = Read<BlockReads>;

export interface Place {
  subnets: string[];
  tags: Record<string, string>;
}

export async function placeOf(read: BlockRead, id: string): Promise<Place | undefined> {
  if (id.startsWith('subnet-')) return { subnets: [id], tags: {} };
  try {
    const { Reservations: found } = await read('ec2:DescribeInstances', { InstanceIds: [id] });
    const instance = found?.[0]?.Instances?.[0];
    if (!instance || /^(?:terminated|shutting-down)$/.test(instance.State?.Name ?? '')) return undefined;
    const subnets = (instance.NetworkInterfaces ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
    return { subnets: [...new Set(subnets)].sort(), tags: tagsOf(instance.Tags) };
  } catch (error) {
    if (error instanceof AwsCallError && error.code.startsWith('InvalidInstanceID')) return undefined;
    throw error;
  }
}

export function tagsOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}

/** The ACL of each subnet, each once. */
export async function aclsOf(read: BlockRead, subnets: string[]): Promise<NetworkAcl[]> {
  const Filters = [{ Name: 'association.subnet-id', Values: subnets }];
  const found: NetworkAcl[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeNetworkAcls', { Filters, ...(token && { NextToken: token }) });
    found.push(...(page.NetworkAcls ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found.sort((a, b) => ((a.NetworkAclId ?? '') < (b.NetworkAclId ?? '') ? -1 : 1));
}

export function subnetsOf({ Associations: associations }: NetworkAcl): string[] {
  return (associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []).sort();
}

export async function interfacesIn(read: BlockRead, subnets: string[]): Promise<NetworkInterface[]> {
  const found: NetworkInterface[] = [];
  let token: string | undefined;
  do {
    const Filters = [{ Name: 'subnet-id', Values: subnets }];
    const page = await read('ec2:DescribeNetworkInterfaces', { Filters, ...(token && { NextToken: token }) });
    found.push(...(page.NetworkInterfaces ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found;
}

/** Ours in this account: an Elastic address, an interface's, a NAT gateway's or a load balancer's. */
export async function ownerOf(read: BlockRead, network: Network): Promise<string | undefined> {
  const name = network.family === 'ipv4' ? 'association.public-ip' : 'ipv6-addresses.ipv6-address';
  const { NetworkInterfaces: interfaces } = await read('ec2:DescribeNetworkInterfaces', {
    Filters: [{ Name: name, Values: [network.address] }],
  });
  const own = interfaces?.[0];
  if (own) return `interface ${own.NetworkInterfaceId}${own.Description ? ` (${own.Description})` : ''}`;
  if (network.family === 'ipv6') return undefined;
  const { Addresses: addresses } = await read('ec2:DescribeAddresses', { Filters: [{ Name: 'public-ip', Values: [network.address] }] });
  return addresses?.[0] ? `Elastic address ${addresses[0].AllocationId ?? ''}`.trim() : undefined;
}

/** "denies 203.0.113.7/32", "free", or that the number is somebody else's. */
export function entryAt({ Entries: entries }: NetworkAcl, number: number, egress: boolean): string {
  const entry = entries?.find((each) => each.RuleNumber === number && each.Egress === egress);
  if (!entry) return 'free';
  const whole = entry.RuleAction === 'deny' && entry.Protocol === '-1';
  return whole ? `denies ${entry.CidrBlock ?? entry.Ipv6CidrBlock}` : 'another rule';
}

export function deniedWord(network: Network): string {
  return `denies ${cidrOf(network)}`;
}
