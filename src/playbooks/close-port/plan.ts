/** The plan that closes ports: one revocation for each rule that is open to everybody and about the port, each with its exact inverse. */
import type { SecurityGroup, SecurityGroupRule } from '@aws-sdk/client-ec2';
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { Plan, Refusal, Step } from '../../domain/plan.ts';
import type { Offer, PlanTools } from '../define.ts';
import { factsOf, type Opening, warningsOf } from './facts.ts';
import { coversWeb, fromText, isOpen, matches, onlyHighRisk, portWords } from './ports.ts';
import { groupsById, isBalancer, type PortReads, permissionOf, rulesOf, sourceOf, usersOf } from './rules.ts';

export type PortWrites = 'ec2:AuthorizeSecurityGroupIngress' | 'ec2:RevokeSecurityGroupIngress';
type Tools = PlanTools<PortReads>;

function tagsOf(tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined): Record<string, string> {
  return Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));
}

export async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: Tools): Promise<Plan<PortWrites> | Refusal> {
  const wanted = fromText(secret.ports ?? '');
  const ids = secret.groupId ? [secret.groupId] : await groupsOfInstance(secret.instanceId ?? '', tools);
  if ('refused' in ids) return ids;
  const groups = await groupsById(tools.read, ids);
  if (groups.length === 0)
    return { refused: `${target.label}: the group is gone`, nextStep: 'Nothing to do; look at who deleted it', already: true };
  const never = groups.map((group) => neverReason(group, tools)).find((reason) => reason);
  if (never) return { refused: never, nextStep: 'Call whoever owns this group; policy names them' };
  if (wanted.ports === 'default-group' && groups.some(({ GroupName }) => GroupName !== 'default'))
    return {
      refused: `${target.label} is not the default group of its network`,
      nextStep: 'Look at the finding; the group may have been replaced',
    };
  const all = (await rulesOf(tools.read, ids)).filter(({ IsEgress }) => !IsEgress);
  const closing = all.filter((rule) => matches(rule, wanted));
  if (closing.length === 0) {
    const nextStep =
      'Nothing to do: the control looks again by itself. Where it was reached through a prefix list or a load balancer, look there';
    return { refused: `${target.label} has no such rule that is open to the world`, nextStep, already: true };
  }
  const users = await usersOf(tools.read, ids);
  const opening: Opening = { groups, closing, staying: all.filter((rule) => !closing.includes(rule)), users, wanted };
  const balanced = users.some(isBalancer) && closing.some(coversWeb);
  const isDefault = groups.some(({ GroupName }) => GroupName === 'default');
  const harmless = !isDefault && closing.every((rule) => onlyHighRisk(rule) && isOpen(rule));
  const [first] = groups;
  return {
    playbook: 'close_port',
    target: { ...target, label: groups.length === 1 && secret.groupId ? labelOf(first) : target.label },
    risk: harmless ? 'nondestructive' : 'disruptive',
    steps: closing.map((rule) => closeStep(rule, groups)),
    facts: factsOf(opening),
    warnings: warningsOf(opening, balanced),
    credential: false,
    ...(balanced && { harmsOthers: true, unknown: ['whether the load balancer is meant to be reached by everybody'] }),
  };
}

function labelOf(group: SecurityGroup | undefined): string {
  return `${group?.GroupId} (${group?.GroupName})`;
}

function neverReason({ GroupId: id = '', GroupName: name = '', Tags }: SecurityGroup, { neverTarget }: Tools): string | undefined {
  const tags = tagsOf(Tags);
  const reason = [id, name, tags.Name ?? ''].map((each) => neverTarget(each, tags)).find((found) => found);
  return reason && `${id} (${name}) must never be touched: ${reason}`;
}

async function groupsOfInstance(id: string, { read, neverTarget }: Tools): Promise<string[] | Refusal> {
  const gone = { refused: `${id || 'The instance'} is gone`, nextStep: 'Nothing to do; look at who ended it', already: true };
  if (!/^i-[0-9a-f]+$/.test(id)) return gone;
  try {
    const { Reservations: found } = await read('ec2:DescribeInstances', { InstanceIds: [id] });
    const instance = found?.[0]?.Instances?.[0];
    if (!instance || instance.State?.Name === 'terminated') return gone;
    const tags = tagsOf(instance.Tags);
    const reason = neverTarget(id, tags) ?? neverTarget(tags.Name ?? '', tags);
    if (reason)
      return { refused: `${id} must never be touched: ${reason}`, nextStep: 'Call whoever owns this instance; policy names them' };
    const groups = (instance.NetworkInterfaces ?? []).flatMap(({ Groups }) => (Groups ?? []).flatMap(({ GroupId }) => GroupId ?? []));
    return [...new Set(groups)].sort();
  } catch (error) {
    if (error instanceof AwsCallError && error.code.startsWith('InvalidInstanceID')) return gone;
    throw error;
  }
}

function closeStep(rule: SecurityGroupRule, groups: SecurityGroup[]): Step<PortWrites> {
  const { GroupId: group = '', SecurityGroupRuleId: id = '', Tags: tags = [] } = rule;
  const name = groups.find(({ GroupId }) => GroupId === group)?.GroupName;
  const TagSpecifications = [{ ResourceType: 'security-group-rule', Tags: tags }];
  return {
    id: `close ${id}`,
    why: `remove ${portWords(rule)} from ${sourceOf(rule)} in ${group}${name ? ` (${name})` : ''}`,
    call: 'ec2:RevokeSecurityGroupIngress',
    input: { GroupId: group, SecurityGroupRuleIds: [id] },
    before: 'open',
    after: 'closed',
    undo: {
      call: 'ec2:AuthorizeSecurityGroupIngress',
      input: { GroupId: group, IpPermissions: [permissionOf(rule)], ...(tags.length > 0 && { TagSpecifications }) },
    },
    goesOn: true,
  };
}
