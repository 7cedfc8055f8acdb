/** The rules of a network ACL: what they deny, and where there is room before the first allow. */
import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { cidrOf, type Network } from '../address-limits.ts';

/** Per direction and family, the rule at the end that AWS makes included, unless AWS raised it (VPC quotas). */
export const QUOTA = 20;
/** Rules from here on are AWS's own. */
const LAST = 32_767;

const isOfFamily = ({ CidrBlock, Ipv6CidrBlock }: NetworkAclEntry, { family }: Network) =>
  (family === 'ipv4' ? CidrBlock : Ipv6CidrBlock) !== undefined;

interface Direction {
  entries: NetworkAclEntry[];
  firstAllow: number;
}

export function direction({ Entries: all = [] }: NetworkAcl, egress: boolean, planned: NetworkAclEntry[]): Direction {
  const entries = [...all, ...planned].filter(({ Egress }) => Egress === egress);
  const allows = entries.filter(({ RuleAction }) => RuleAction === 'allow').map(({ RuleNumber = LAST }) => RuleNumber);
  return { entries, firstAllow: Math.min(LAST, ...allows) };
}

export function isDenied({ entries, firstAllow }: Direction, network: Network): boolean {
  const cidr = cidrOf(network);
  return entries.some(
    ({ RuleNumber = LAST, RuleAction, Protocol, CidrBlock, Ipv6CidrBlock }) =>
      RuleNumber < firstAllow && RuleAction === 'deny' && Protocol === '-1' && (CidrBlock === cidr || Ipv6CidrBlock === cidr),
  );
}

/** The lowest number that is free and comes before every allow, or why there is none. */
export function freeNumber({ entries, firstAllow }: Direction, network: Network): number | string {
  if (entries.filter((entry) => isOfFamily(entry, network)).length >= QUOTA) return 'no room';
  const taken = new Set(entries.map(({ RuleNumber }) => RuleNumber));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number < firstAllow ? number : 'no free number before its first allow';
}
