/** Rules of security groups: reading them, and telling one by what it says, because taking it back gives it another id. */
import type { IpPermission, NetworkInterface, SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';

export const reads = [
  'ec2:DescribeInstances',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSecurityGroupRules',
  'ec2:DescribeSecurityGroups',
] as const;
export type PortReads = (typeof reads)[number];
type PortRead = Read<PortReads>;

export async function rulesOf(read: PortRead, groups: string[]): Promise<SecurityGroupRule[]> {
  const found: SecurityGroupRule[] = [];
  let token: string | undefined;
  do {
    const Filters = [{ Name: 'group-id', Values: groups }];
    const page = await read('ec2:DescribeSecurityGroupRules', { Filters, ...(token && { NextToken: token }) });
    found.push(...(page.SecurityGroupRules ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found.sort((a, b) => ((a.SecurityGroupRuleId ?? '') < (b.SecurityGroupRuleId ?? '') ? -1 : 1));
}

export async function groupsById(read: PortRead, ids: string[]): Promise<SecurityGroup[]> {
  if (ids.length === 0) return [];
  try {
    return (await read('ec2:DescribeSecurityGroups', { GroupIds: ids })).SecurityGroups ?? [];
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'InvalidGroup.NotFound') return [];
    throw error;
  }
}

export async function usersOf(read: PortRead, groups: string[]): Promise<NetworkInterface[]> {
  const found: NetworkInterface[] = [];
  let token: string | undefined;
  do {
    const Filters = [{ Name: 'group-id', Values: groups }];
    const page = await read('ec2:DescribeNetworkInterfaces', { Filters, ...(token && { NextToken: token }) });
    found.push(...(page.NetworkInterfaces ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found;
}

export function isBalancer({ InterfaceType, Description, RequesterId }: NetworkInterface): boolean {
  return /load_balancer/.test(InterfaceType ?? '') || /^ELB /.test(Description ?? '') || RequesterId === 'amazon-elb';
}

/** What has to be authorised to have the same rule again. */
export function permissionOf(rule: SecurityGroupRule): IpPermission {
  const { IpProtocol, FromPort, ToPort, CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo: group, Description } = rule;
  const said = Description === undefined ? {} : { Description };
  const ports = IpProtocol === '-1' ? {} : { FromPort, ToPort };
  const pair = group && {
    ...(group.GroupId && { GroupId: group.GroupId }),
    ...(group.UserId && { UserId: group.UserId }),
    ...(group.VpcPeeringConnectionId && { VpcPeeringConnectionId: group.VpcPeeringConnectionId }),
    ...said,
  };
  return {
    IpProtocol,
    ...ports,
    ...(CidrIpv4 && { IpRanges: [{ CidrIp: CidrIpv4, ...said }] }),
    ...(CidrIpv6 && { Ipv6Ranges: [{ CidrIpv6, ...said }] }),
    ...(PrefixListId && { PrefixListIds: [{ PrefixListId, ...said }] }),
    ...(pair && { UserIdGroupPairs: [pair] }),
  };
}

export function sourceOf(rule: SecurityGroupRule): string {
  const { CidrIpv4, CidrIpv6, PrefixListId, ReferencedGroupInfo: group } = rule;
  return CidrIpv4 ?? CidrIpv6 ?? PrefixListId ?? group?.GroupId ?? 'an unknown source';
}

/** All that EC2 tells rules apart by: neither description nor id. */
function essence({ IpProtocol, FromPort, ToPort, IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs }: IpPermission): string {
  const source =
    IpRanges?.[0]?.CidrIp ?? Ipv6Ranges?.[0]?.CidrIpv6 ?? PrefixListIds?.[0]?.PrefixListId ?? UserIdGroupPairs?.[0]?.GroupId ?? '';
  return [IpProtocol, FromPort ?? -1, ToPort ?? -1, source].join(' ');
}

export function sameRule(rule: SecurityGroupRule, permission: IpPermission): boolean {
  return !rule.IsEgress && essence(permissionOf(rule)) === essence(permission);
}
