/** The present value of what isolating changes in the network: groups, interfaces, addresses and ACL entries. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import { QUARANTINE, quarantineGroup, ruleIds } from './quarantine-group.ts';
import type { IsolateRead } from './reads.ts';

type Input = Record<string, unknown>;

const text = (value: unknown) => (typeof value === 'string' ? value : '');

export async function groupThere({ VpcId }: Input, read: IsolateRead): Promise<string> {
  return (await quarantineGroup(read, text(VpcId))) ? 'present' : 'absent';
}

export const emptied =
  (egress: boolean) =>
  async ({ VpcId }: Input, read: IsolateRead): Promise<string> => {
    const group = await quarantineGroup(read, text(VpcId));
    return group?.GroupId && (await ruleIds(read, group.GroupId, egress)).length === 0 ? 'empty' : 'open';
  };

/** Undefined when AWS says that it does not exist. */
async function orGone<T>(found: Promise<T>): Promise<T | undefined> {
  try {
    return await found;
  } catch (error) {
    if (error instanceof AwsCallError && error.code.endsWith('.NotFound')) return undefined;
    throw error;
  }
}

async function interfaceOf(id: string, read: IsolateRead) {
  return (await orGone(read('ec2:DescribeNetworkInterfaces', { NetworkInterfaceIds: [id] })))?.NetworkInterfaces?.[0];
}

export async function interfaceState(input: Input, read: IsolateRead): Promise<string> {
  const found = await interfaceOf(text(input.NetworkInterfaceId), read);
  if (!found) return 'gone';
  if ('AssociatePublicIpAddress' in input) return found.Association?.PublicIp ?? 'no address';
  const groups = found.Groups ?? [];
  // By its id: a stranger's group may have the name.
  const likely = groups.length === 1 && groups[0]?.GroupName?.startsWith(QUARANTINE);
  if (likely && groups[0]?.GroupId === (await quarantineGroup(read, text(found.VpcId)))?.GroupId) return QUARANTINE;
  return groups
    .flatMap(({ GroupId }) => GroupId ?? [])
    .sort()
    .join(', ');
}

/** Of one private address; of the interface's first where none is named. */
export async function address({ NetworkInterfaceId, PrivateIpAddress: ip }: Input, read: IsolateRead): Promise<string> {
  const found = await interfaceOf(text(NetworkInterfaceId), read);
  if (!found) return 'gone';
  const place = ip === undefined ? found : found.PrivateIpAddresses?.find(({ PrivateIpAddress }) => PrivateIpAddress === ip);
  return place?.Association?.PublicIp ?? 'no address';
}

export async function aclEntry({ NetworkAclId, RuleNumber, Egress, CidrBlock, Ipv6CidrBlock }: Input, read: IsolateRead): Promise<string> {
  const acls = await orGone(read('ec2:DescribeNetworkAcls', { NetworkAclIds: [text(NetworkAclId)] }));
  if (!acls) return 'gone';
  const entry = acls.NetworkAcls?.[0]?.Entries?.find((each) => each.RuleNumber === RuleNumber && each.Egress === Egress);
  if (!entry) return 'free';
  const cidr = text(CidrBlock ?? Ipv6CidrBlock);
  const ours = entry.RuleAction === 'deny' && (entry.CidrBlock ?? entry.Ipv6CidrBlock) === cidr;
  return ours ? `denies ${cidr.split('/')[0]}` : 'taken by another rule';
}
