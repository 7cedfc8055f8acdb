/** Every interface of an instance, also those of pods, with the way its traffic leaves. */
import type { Instance, NetworkInterface } from '@aws-sdk/client-ec2';
import type { IsolateRead } from './reads.ts';

/** How a connection gets out: it decides what cuts it. */
export type Way = 'elastic address' | 'public address' | 'NAT gateway' | 'transit gateway' | 'no way out' | 'unknown';

export interface Face {
  id: string;
  vpc: string;
  subnet: string;
  groups: string[];
  kind: 'primary' | 'secondary' | 'branch';
  way: Way;
  privateIp: string | undefined;
  publicIp: string | undefined;
  elastic?: { allocationId: string; associationId: string };
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
  if (!table) return 'unknown';
  const route = (table.Routes ?? []).find(({ DestinationCidrBlock: to, State: state }) => to === '0.0.0.0/0' && state !== 'blackhole');
  if (!route) return 'no way out';
  if (route.NatGatewayId) return 'NAT gateway';
  if (route.TransitGatewayId) return 'transit gateway';
  return route.GatewayId?.startsWith('igw-') ? 'internet' : 'unknown';
}

function faceOf(found: NetworkInterface, way: 'internet' | Way): Face {
  const { Association: address, Attachment: attachment } = found;
  const managed = found.RequesterManaged && found.InterfaceType !== 'branch' ? (found.RequesterId ?? 'another service') : undefined;
  const direct: Way = address?.AllocationId ? 'elastic address' : address?.PublicIp ? 'public address' : 'no way out';
  return {
    id: found.NetworkInterfaceId ?? '',
    vpc: found.VpcId ?? '',
    subnet: found.SubnetId ?? '',
    groups: (found.Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []).sort(),
    kind: found.InterfaceType === 'branch' ? 'branch' : attachment?.DeviceIndex === 0 ? 'primary' : 'secondary',
    way: way === 'internet' ? direct : way,
    privateIp: found.PrivateIpAddress,
    publicIp: address?.PublicIp,
    ...(address?.AllocationId &&
      address.AssociationId && { elastic: { allocationId: address.AllocationId, associationId: address.AssociationId } }),
    ...(managed !== undefined && { managedBy: managed }),
  };
}

/** Attached ones first, then those of pods, each by id: in the same order when read again. */
export async function readFaces(read: IsolateRead, { InstanceId: id = '' }: Instance): Promise<Face[]> {
  const attached = await list(read, 'attachment.instance-id', [id]);
  const trunks = attached.flatMap(({ NetworkInterfaceId }) => NetworkInterfaceId ?? []);
  const branches = trunks.length > 0 ? await list(read, `tag:${TRUNK_TAG}`, trunks) : [];
  const found = [...new Map([...attached, ...branches].map((one) => [one.NetworkInterfaceId, one])).values()];
  const ways = new Map<string, 'internet' | Way>();
  for (const { SubnetId: subnet = '', VpcId: vpc = '' } of found) {
    if (!ways.has(subnet)) ways.set(subnet, await wayOf(read, subnet, vpc));
  }
  const order = (face: Face) => `${face.kind === 'branch' ? 1 : 0} ${face.kind === 'primary' ? 0 : 1} ${face.id}`;
  return found.map((one) => faceOf(one, ways.get(one.SubnetId ?? '') ?? 'unknown')).sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
