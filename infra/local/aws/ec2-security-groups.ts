/** Simulated EC2 security groups and their rules, in both forms in which EC2 shows them. */
import type * as client from '@aws-sdk/client-ec2';
import { securityGroupOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { filtered, tagFields } from './ec2-filters.ts';
import { AwsError, type Operations } from './wire.ts';
import type { SecurityGroup, SecurityGroupRule } from './world.ts';

/** One permission for each rule: EC2 may fold several into one, readers must cope with both. */
function permission(call: Call, rule: SecurityGroupRule): object {
  const ports = rule.protocol === '-1' ? {} : { FromPort: rule.fromPort, ToPort: rule.toPort };
  const said = rule.description === undefined ? {} : { Description: rule.description };
  return {
    IpProtocol: rule.protocol,
    ...ports,
    IpRanges: rule.cidr ? [{ CidrIp: rule.cidr, ...said }] : [],
    Ipv6Ranges: rule.cidr6 ? [{ CidrIpv6: rule.cidr6, ...said }] : [],
    UserIdGroupPairs: rule.group ? [{ GroupId: rule.group, UserId: call.accountId, ...said }] : [],
    PrefixListIds: [],
  };
}

function groupFields(call: Call, group: SecurityGroup): object {
  const rules = Object.values(group.rules);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: call.accountId,
    VpcId: group.vpc,
    SecurityGroupArn: `arn:aws:ec2:${call.regionName}:${call.accountId}:security-group/${group.id}`,
    IpPermissions: rules.filter((rule) => !rule.egress).map((rule) => permission(call, rule)),
    IpPermissionsEgress: rules.filter((rule) => rule.egress).map((rule) => permission(call, rule)),
    Tags: tagList(group.tags),
  };
}

function describeSecurityGroups(call: Call, input: client.DescribeSecurityGroupsCommandInput): object {
  const ids = input.GroupIds ?? [];
  const groups = ids.length > 0 ? ids.map((id) => securityGroupOf(call, id)) : Object.values(call.region.securityGroups);
  const fieldsOf = (group: SecurityGroup) => ({
    ...tagFields(group.tags),
    'group-id': [group.id],
    'group-name': [group.name],
    'vpc-id': [group.vpc],
    'ip-permission.cidr': Object.values(group.rules).map((rule) => (rule.egress ? undefined : rule.cidr)),
  });
  const names = input.GroupNames ?? [];
  const named = groups.filter((group) => names.length === 0 || names.includes(group.name));
  return filtered('SecurityGroups', named, input, fieldsOf, (group) => groupFields(call, group));
}

interface Held {
  id: string;
  group: SecurityGroup;
  rule: SecurityGroupRule;
}

function describeSecurityGroupRules(call: Call, input: client.DescribeSecurityGroupRulesCommandInput): object {
  // A filter by group id asks about that group, so it is adopted like any other.
  for (const filter of input.Filters ?? []) {
    if (filter.Name === 'group-id') for (const id of filter.Values ?? []) securityGroupOf(call, id);
  }
  const held = Object.values(call.region.securityGroups).flatMap((group) =>
    Object.entries(group.rules).map(([id, rule]): Held => ({ id, group, rule })),
  );
  const asked = input.SecurityGroupRuleIds ?? [];
  const missing = asked.find((id) => !held.some((rule) => rule.id === id));
  if (missing) throw new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${missing}' does not exist`);
  const show = ({ id, group, rule }: Held) => ({
    SecurityGroupRuleId: id,
    GroupId: group.id,
    GroupOwnerId: call.accountId,
    IsEgress: rule.egress,
    IpProtocol: rule.protocol,
    FromPort: rule.fromPort,
    ToPort: rule.toPort,
    CidrIpv4: rule.cidr,
    CidrIpv6: rule.cidr6,
    ReferencedGroupInfo: rule.group ? { GroupId: rule.group, UserId: call.accountId } : undefined,
    Description: rule.description,
    Tags: [],
  });
  const wanted = held.filter(({ id }) => asked.length === 0 || asked.includes(id));
  return filtered(
    'SecurityGroupRules',
    wanted,
    input,
    ({ id, group }) => ({ 'group-id': [group.id], 'security-group-rule-id': [id] }),
    show,
  );
}

export const securityGroupOperations: Operations = {
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
};
