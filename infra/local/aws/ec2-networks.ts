/** Simulated networks as far as responses look at them: subnets, their routes, and where flow logs go. */
import type * as client from '@aws-sdk/client-ec2';
import type { Call } from './call.ts';
import { filtered } from './ec2-filters.ts';
import { resourceId } from './ids.ts';
import type { Operations } from './wire.ts';

interface Subnet {
  id: string;
  vpc: string;
  zone: string;
}

function subnets(call: Call): Subnet[] {
  const found = new Map<string, Subnet>();
  for (const { vpc, zone, interfaces } of Object.values(call.region.instances)) {
    for (const { subnet } of Object.values(interfaces)) found.set(subnet, { id: subnet, vpc, zone });
  }
  return [...found.values()];
}

function describeSubnets(call: Call, input: client.DescribeSubnetsCommandInput): object {
  const wanted = subnets(call).filter(({ id }) => !input.SubnetIds?.length || input.SubnetIds.includes(id));
  const show = ({ id, vpc, zone }: Subnet) => ({
    SubnetId: id,
    VpcId: vpc,
    AvailabilityZone: zone,
    OwnerId: call.accountId,
    State: 'available',
  });
  return filtered('Subnets', wanted, input, ({ id, vpc }) => ({ 'subnet-id': [id], 'vpc-id': [vpc] }), show);
}

function wayOut(call: Call, { id, vpc }: Subnet): object[] {
  const way = call.region.routes?.[id] ?? 'internet';
  const everywhere = { DestinationCidrBlock: '0.0.0.0/0', State: 'active', Origin: 'CreateRoute' };
  if (way === 'nat') return [{ ...everywhere, NatGatewayId: resourceId('nat', vpc) }];
  if (way === 'transit') return [{ ...everywhere, TransitGatewayId: resourceId('tgw', vpc) }];
  return way === 'none' ? [] : [{ ...everywhere, GatewayId: resourceId('igw', vpc) }];
}

function describeRouteTables(call: Call, input: client.DescribeRouteTablesCommandInput): object {
  const show = (subnet: Subnet) => ({
    RouteTableId: resourceId('rtb', subnet.id),
    VpcId: subnet.vpc,
    Associations: [{ Main: false, RouteTableAssociationId: resourceId('rtbassoc', subnet.id), SubnetId: subnet.id }],
    Routes: [
      { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: 'active', Origin: 'CreateRouteTable' },
      ...wayOut(call, subnet),
    ],
  });
  return filtered(
    'RouteTables',
    subnets(call),
    input,
    ({ id, vpc }) => ({ 'association.subnet-id': [id], 'association.main': ['false'], 'vpc-id': [vpc] }),
    show,
  );
}

function describeFlowLogs(call: Call, input: client.DescribeFlowLogsCommandInput): object {
  const all = Object.entries(call.region.flowLogs ?? {}).map(([vpc, group]) => ({ vpc, group }));
  const show = ({ vpc, group }: (typeof all)[number]) => ({
    FlowLogId: resourceId('fl', vpc),
    FlowLogStatus: 'ACTIVE',
    ResourceId: vpc,
    LogGroupName: group,
    LogDestinationType: 'cloud-watch-logs',
    TrafficType: 'ALL',
    MaxAggregationInterval: 60,
  });
  const listing = { Filters: input.Filter, MaxResults: input.MaxResults, NextToken: input.NextToken };
  return filtered('FlowLogs', all, listing, ({ vpc, group }) => ({ 'resource-id': [vpc], 'log-group-name': [group] }), show);
}

export const networkOperations: Operations = {
  DescribeSubnets: describeSubnets,
  DescribeRouteTables: describeRouteTables,
  DescribeFlowLogs: describeFlowLogs,
};
