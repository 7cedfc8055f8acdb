/** Simulated network ACLs: one default ACL per network until somebody seeds others, entries added and taken away. */
import type * as client from '@aws-sdk/client-ec2';
import type { Call } from './call.ts';
import { filtered } from './ec2-filters.ts';
import { cutFlows } from './flows.ts';
import { resourceId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { NetworkAcl } from './world.ts';

/** Per direction and family, AWS's own last rule included (VPC quotas). */
const LIMIT = 20;
const LAST = 32_767;

/** Every subnet has an ACL: the network's default one where no other names it. */
function aclOfSubnet(call: Call, subnet: string, vpc: string): NetworkAcl {
  const held = Object.values(call.region.networkAcls).find(({ subnets }) => subnets.includes(subnet));
  if (held) return held;
  const id = resourceId('acl', call.accountId, vpc);
  const allowed = { rule: 100, allow: true, protocol: '-1', cidr: '0.0.0.0/0' };
  const acl = call.region.networkAcls[id] ?? {
    id,
    vpc,
    subnets: [],
    entries: [
      { ...allowed, egress: false },
      { ...allowed, egress: true },
    ],
  };
  acl.subnets.push(subnet);
  call.region.networkAcls[id] = acl;
  return acl;
}

function completed(call: Call): NetworkAcl[] {
  for (const instance of Object.values(call.region.instances)) {
    for (const { subnet } of Object.values(instance.interfaces)) aclOfSubnet(call, subnet, instance.vpc);
  }
  return Object.values(call.region.networkAcls);
}

function entryFields({ rule, egress, allow, protocol, cidr, cidr6 }: NetworkAcl['entries'][number]): object {
  return {
    RuleNumber: rule,
    Egress: egress,
    RuleAction: allow ? 'allow' : 'deny',
    Protocol: protocol,
    CidrBlock: cidr,
    Ipv6CidrBlock: cidr6,
  };
}

/** What AWS has at the end of every ACL; the one for IPv6 only where the network has IPv6. */
function implied(call: Call, { vpc }: NetworkAcl): NetworkAcl['entries'] {
  const deny = [false, true].map((egress) => ({ rule: LAST, egress, allow: false, protocol: '-1' }));
  const here = Object.values(call.region.instances).filter((instance) => instance.vpc === vpc);
  const six = here.some(({ interfaces }) => Object.values(interfaces).some(({ ipv6 }) => ipv6 !== undefined));
  const family = (cidr: object, shift: number) => deny.map((entry) => ({ ...entry, rule: entry.rule + shift, ...cidr }));
  return [...family({ cidr: '0.0.0.0/0' }, 0), ...(six ? family({ cidr6: '::/0' }, 1) : [])];
}

function describeNetworkAcls(call: Call, input: client.DescribeNetworkAclsCommandInput): object {
  const asked = input.NetworkAclIds ?? [];
  const all = completed(call);
  const missing = asked.find((id) => !all.some((acl) => acl.id === id));
  if (missing) throw new AwsError('InvalidNetworkAclID.NotFound', `The network acl ID '${missing}' does not exist`);
  const wanted = all.filter(({ id }) => asked.length === 0 || asked.includes(id));
  const show = (acl: NetworkAcl) => ({
    NetworkAclId: acl.id,
    VpcId: acl.vpc,
    OwnerId: call.accountId,
    IsDefault: acl.id === resourceId('acl', call.accountId, acl.vpc),
    Associations: acl.subnets.map((SubnetId) => ({
      NetworkAclAssociationId: resourceId('aclassoc', acl.id, SubnetId),
      NetworkAclId: acl.id,
      SubnetId,
    })),
    Entries: [...acl.entries, ...implied(call, acl)].map(entryFields),
    Tags: [],
  });
  const fieldsOf = (acl: NetworkAcl) => ({ 'association.subnet-id': acl.subnets, 'vpc-id': [acl.vpc], 'network-acl-id': [acl.id] });
  return filtered('NetworkAcls', wanted, input, fieldsOf, show);
}

function aclOf(call: Call, id: string | undefined): NetworkAcl {
  const acl = completed(call).find((each) => each.id === id);
  if (!acl) throw new AwsError('InvalidNetworkAclID.NotFound', `The network acl ID '${id}' does not exist`);
  return acl;
}

function createEntry(call: Call, input: client.CreateNetworkAclEntryCommandInput): object {
  const acl = aclOf(call, input.NetworkAclId);
  const { RuleNumber: rule = 0, Egress: egress = false } = input;
  if (acl.entries.some((entry) => entry.rule === rule && entry.egress === egress)) {
    throw new AwsError('NetworkAclEntryAlreadyExists', `The network acl entry identified by ${rule} already exists.`);
  }
  const family = acl.entries.filter((entry) => entry.egress === egress && (entry.cidr6 === undefined) === !input.Ipv6CidrBlock);
  // The last rule is there without being held.
  if (family.length + 1 >= LIMIT) {
    throw new AwsError('NetworkAclEntryLimitExceeded', `The maximum number of network acl entries has been reached.`);
  }
  acl.entries.push({
    rule,
    egress,
    allow: input.RuleAction === 'allow',
    protocol: input.Protocol ?? '-1',
    ...(input.CidrBlock ? { cidr: input.CidrBlock } : {}),
    ...(input.Ipv6CidrBlock ? { cidr6: input.Ipv6CidrBlock } : {}),
  });
  cutFlows(call);
  return {};
}

function deleteEntry(call: Call, input: client.DeleteNetworkAclEntryCommandInput): object {
  const acl = aclOf(call, input.NetworkAclId);
  const at = acl.entries.findIndex((entry) => entry.rule === input.RuleNumber && entry.egress === input.Egress);
  if (at < 0)
    throw new AwsError('InvalidNetworkAclEntry.NotFound', `The network acl entry identified by ${input.RuleNumber} does not exist.`);
  acl.entries.splice(at, 1);
  return {};
}

export const networkAclOperations: Operations = {
  DescribeNetworkAcls: describeNetworkAcls,
  CreateNetworkAclEntry: createEntry,
  DeleteNetworkAclEntry: deleteEntry,
};
