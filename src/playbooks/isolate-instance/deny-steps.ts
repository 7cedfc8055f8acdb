/** Denies of the remote addresses in the network ACLs: the one thing that ends connections which a change of groups leaves alive. */
import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { cidrOf, type Network, networkOf } from '../address-limits.ts';
import { tagsOf } from '../instances/read-instance.ts';
import { direction, freeNumber, isDenied } from './acl-entries.ts';
import { type Face, isTracked } from './interfaces.ts';
import type { IsolateRead, IsolateStep, IsolateTools } from './reads.ts';

export interface Denies {
  steps: IsolateStep[];
  /** "acl-1 has no room for a deny of 203.0.113.7 out". */
  kept: string[];
  /** Network ACLs that change, how many subnets each is for, and its rules in the fuller direction and family. */
  scope: { acl: string; subnets: number; used: number }[];
}

/** Connections with this address go on over this interface when its groups change and its address is gone. */
function survives(face: Face, { family }: Network, balanced: boolean): boolean {
  if (face.managedBy !== undefined) return false;
  // What comes through a load balancer is tracked by itself, too.
  return family === 'ipv6' ? face.ipv6 : isTracked(face) || balanced;
}

function denyStep(acl: string, network: Network, entry: NetworkAclEntry): IsolateStep {
  const { address } = network;
  const { RuleNumber: number, Egress: egress, CidrBlock, Ipv6CidrBlock } = entry;
  const place = { NetworkAclId: acl, RuleNumber: number, Egress: egress };
  const cidr = CidrBlock === undefined ? { Ipv6CidrBlock } : { CidrBlock };
  const word = egress ? 'out' : 'in';
  return {
    id: `deny ${address} ${word} in ${acl}`,
    why: `deny ${address} ${word} in ${acl}, rule ${number}`,
    call: 'ec2:CreateNetworkAclEntry',
    input: { ...place, Protocol: '-1', RuleAction: 'deny', ...cidr },
    before: 'free',
    after: `denies ${address}`,
    // The address goes along so that only our own entry is taken away.
    undo: { call: 'ec2:DeleteNetworkAclEntry', input: { ...place, ...cidr }, words: `removes rule ${number}` },
    goesOn: true,
    stage: `deny ${address} in and out in ${acl}`,
  };
}

/** What must not be touched is left alone and told of: the instance is cut all the same. */
async function untouchable(acl: NetworkAcl, { read, neverTarget }: IsolateTools): Promise<string | undefined> {
  const reasonOf = (id: string, tags: Record<string, string>) => neverTarget(id, tags) ?? (tags.Name && neverTarget(tags.Name, tags));
  const own = reasonOf(acl.NetworkAclId ?? '', tagsOf(acl.Tags));
  if (own) return `${acl.NetworkAclId} must never be touched: ${own}`;
  const ids = (acl.Associations ?? []).flatMap(({ SubnetId }) => SubnetId ?? []);
  const { Subnets: subnets = [] } = ids.length > 0 ? await read('ec2:DescribeSubnets', { SubnetIds: ids }) : {};
  for (const { SubnetId: id = '', Tags } of subnets) {
    const reason = reasonOf(id, tagsOf(Tags));
    if (reason) return `${acl.NetworkAclId} is for ${id}, which must never be touched: ${reason}`;
  }
  return undefined;
}

/** One ACL, and which addresses its subnets' interfaces go on talking to. */
interface Place {
  acl: NetworkAcl;
  networks: Network[];
}

async function placesOf(read: IsolateRead, faces: readonly Face[], networks: readonly Network[], balanced: boolean): Promise<Place[]> {
  const places = new Map<string, Place>();
  for (const subnet of [...new Set(faces.map((face) => face.subnet))].sort()) {
    const here = faces.filter((face) => face.subnet === subnet);
    const open = networks.filter((network) => here.some((face) => survives(face, network, balanced)));
    if (open.length === 0) continue;
    const filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
    const [acl] = (await read('ec2:DescribeNetworkAcls', { Filters: filters })).NetworkAcls ?? [];
    if (!acl?.NetworkAclId) continue;
    const known = places.get(acl.NetworkAclId)?.networks ?? [];
    places.set(acl.NetworkAclId, { acl, networks: networks.filter((network) => known.includes(network) || open.includes(network)) });
  }
  return [...places.values()];
}

function deniesIn({ acl, networks }: Place): Pick<Denies, 'steps' | 'kept'> {
  const id = acl.NetworkAclId ?? '';
  const found: Pick<Denies, 'steps' | 'kept'> = { steps: [], kept: [] };
  const planned: NetworkAclEntry[] = [];
  for (const network of networks) {
    for (const egress of [false, true]) {
      const there = direction(acl, egress, planned);
      if (isDenied(there, network)) continue;
      const number = freeNumber(there, network);
      if (typeof number === 'string') {
        found.kept.push(`${id} has ${number} for a deny of ${network.address} ${egress ? 'out' : 'in'}`);
        continue;
      }
      const cidr = network.family === 'ipv4' ? { CidrBlock: cidrOf(network) } : { Ipv6CidrBlock: cidrOf(network) };
      const entry: NetworkAclEntry = { RuleNumber: number, Egress: egress, RuleAction: 'deny', Protocol: '-1', ...cidr };
      planned.push(entry);
      found.steps.push(denyStep(id, network, entry));
    }
  }
  return found;
}

function scopeOf({ NetworkAclId: acl = '', Associations: subnets = [], Entries: entries = [] }: NetworkAcl): Denies['scope'][number] {
  const used = (egress: boolean, family: 'CidrBlock' | 'Ipv6CidrBlock') =>
    entries.filter((entry) => entry.Egress === egress && entry[family] !== undefined).length;
  const most = [false, true].flatMap((egress) => [used(egress, 'CidrBlock'), used(egress, 'Ipv6CidrBlock')]);
  return { acl, subnets: subnets.length, used: Math.max(...most) };
}

/** `balanced`: a load balancer sends it work, whose connections outlive a change of groups as those through NAT do. */
export async function denySteps(
  tools: IsolateTools,
  faces: readonly Face[],
  remotes: readonly string[],
  balanced: boolean,
): Promise<Denies> {
  const networks = remotes.flatMap((remote) => networkOf(remote) ?? []);
  const found: Denies = { steps: [], kept: [], scope: [] };
  for (const place of await placesOf(tools.read, faces, networks, balanced)) {
    const never = await untouchable(place.acl, tools);
    const { steps, kept } = never ? { steps: [], kept: [never] } : deniesIn(place);
    found.steps.push(...steps);
    found.kept.push(...kept);
    if (steps.length > 0) found.scope.push(scopeOf(place.acl));
  }
  return found;
}
