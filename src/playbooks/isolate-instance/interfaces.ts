/** Every interface of an instance, also those of pods, with the way its traffic leaves. */
import type { NetworkInterface } from '@aws-sdk/client-ec2';
import { tagsOf } from '../instances/read-instance.ts';
import type { IsolateRead } from './reads.ts';

/** How a connection gets out: it decides what cuts it. */
export type Way = 'elastic address' | 'public address' | 'NAT gateway' | 'transit gateway' | 'no way out' | 'another way';

export interface PublicAddress {
  ip: string;
  /** Each of an interface's private addresses may have one of its own. */
  privateIp: string | undefined;
  elastic?: { allocationId: string; associationId: string };
}

export interface Face {
  id: string;
  vpc: string;
  subnet: string;
  groups: string[];
  kind: 'primary' | 'secondary' | 'trunk' | 'branch';
  /** For IPv4. */
  way: Way;
  /** It has an IPv6 address, which no address to take away stands before. */
  ipv6: boolean;
  privateIps: string[];
  addresses: PublicAddress[];
  tags: Record<string, string>;
  /** It has an Elastic address that must never be touched, so what goes over it goes on. */
  keepsAddress?: true;
  /** Another service made it and alone may change it. */
  managedBy?: string;
}

const TRUNK_TAG = 'vpcresources.k8s.aws/trunk-eni-id';

async function list(read: IsolateRead, name: string, values: string[]): Promise<NetworkInterface[]> {
  const found: NetworkInterface[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeNetworkInterfaces', {
      Filters: [{ Name: name, Values: values }],
      ...(token ? { NextToken: token } : {}),
    });
    found.push(...(page.NetworkInterfaces ?? []));
    token = page.NextToken;
  } while (token);
  return found;
}

/** A default route says how a subnet without a table of its own gets out, too: by the main one. */
async function wayOf(read: IsolateRead, subnet: string, vpc: string): Promise<'internet' | Way> {
  const { RouteTables: own } = await read('ec2:DescribeRouteTables', { Filters: [{ Name: 'association.subnet-id', Values: [subnet] }] });
  const main = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'association.main', Values: ['true'] },
  ];
  const [table] = own?.length ? own : ((await read('ec2:DescribeRouteTables', { Filters: main })).RouteTables ?? []);
  if (!table) return 'another way';
  const route = (table.Routes ?? []).find(({ DestinationCidrBlock: to, State: state }) => to === '0.0.0.0/0' && state !== 'blackhole');
  if (!route) return 'no way out';
  if (route.NatGatewayId) return 'NAT gateway';
  if (route.TransitGatewayId) return 'transit gateway';
  return route.GatewayId?.startsWith('igw-') ? 'internet' : 'another way';
}

function addressesOf({ Association: main, PrivateIpAddress: first, PrivateIpAddresses: all = [] }: NetworkInterface): PublicAddress[] {
  const each = all.length > 0 ? all : [{ PrivateIpAddress: first, Association: main }];
  return each.flatMap(({ PrivateIpAddress: privateIp, Association: found }): PublicAddress[] => {
    const { PublicIp: ip, AllocationId: allocationId, AssociationId: associationId } = found ?? {};
    if (!ip) return [];
    return [{ ip, privateIp, ...(allocationId && associationId && { elastic: { allocationId, associationId } }) }];
  });
}

function kindOf({ InterfaceType: type, Attachment: attachment }: NetworkInterface): Face['kind'] {
  if (type === 'branch' || type === 'trunk') return type;
  return attachment?.DeviceIndex === 0 ? 'primary' : 'secondary';
}

function faceOf(found: NetworkInterface, way: 'internet' | Way): Face {
  const addresses = addressesOf(found);
  const kind = kindOf(found);
  const managed = found.RequesterManaged && kind !== 'branch' ? (found.RequesterId ?? 'another service') : undefined;
  const direct: Way = addresses.some(({ elastic }) => elastic) ? 'elastic address' : addresses.length > 0 ? 'public address' : 'no way out';
  return {
    id: found.NetworkInterfaceId ?? '',
    vpc: found.VpcId ?? '',
    subnet: found.SubnetId ?? '',
    groups: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []).sort(),
    kind,
    way: way === 'internet' ? direct : way,
    ipv6: (found.Ipv6Addresses ?? []).length > 0,
    privateIps: (found.PrivateIpAddresses ?? []).flatMap(({ PrivateIpAddress }) => PrivateIpAddress ?? []),
    addresses,
    tags: tagsOf(found.TagSet),
    ...(managed !== undefined && { managedBy: managed }),
  };
}

/** Over these connections are tracked by themselves: they outlive a change of groups, and there is no address to take away. */
export function isTracked({ way, managedBy, keepsAddress }: Pick<Face, 'way' | 'managedBy' | 'keepsAddress'>): boolean {
  return managedBy === undefined && (keepsAddress === true || way === 'NAT gateway' || way === 'transit gateway' || way === 'another way');
}

/** Those attached to it, and those of pods, which hang on one of them by a tag. */
export async function interfacesOf(read: IsolateRead, id: string): Promise<NetworkInterface[]> {
  const attached = await list(read, 'attachment.instance-id', [id]);
  const trunks = attached.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  const branches = trunks.length > 0 ? await list(read, `tag:${TRUNK_TAG}`, trunks) : [];
  return [...new Map([...attached, ...branches].map((one) => [one.NetworkInterfaceId, one])).values()];
}

/** Attached ones first, then those of pods, each by id: in the same order when read again. */
export async function readFaces(read: IsolateRead, id: string): Promise<Face[]> {
  const found = await interfacesOf(read, id);
  const ways = new Map<string, 'internet' | Way>();
  for (const { SubnetId: subnet = '', VpcId: vpc = '' } of found) {
    if (!ways.has(subnet)) ways.set(subnet, await wayOf(read, subnet, vpc));
  }
  const order = (face: Face) => `${face.kind === 'branch' ? 1 : 0} ${face.kind === 'primary' ? 0 : 1} ${face.id}`;
  return found.map((one) => faceOf(one, ways.get(one.SubnetId ?? '') ?? 'another way')).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
