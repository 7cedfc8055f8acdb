/** The plan of a block: one deny in and one out in each network ACL, before the first allow, where there is room. */
import type { NetworkAcl, NetworkAclEntry } from '@aws-sdk/client-ec2';
import { counted } from '../../domain/counted.ts';
import type { Plan, Refusal, Step, Warning } from '../../domain/plan.ts';
import { blockProblem, cidrOf, type Network, networkOf } from '../address-limits.ts';
import type { Offer, PlanTools } from '../define.ts';
import { aclsOf, type BlockReads, deniedWord, interfacesIn, ownerOf, placeOf, subnetsOf, tagsOf } from './reads.ts';

export type BlockWrites = 'ec2:CreateNetworkAclEntry' | 'ec2:DeleteNetworkAclEntry';
type BlockStep = Step<BlockWrites>;
type Tools = PlanTools<BlockReads>;

const DAY_SECONDS = 86_400;
/** Per direction and family, the rule at the end that AWS makes included, unless AWS raised it (VPC quotas). */
const QUOTA = 20;
/** Rules from here on are AWS's own. */
const LAST = 32_767;

export async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: Tools): Promise<Plan<BlockWrites> | Refusal> {
  const { address = '', place: placeId = '' } = secret;
  const network = networkOf(address);
  const problem = blockProblem(address, tools.trustedAddresses);
  if (!network || problem)
    return {
      refused: `${address} must not be blocked: it is ${problem}`,
      nextStep: 'Look for the address behind it, or isolate the instance',
    };
  const owner = await ownerOf(tools.read, network);
  if (owner) return { refused: `${address} is our own: ${owner}`, nextStep: 'Treat what has this address as the source, and isolate that' };
  const place = await placeOf(tools.read, placeId);
  if (!place || place.subnets.length === 0)
    return {
      refused: `${placeId} is gone or has no interface`,
      nextStep: 'Nothing to do for it; block the address elsewhere if it is seen there',
      already: true,
    };
  const acls = await aclsOf(tools.read, place.subnets);
  const never = acls.map((acl) => neverReason(acl, tools)).find((reason) => reason) ?? (await neverSubnet(acls, tools));
  if (never) return { refused: never, nextStep: 'Call whoever owns the network' };
  const steps: BlockStep[] = [];
  for (const acl of acls) {
    for (const egress of [false, true]) {
      const step = denyStep(acl, egress, network);
      if (step && 'refused' in step) return step;
      if (step) steps.push(step);
    }
  }
  if (steps.length === 0)
    return {
      refused: `${address} is denied already in and out at ${placeId}`,
      nextStep: 'Nothing to do; connections inside the subnet are not stopped by it',
      already: true,
    };
  const others = (await interfacesIn(tools.read, acls.flatMap(subnetsOf))).filter(({ Attachment }) => Attachment?.InstanceId !== placeId);
  return {
    playbook: 'block_address',
    target,
    risk: network.bits === (network.family === 'ipv4' ? 32 : 128) ? 'nondestructive' : 'disruptive',
    steps,
    facts: factsOf(acls, network, others.length),
    warnings: warningsOf(acls),
    credential: false,
    expiresAfterSeconds: DAY_SECONDS,
  };
}

function neverReason({ NetworkAclId: id = '', Tags }: NetworkAcl, { neverTarget }: Tools): string | undefined {
  const tags = tagsOf(Tags);
  const reason = neverTarget(id, tags) ?? (tags.Name ? neverTarget(tags.Name, tags) : undefined);
  return reason && `network ACL ${id} must never be touched: ${reason}`;
}

/** What the ACL is for is changed with it. */
async function neverSubnet(acls: NetworkAcl[], { read, neverTarget }: Tools): Promise<string | undefined> {
  const ids = acls.flatMap(subnetsOf);
  if (ids.length === 0) return undefined;
  const { Subnets: subnets } = await read('ec2:DescribeSubnets', { SubnetIds: ids });
  for (const { SubnetId: id = '', Tags } of subnets ?? []) {
    const tags = tagsOf(Tags);
    const reason = neverTarget(id, tags) ?? (tags.Name ? neverTarget(tags.Name, tags) : undefined);
    if (reason) return `subnet ${id} must never be touched: ${reason}`;
  }
  return undefined;
}

