/** The quarantine group of a network: no rule in any direction, made when it is missing, emptied when it is not. */
import type { SecurityGroup } from '@aws-sdk/client-ec2';
import type { IsolateRead, IsolateStep } from './reads.ts';

export const QUARANTINE = 'drawbridge-quarantine';
const MARK = { Key: 'drawbridge:managed', Value: 'quarantine' };

async function groupsOf(read: IsolateRead, vpc: string, filter: { Name: string; Values: string[] }): Promise<SecurityGroup[]> {
  const Filters = [{ Name: 'vpc-id', Values: [vpc] }, filter];
  const found: SecurityGroup[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeSecurityGroups', { Filters, ...(token && { NextToken: token }) });
    found.push(...(page.SecurityGroups ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found;
}

/** By its tag: we may empty no other group, and somebody may have made one of the same name. */
export async function quarantineGroup(read: IsolateRead, vpc: string): Promise<SecurityGroup | undefined> {
  const found = await groupsOf(read, vpc, { Name: `tag:${MARK.Key}`, Values: [MARK.Value] });
  const order = ({ GroupName: name = '', GroupId: id = '' }: SecurityGroup) => `${name === QUARANTINE ? 0 : 1} ${name} ${id}`;
  return found.sort((a, b) => (order(a) < order(b) ? -1 : 1))[0];
}

/** The first name that no stranger's group has. */
async function freeName(read: IsolateRead, vpc: string): Promise<string> {
  const taken = new Set((await groupsOf(read, vpc, { Name: 'group-name', Values: [`${QUARANTINE}*`] })).map(({ GroupName }) => GroupName));
  let name = QUARANTINE;
  for (let number = 2; taken.has(name); number += 1) name = `${QUARANTINE}-${number}`;
  return name;
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
    const name = await freeName(read, vpc);
    const create: IsolateStep = {
      id: `create quarantine in ${vpc}`,
      why: `make the quarantine group of ${vpc}`,
      call: 'ec2:CreateSecurityGroup',
      input: {
        GroupName: name,
        Description: 'No traffic in or out; interfaces that Drawbridge isolated',
        VpcId: vpc,
        TagSpecifications: [{ ResourceType: 'security-group', Tags: [{ Key: 'Name', Value: name }, MARK] }],
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
