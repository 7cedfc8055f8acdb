/** The contract about security groups and their rules, interfaces, network ACLs, subnets, routes and flow logs. */
import { expect } from 'vitest';
import { NOBODY, type On, row } from './row.ts';

let made = 0;

async function newGroup({ call, facts }: On, name?: string): Promise<string> {
  made += 1;
  const group = { GroupName: name ?? `group-${made}`, Description: 'made by the contract', VpcId: facts.vpc };
  const Tags = [{ Key: 'drawbridge:managed', Value: 'quarantine' }];
  const { GroupId } = await call('ec2:CreateSecurityGroup', { ...group, TagSpecifications: [{ ResourceType: 'security-group', Tags }] });
  return GroupId ?? '';
}

async function rulesOf({ call }: On, group: string) {
  const { SecurityGroupRules } = await call('ec2:DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [group] }] });
  return SecurityGroupRules ?? [];
}

const ssh = {
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'ssh' }],
  Ipv6Ranges: [{ CidrIpv6: '::/0' }],
};

async function aclOf({ call, facts }: On) {
  const { NetworkAcls } = await call('ec2:DescribeNetworkAcls', { Filters: [{ Name: 'association.subnet-id', Values: [facts.subnet] }] });
  return NetworkAcls?.[0];
}

export const networkRows = [
  row(['ec2:CreateSecurityGroup', 'ec2:DescribeSecurityGroups'], 'found by name and network, tagged, open to the outside', async (on) => {
    const { call, facts, refusal } = on;
    const GroupId = await newGroup(on, 'drawbridge-quarantine');
    const Filters = [
      { Name: 'group-name', Values: ['drawbridge-quarantine'] },
      { Name: 'vpc-id', Values: [facts.vpc] },
    ];
    const { SecurityGroups } = await call('ec2:DescribeSecurityGroups', { Filters });
    expect(SecurityGroups).toMatchObject([{ GroupId, VpcId: facts.vpc, Tags: [{ Key: 'drawbridge:managed', Value: 'quarantine' }] }]);
    expect(SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    const open = SecurityGroups?.[0]?.IpPermissionsEgress?.filter(({ IpProtocol }) => IpProtocol === '-1') ?? [];
    expect(open.flatMap(({ IpRanges }) => IpRanges ?? [])).toContainEqual({ CidrIp: '0.0.0.0/0' });
    const again = { GroupName: 'drawbridge-quarantine', Description: 'again', VpcId: facts.vpc };
    expect(await refusal('ec2:CreateSecurityGroup', again)).toBe('InvalidGroup.Duplicate');
  }),
  row('ec2:DescribeSecurityGroups', 'InvalidGroup.NotFound', async ({ refusal }) => {
    expect(await refusal('ec2:DescribeSecurityGroups', { GroupIds: [NOBODY.group] })).toBe('InvalidGroup.NotFound');
  }),
  row(
    ['ec2:AuthorizeSecurityGroupIngress', 'ec2:DescribeSecurityGroupRules', 'ec2:RevokeSecurityGroupIngress'],
    'each range is a rule of its own with an id, revoked by it',
    async (on) => {
      const { call, refusal } = on;
      const GroupId = await newGroup(on);
      const { SecurityGroupRules: made } = await call('ec2:AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] });
      const rules = (await rulesOf(on, GroupId)).filter(({ IsEgress }) => !IsEgress);
      expect(rules.map(({ CidrIpv4, CidrIpv6, FromPort, Description }) => [CidrIpv4 ?? CidrIpv6, FromPort, Description]).sort()).toEqual([
        ['0.0.0.0/0', 22, 'ssh'],
        ['::/0', 22, undefined],
      ]);
      const idsOf = (held: typeof made) => held?.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId).sort();
      expect(idsOf(made)).toEqual(idsOf(rules));
      expect(await refusal('ec2:AuthorizeSecurityGroupIngress', { GroupId, IpPermissions: [ssh] })).toBe('InvalidPermission.Duplicate');
      const SecurityGroupRuleIds = rules.flatMap(({ SecurityGroupRuleId }) => SecurityGroupRuleId ?? []);
      await call('ec2:RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds });
      expect((await rulesOf(on, GroupId)).filter(({ IsEgress }) => !IsEgress)).toEqual([]);
    },
  ),
  row(
    'ec2:RevokeSecurityGroupIngress',
    'InvalidSecurityGroupRuleId.NotFound',
    async (on) => {
      const GroupId = await newGroup(on);
      const SecurityGroupRuleIds = ['sgr-0123456789abcdef0'];
      expect(await on.refusal('ec2:RevokeSecurityGroupIngress', { GroupId, SecurityGroupRuleIds })).toBe(
        'InvalidSecurityGroupRuleId.NotFound',
      );
    },
    { differs: 'moto says InvalidPermission.NotFound, which is for rules named by their ranges' },
  ),
  row('ec2:RevokeSecurityGroupEgress', 'what a new group opens to the outside is closed by rule id', async (on) => {
    const GroupId = await newGroup(on);
    const ids = (await rulesOf(on, GroupId)).flatMap(({ SecurityGroupRuleId, IsEgress }) => (IsEgress ? (SecurityGroupRuleId ?? []) : []));
    expect(ids.length).toBeGreaterThan(0);
    await on.call('ec2:RevokeSecurityGroupEgress', { GroupId, SecurityGroupRuleIds: ids });
    expect(await rulesOf(on, GroupId)).toEqual([]);
  }),
  row(
    ['ec2:DescribeNetworkInterfaces', 'ec2:ModifyNetworkInterfaceAttribute'],
    'the groups of an interface are replaced as a whole',
    async (on) => {
      const { call, facts } = on;
      const NetworkInterfaceId = facts.interface;
      const Filters = [{ Name: 'attachment.instance-id', Values: [facts.instance] }];
      const groups = async () => {
        const { NetworkInterfaces } = await call('ec2:DescribeNetworkInterfaces', { Filters });
        expect(NetworkInterfaces).toMatchObject([{ NetworkInterfaceId, VpcId: facts.vpc, SubnetId: facts.subnet }]);
        return NetworkInterfaces?.[0]?.Groups?.flatMap(({ GroupId }) => GroupId ?? []) ?? [];
      };
      const before = await groups();
      const quarantine = await newGroup(on);
      await call('ec2:ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: [quarantine] });
      expect(await groups()).toEqual([quarantine]);
      await call('ec2:ModifyNetworkInterfaceAttribute', { NetworkInterfaceId, Groups: before });
      expect(await groups()).toEqual(before);
    },
  ),
  row('ec2:ModifyNetworkInterfaceAttribute', 'InvalidNetworkInterfaceID.NotFound', async (on) => {
    const wanted = { NetworkInterfaceId: 'eni-0123456789abcdef0', Groups: [await newGroup(on)] };
    expect(await on.refusal('ec2:ModifyNetworkInterfaceAttribute', wanted)).toBe('InvalidNetworkInterfaceID.NotFound');
  }),
  row(
    ['ec2:DescribeNetworkAcls', 'ec2:CreateNetworkAclEntry', 'ec2:DeleteNetworkAclEntry'],
    'the ACL of a subnet; an entry comes (NetworkAclEntryAlreadyExists for its number) and goes',
    async (on) => {
      const { call, refusal } = on;
      const { NetworkAclId } = (await aclOf(on)) ?? {};
      const numbers = async () =>
        ((await aclOf(on))?.Entries ?? []).map(({ RuleNumber, Egress }) => `${RuleNumber} ${Egress ? 'out' : 'in'}`);
      expect(await numbers()).toEqual(expect.arrayContaining(['100 in', '100 out', '32767 in', '32767 out']));
      const entry = { NetworkAclId, RuleNumber: 50, Egress: false };
      const denied = { ...entry, RuleAction: 'deny' as const, Protocol: '-1', CidrBlock: '203.0.113.7/32' };
      await call('ec2:CreateNetworkAclEntry', denied);
      expect((await aclOf(on))?.Entries).toContainEqual(
        expect.objectContaining({ RuleNumber: 50, Egress: false, RuleAction: 'deny', Protocol: '-1', CidrBlock: '203.0.113.7/32' }),
      );
      expect(await refusal('ec2:CreateNetworkAclEntry', denied)).toBe('NetworkAclEntryAlreadyExists');
      await call('ec2:DeleteNetworkAclEntry', entry);
      expect(await numbers()).not.toContain('50 in');
    },
  ),
  row(
    'ec2:DeleteNetworkAclEntry',
    'InvalidNetworkAclEntry.NotFound',
    async (on) => {
      const { NetworkAclId } = (await aclOf(on)) ?? {};
      const entry = { NetworkAclId, RuleNumber: 77, Egress: false };
      expect(await on.refusal('ec2:DeleteNetworkAclEntry', entry)).toBe('InvalidNetworkAclEntry.NotFound');
    },
    { differs: 'moto answers an error page' },
  ),
  row('ec2:DescribeSubnets', 'the network of a subnet', async ({ call, facts }) => {
    const { Subnets } = await call('ec2:DescribeSubnets', { SubnetIds: [facts.subnet] });
    expect(Subnets).toMatchObject([{ SubnetId: facts.subnet, VpcId: facts.vpc, State: 'available' }]);
  }),
  row('ec2:DescribeRouteTables', 'route tables of a network, each with a local route', async ({ call, facts }) => {
    const { RouteTables } = await call('ec2:DescribeRouteTables', { Filters: [{ Name: 'vpc-id', Values: [facts.vpc] }] });
    expect(RouteTables?.length).toBeGreaterThan(0);
    for (const { Routes } of RouteTables ?? []) expect(Routes).toContainEqual(expect.objectContaining({ GatewayId: 'local' }));
  }),
  row('ec2:DescribeFlowLogs', 'the log group of a network', async ({ call, facts }) => {
    const { FlowLogs } = await call('ec2:DescribeFlowLogs', { Filter: [{ Name: 'resource-id', Values: [facts.vpc] }] });
    expect(FlowLogs).toMatchObject([{ ResourceId: facts.vpc, LogGroupName: facts.logGroup, FlowLogStatus: 'ACTIVE' }]);
  }),
];