const isOfFamily = (entry: NetworkAclEntry, { family }: Network) =>
  (family === 'ipv4' ? entry.CidrBlock : entry.Ipv6CidrBlock) !== undefined;
const wordOf = (egress: boolean) => (egress ? 'out' : 'in');

/** Undefined when it is denied there already, before anything is allowed. */
function denyStep(acl: NetworkAcl, egress: boolean, network: Network): BlockStep | Refusal | undefined {
  const { NetworkAclId: id = '', Entries: entries = [] } = acl;
  const mine = entries.filter((entry) => entry.Egress === egress);
  const allows = mine.filter(({ RuleAction }) => RuleAction === 'allow').map(({ RuleNumber = LAST }) => RuleNumber);
  const firstAllow = Math.min(LAST, ...allows);
  const cidr = cidrOf(network);
  const denied = mine.some(
    ({ RuleNumber = LAST, RuleAction, Protocol, CidrBlock, Ipv6CidrBlock }) =>
      RuleNumber < firstAllow && RuleAction === 'deny' && Protocol === '-1' && (CidrBlock === cidr || Ipv6CidrBlock === cidr),
  );
  if (denied) return undefined;
  const used = mine.filter((entry) => isOfFamily(entry, network)).length;
  if (used >= QUOTA)
    return {
      refused: `network ACL ${id} has ${used} of ${QUOTA} rules ${wordOf(egress)}: there is no room`,
      nextStep: 'Remove a rule that is not needed any more, or isolate the instance; none is ever evicted',
    };
  const taken = new Set(mine.map(({ RuleNumber }) => RuleNumber));
  let number = 1;
  while (taken.has(number)) number += 1;
  if (number >= firstAllow)
    return {
      refused: `network ACL ${id} has no free number before its first allow ${wordOf(egress)}`,
      nextStep: 'Renumber its rules so that there is room before the first allow, or isolate the instance',
    };
  const entry = { NetworkAclId: id, RuleNumber: number, Egress: egress };
  return {
    id: `deny ${cidr} ${wordOf(egress)} in ${id}`,
    why: `deny ${egress ? 'traffic to' : 'traffic from'} ${cidr} in network ACL ${id}, as rule ${number}`,
    call: 'ec2:CreateNetworkAclEntry',
    input: { ...entry, Protocol: '-1', RuleAction: 'deny', ...(network.family === 'ipv4' ? { CidrBlock: cidr } : { Ipv6CidrBlock: cidr }) },
    before: 'free',
    after: deniedWord(network),
    undo: { call: 'ec2:DeleteNetworkAclEntry', input: entry, words: 'removes the rule' },
    goesOn: true,
  };
}

function factsOf(acls: NetworkAcl[], network: Network, others: number): string[] {
  const subnets = acls.flatMap(subnetsOf);
  const used = (acl: NetworkAcl, egress: boolean) =>
    (acl.Entries ?? []).filter((entry) => entry.Egress === egress && isOfFamily(entry, network)).length;
  return [
    `${counted(others, 'other interface')} in ${counted(subnets.length, 'subnet')} ${others === 1 ? 'loses' : 'lose'} ${cidrOf(network)} too: ${subnets.join(', ')}`,
    'The block ends by itself after 24 h',
    ...acls.map((acl) => `Network ACL ${acl.NetworkAclId}: ${used(acl, false)} rules in and ${used(acl, true)} out of ${QUOTA} used`),
    'Open connections with it end; traffic inside the subnet and lookups through the VPC resolver do not',
    'Not checked: whether an AWS service, a partner or another account of ours uses this address; CloudFront is known in part',
  ];
}

function warningsOf(acls: NetworkAcl[]): Warning[] {
  const wide = acls.filter((acl) => subnetsOf(acl).length > 1);
  if (wide.length === 0) return [];
  const text = `Network ACL ${wide.map(({ NetworkAclId }) => NetworkAclId).join(', ')} is for several subnets: all of them lose this address`;
  return [{ code: 'several-subnets', text }];
}
