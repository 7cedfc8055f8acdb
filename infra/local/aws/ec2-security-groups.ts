/** Simulated EC2 security groups and their rules, in both forms in which EC2 shows them. */
import type * as client from '@aws-sdk/client-ec2';
import { securityGroupOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { filtered, tagFields } from './ec2-filters.ts';
import { resourceId } from './ids.ts';
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

function arnOf(call: Call, id: string): string {
  return `arn:aws:ec2:${call.regionName}:${call.accountId}:security-group/${id}`;
}

function groupFields(call: Call, group: SecurityGroup): object {
  const rules = Object.values(group.rules);
  return {
    GroupId: group.id,
    GroupName: group.name,
    Description: group.description,
    OwnerId: call.accountId,
    VpcId: group.vpc,
    SecurityGroupArn: arnOf(call, group.id),
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

function ruleFields(call: Call, { id, group, rule }: Held): object {
  return {
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
  };
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
  const wanted = held.filter(({ id }) => asked.length === 0 || asked.includes(id));
  return filtered(
    'SecurityGroupRules',
    wanted,
    input,
    ({ id, group }) => ({ 'group-id': [group.id], 'security-group-rule-id': [id] }),
    (rule) => ruleFields(call, rule),
  );
}

function createSecurityGroup(call: Call, input: client.CreateSecurityGroupCommandInput): object {
  const { GroupName: name = '', VpcId: vpc = '', Description: description = '' } = input;
  if (Object.values(call.region.securityGroups).some((group) => group.name === name && group.vpc === vpc)) {
    throw new AwsError('InvalidGroup.Duplicate', `The security group '${name}' already exists for VPC '${vpc}'`);
  }
  const id = resourceId('sg', call.accountId, vpc, name, String(call.now));
  const tags = Object.fromEntries((input.TagSpecifications?.[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const everything = { egress: true, protocol: '-1', fromPort: -1, toPort: -1 };
  const rules = {
    [resourceId('sgr', id, 'out4')]: { ...everything, cidr: '0.0.0.0/0' },
    [resourceId('sgr', id, 'out6')]: { ...everything, cidr6: '::/0' },
  };
  call.region.securityGroups[id] = { id, name, description, vpc, tags, rules };
  return { GroupId: id, SecurityGroupArn: arnOf(call, id), Tags: input.TagSpecifications?.[0]?.Tags };
}

function revoke(egress: boolean) {
  return (call: Call, input: client.RevokeSecurityGroupIngressCommandInput): object => {
    const group = securityGroupOf(call, input.GroupId);
    const ids = input.SecurityGroupRuleIds ?? [];
    if (ids.length === 0) throw new AwsError('InvalidParameterValue', 'The sandbox revokes rules by their ids only.');
    for (const id of ids) {
      if (!Object.hasOwn(group.rules, id) || group.rules[id]?.egress !== egress) {
        throw new AwsError('InvalidSecurityGroupRuleId.NotFound', `The security group rule ID '${id}' does not exist`);
      }
    }
    for (const id of ids) delete group.rules[id];
    return { Return: true };
  };
}

/** The rules of one permission, each range by itself. */
function rulesOf(permission: client.IpPermission): SecurityGroupRule[] {
  const { IpProtocol: protocol = '-1', FromPort: fromPort = -1, ToPort: toPort = -1 } = permission;
  const said = (description: string | undefined) => (description === undefined ? {} : { description });
  const common = { egress: false, protocol, fromPort, toPort };
  return [
    ...(permission.IpRanges ?? []).map(({ CidrIp = '', Description }) => ({ ...common, cidr: CidrIp, ...said(Description) })),
    ...(permission.Ipv6Ranges ?? []).map(({ CidrIpv6 = '', Description }) => ({ ...common, cidr6: CidrIpv6, ...said(Description) })),
    ...(permission.UserIdGroupPairs ?? []).map(({ GroupId = '', Description }) => ({ ...common, group: GroupId, ...said(Description) })),
  ];
}

function authorizeIngress(call: Call, input: client.AuthorizeSecurityGroupIngressCommandInput): object {
  const group = securityGroupOf(call, input.GroupId);
  const same = (a: SecurityGroupRule, b: SecurityGroupRule) =>
    a.egress === b.egress &&
    a.protocol === b.protocol &&
    a.fromPort === b.fromPort &&
    a.toPort === b.toPort &&
    a.cidr === b.cidr &&
    a.cidr6 === b.cidr6 &&
    a.group === b.group;
  const rules = (input.IpPermissions ?? []).flatMap(rulesOf);
  for (const rule of rules) {
    if (Object.values(group.rules).some((other) => same(other, rule))) {
      throw new AwsError('InvalidPermission.Duplicate', 'the specified rule already exists');
    }
  }
  const made = rules.map((rule, place): Held => {
    const id = resourceId('sgr', group.id, JSON.stringify(rule), String(call.now), String(place));
    return { id, group, rule };
  });
  for (const { id, rule } of made) group.rules[id] = rule;
  return { Return: true, SecurityGroupRules: made.map((rule) => ruleFields(call, rule)) };
}

export const securityGroupOperations: Operations = {
  CreateSecurityGroup: createSecurityGroup,
  RevokeSecurityGroupIngress: revoke(false),
  RevokeSecurityGroupEgress: revoke(true),
  AuthorizeSecurityGroupIngress: authorizeIngress,
  DescribeSecurityGroups: describeSecurityGroups,
  DescribeSecurityGroupRules: describeSecurityGroupRules,
};
