/** The quarantine group of a network: no rule in any direction, made when it is missing, emptied when it is not. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { IsolateRead, IsolateStep } from './reads.ts';

export const QUARANTINE = 'drawbridge-quarantine';
const tags = [
  { Key: 'Name', Value: QUARANTINE },
  { Key: 'drawbridge:managed', Value: 'quarantine' },
];

export async function quarantineGroup(read: IsolateRead, vpc: string): Promise<SecurityGroup | undefined> {
  const filters = [
    { Name: 'vpc-id', Values: [vpc] },
    { Name: 'group-name', Values: [QUARANTINE] },
  ];
  const { SecurityGroups: found } = await read('ec2:DescribeSecurityGroups', { Filters: filters });
  return found?.[0];
}

/** Ids of all its rules in one direction, IPv4, IPv6, groups and prefix lists alike. */
export async function ruleIds(read: IsolateRead, groupId: string, egress: boolean): Promise<string[]> {
  const ids: string[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeSecurityGroupRules', {
      Filters: [{ Name: 'group-id', Values: [groupId] }],
      ...(token ? { NextToken: token } : {}),
    });
    for (const rule of page.SecurityGroupRules ?? [])
      if (rule.IsEgress === egress && rule.SecurityGroupRuleId) ids.push(rule.SecurityGroupRuleId);
    token = page.NextToken;
  } while (token);
  return ids.sort();
}

function emptyStep(vpc: string, egress: boolean, needs: string[]): IsolateStep {
  const direction = egress ? 'out of' : 'into';
  return {
    id: `empty ${egress ? 'egress' : 'ingress'} of quarantine in ${vpc}`,
    why: `take every rule ${direction} the quarantine group of ${vpc} away`,
    call: egress ? 'ec2:RevokeSecurityGroupEgress' : 'ec2:RevokeSecurityGroupIngress',
    // The group's and the rules' ids are looked up when it is run: they may not exist yet.
    input: { VpcId: vpc },
    before: 'open',
    after: 'empty',
    undo: { kept: 'a quarantine group has no rules' },
    goesOn: true,
    ...(needs.length > 0 && { needs }),
  };
}

/** What has to be done before interfaces of this network can be moved: nothing when the group is there and empty. */
export async function groupSteps(read: IsolateRead, vpc: string): Promise<IsolateStep[]> {
  const group = await quarantineGroup(read, vpc);
  if (!group?.GroupId) {
    const create: IsolateStep = {
      id: `create quarantine in ${vpc}`,
      why: `make the quarantine group of ${vpc}`,
      call: 'ec2:CreateSecurityGroup',
      input: {
        GroupName: QUARANTINE,
        Description: 'No traffic in or out; interfaces that Drawbridge isolated',
        VpcId: vpc,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: tags }],
      },
      before: 'absent',
      after: 'present',
      undo: { kept: 'an empty group, used again' },
      goesOn: true,
    };
    // AWS puts rules that let everything out into every new group.
    return [create, emptyStep(vpc, true, [create.id])];
  }
  const dirty: IsolateStep[] = [];
  for (const egress of [false, true]) {
    if ((await ruleIds(read, group.GroupId, egress)).length > 0) dirty.push(emptyStep(vpc, egress, []));
  }
  return dirty;
}
