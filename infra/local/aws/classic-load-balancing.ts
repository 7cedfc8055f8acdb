/** Simulated classic load balancers: which instances are behind them. */
import type * as client from '@aws-sdk/client-elastic-load-balancing';
import { type Call, pageOf, tagList } from './call.ts';
import { AwsError, type Operations, queryWire, type Service } from './wire.ts';
import type { ClassicLoadBalancer } from './world-network.ts';

function balancerOf(call: Call, name: string | undefined): ClassicLoadBalancer {
  const held = call.region.classicLoadBalancers?.[name ?? ''];
  if (!held) throw new AwsError('LoadBalancerNotFound', `There is no ACTIVE Load Balancer named '${name}'`);
  return held;
}

const shown = (ids: readonly string[]) => ids.map((InstanceId) => ({ InstanceId }));

function describeLoadBalancers(call: Call, input: client.DescribeLoadBalancersCommandInput): object {
  const names = input.LoadBalancerNames ?? [];
  const all = names.length > 0 ? names.map((name) => balancerOf(call, name)) : Object.values(call.region.classicLoadBalancers ?? {});
  const page = pageOf(all, input.PageSize, input.Marker);
  return {
    LoadBalancerDescriptions: page.items.map(({ name, vpc, instances }) => ({
      LoadBalancerName: name,
      VPCId: vpc,
      Instances: shown(instances),
    })),
    NextMarker: page.next,
  };
}

function deregister(call: Call, input: client.DeregisterInstancesFromLoadBalancerCommandInput): object {
  const balancer = balancerOf(call, input.LoadBalancerName);
  const gone = new Set((input.Instances ?? []).map(({ InstanceId }) => InstanceId));
  balancer.instances = balancer.instances.filter((id) => !gone.has(id));
  return { Instances: shown(balancer.instances) };
}

function register(call: Call, input: client.RegisterInstancesWithLoadBalancerCommandInput): object {
  const balancer = balancerOf(call, input.LoadBalancerName);
  balancer.instances = [...new Set([...balancer.instances, ...(input.Instances ?? []).flatMap(({ InstanceId }) => InstanceId ?? [])])];
  return { Instances: shown(balancer.instances) };
}

function describeTags(call: Call, input: client.DescribeTagsCommandInput): object {
  const shown = (name: string) => ({ LoadBalancerName: name, Tags: tagList(balancerOf(call, name).tags ?? {}) });
  return { TagDescriptions: (input.LoadBalancerNames ?? []).map(shown) };
}

const operations: Operations = {
  DescribeTags: describeTags,
  DescribeLoadBalancers: describeLoadBalancers,
  DeregisterInstancesFromLoadBalancer: deregister,
  RegisterInstancesWithLoadBalancer: register,
};

export const classicLoadBalancing: Service = {
  wire: queryWire(() => import('@aws-sdk/client-elastic-load-balancing'), 'query'),
  operations,
};
