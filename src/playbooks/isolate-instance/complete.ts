/** What a call needs that exists only when it is made: the quarantine group's id and rules; and without what steps carry for themselves. */
import { QUARANTINE, quarantineGroup, ruleIds } from './quarantine-group.ts';
import type { IsolateRead, IsolateStep } from './reads.ts';

type Input = Record<string, unknown>;

async function groupOf(read: IsolateRead, vpc: string): Promise<string> {
  const group = await quarantineGroup(read, vpc);
  if (!group?.GroupId) throw new Error(`the quarantine group of ${vpc} is not there`);
  return group.GroupId;
}

function without(input: Input, ...names: string[]): Input {
  return Object.fromEntries(Object.entries(input).filter(([name]) => !names.includes(name)));
}

export async function complete({ call, input }: IsolateStep, { read }: { read: IsolateRead }): Promise<Input> {
  switch (call) {
    case 'ec2:RevokeSecurityGroupEgress':
    case 'ec2:RevokeSecurityGroupIngress': {
      const group = await groupOf(read, String(input.VpcId));
      return { GroupId: group, SecurityGroupRuleIds: await ruleIds(read, group, call === 'ec2:RevokeSecurityGroupEgress') };
    }
    case 'ec2:ModifyNetworkInterfaceAttribute': {
      const [named] = Array.isArray(input.Groups) ? (input.Groups as string[]) : [];
      if (!named?.startsWith(`${QUARANTINE} of `)) return input;
      return { ...input, Groups: [await groupOf(read, named.slice(`${QUARANTINE} of `.length))] };
    }
    case 'autoscaling:DetachInstances':
      return without(input, 'Balancers');
    case 'ec2:DisassociateAddress':
      return without(input, 'NetworkInterfaceId', 'PrivateIpAddress');
    case 'ec2:DisassociateIamInstanceProfile':
      return without(input, 'InstanceId');
    case 'ec2:DeleteNetworkAclEntry':
      return without(input, 'CidrBlock', 'Ipv6CidrBlock');
    case 'iam:DeleteRolePolicy':
      return without(input, 'PolicyDocument');
    default:
      return input;
  }
}
