/** Denies of the remote addresses in the network ACLs: the one thing that ends connections which a change of groups leaves alive. */
import { isIPv4, isIPv6 } from 'node:net';
import type { NetworkAcl } from '@aws-sdk/client-ec2';
import type { Face } from './interfaces.ts';
import type { IsolateRead, IsolateStep } from './reads.ts';

/** AWS's own limit, per direction, unless it was raised. */
const MOST_ENTRIES = 20;
/** The entry that AWS puts at the end and counts apart. */
const LAST = 32_767;

export interface Denies {
  steps: IsolateStep[];
  /** "acl-1 of subnet-a has no room for more entries". */
  full: string[];
  /** Network ACLs and how many subnets each is for. */
  scope: { acl: string; subnets: number; used: number }[];
}

/** A remote address over a path that a change of groups and addresses does not end. */
function survives({ way, managedBy }: Face): boolean {
  return managedBy === undefined && way !== 'elastic address' && way !== 'public address' && way !== 'no way out';
}

function cidrOf(address: string): { CidrBlock: string } | { Ipv6CidrBlock: string } | undefined {
  if (isIPv4(address)) return { CidrBlock: `${address}/32` };
  return isIPv6(address) ? { Ipv6CidrBlock: `${address}/128` } : undefined;
}

/** The lowest number that is free and comes before every allow; undefined when there is none, or no room. */
function freeNumber({ Entries: entries = [] }: NetworkAcl, egress: boolean, taken: ReadonlySet<number>): number | undefined {
  const mine = entries.filter((entry) => entry.Egress === egress && entry.RuleNumber !== LAST);
  const numbers = new Set([...mine.map(({ RuleNumber = 0 }) => RuleNumber), ...taken]);
  if (mine.length + taken.size >= MOST_ENTRIES) return undefined;
  const allows = mine.filter(({ RuleAction }) => RuleAction === 'allow').map(({ RuleNumber = LAST }) => RuleNumber);
  const first = Math.min(LAST, ...allows);
  for (let number = 1; number < first; number += 1) if (!numbers.has(number)) return number;
  return undefined;
}

function isDenied({ Entries: entries = [] }: NetworkAcl, egress: boolean, cidr: object): boolean {
  const [block] = Object.values(cidr) as string[];
  return entries.some(
    (entry) => entry.Egress === egress && entry.RuleAction === 'deny' && (entry.CidrBlock === block || entry.Ipv6CidrBlock === block),
  );
}

function denyStep(acl: string, address: string, egress: boolean, number: number, cidr: object): IsolateStep {
  const place = { NetworkAclId: acl, RuleNumber: number, Egress: egress };
  return {
    id: `deny ${address} ${egress ? 'out' : 'in'} in ${acl}`,
    why: `deny ${address} ${egress ? 'out' : 'in'} in ${acl}, rule ${number}`,
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

export async function denySteps(read: IsolateRead, faces: readonly Face[], remotes: readonly string[]): Promise<Denies> {
  const found: Denies = { steps: [], full: [], scope: [] };
  const seen = new Set<string>();
  const subnets = remotes.length > 0 ? [...new Set(faces.filter(survives).map(({ subnet }) => subnet))].sort() : [];
  for (const subnet of subnets) {
    const filters = [{ Name: 'association.subnet-id', Values: [subnet] }];
    const [acl] = (await read('ec2:DescribeNetworkAcls', { Filters: filters })).NetworkAcls ?? [];
    if (!acl?.NetworkAclId || seen.has(acl.NetworkAclId)) continue;
    seen.add(acl.NetworkAclId);
    const used = (acl.Entries ?? []).filter(({ Egress, RuleNumber }) => Egress === false && RuleNumber !== LAST).length;
    found.scope.push({ acl: acl.NetworkAclId, subnets: acl.Associations?.length ?? 0, used });
    const takenIn = new Set<number>();
    const takenOut = new Set<number>();
    for (const address of remotes) {
      for (const egress of [false, true]) {
        const taken = egress ? takenOut : takenIn;
        const cidr = cidrOf(address);
        if (!cidr || isDenied(acl, egress, cidr)) continue;
        const number = freeNumber(acl, egress, taken);
        if (number === undefined) {
          found.full.push(`${acl.NetworkAclId} has no room for a deny of ${address} ${egress ? 'out' : 'in'}`);
          continue;
        }
        taken.add(number);
        found.steps.push(denyStep(acl.NetworkAclId, address, egress, number, cidr));
      }
    }
  }
  return found;
}
