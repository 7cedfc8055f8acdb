/** Simulated EC2 network interfaces and the addresses on them. */
import type * as client from '@aws-sdk/client-ec2';
import { securityGroupOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { type Fields, filtered } from './ec2-filters.ts';
import { cutFlows } from './flows.ts';
import { resourceId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Instance, NetworkInterface } from './world.ts';

interface Placed {
  instance: Instance;
  eni: NetworkInterface;
}

function placed(call: Call): Placed[] {
  return Object.values(call.region.instances)
    .filter((instance) => instance.state !== 'terminated')
    .flatMap((instance) => Object.values(instance.interfaces).map((eni) => ({ instance, eni })));
}

function association(call: Call, eni: NetworkInterface): object | undefined {
  if (!eni.publicIp) return undefined;
  const elastic = eni.allocationId ? { AllocationId: eni.allocationId, AssociationId: resourceId('eipassoc', eni.id) } : {};
  return { PublicIp: eni.publicIp, IpOwnerId: eni.allocationId ? call.accountId : 'amazon', ...elastic };
}

/** As DescribeNetworkInterfaces shows it; DescribeInstances shows a subset under the same names. */
export function interfaceFields(call: Call, instance: Instance, eni: NetworkInterface): object {
  const attached = {
    AttachmentId: resourceId('eni-attach', eni.id),
    DeviceIndex: eni.deviceIndex,
    InstanceId: instance.id,
    InstanceOwnerId: call.accountId,
    Status: 'attached',
    DeleteOnTermination: eni.deviceIndex === 0,
  };
  const shown = association(call, eni);
  return {
    NetworkInterfaceId: eni.id,
    Attachment: eni.branchOf ? undefined : attached,
    Association: shown,
    AvailabilityZone: instance.zone,
    Description: eni.deviceIndex === 0 ? 'Primary network interface' : 'Secondary network interface',
    Groups: eni.groups.map((GroupId) => ({ GroupId, GroupName: call.region.securityGroups[GroupId]?.name ?? GroupId })),
    InterfaceType: eni.branchOf ? 'branch' : 'interface',
    RequesterManaged: eni.requesterManaged === true,
    OwnerId: call.accountId,
    PrivateIpAddress: eni.privateIp,
    PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: eni.privateIp, Association: shown }],
    Ipv6Addresses: eni.ipv6 ? [{ Ipv6Address: eni.ipv6 }] : [],
    SourceDestCheck: true,
    Status: 'in-use',
    SubnetId: eni.subnet,
    VpcId: instance.vpc,
    TagSet: tagList({ ...eni.tags, ...(eni.branchOf && { 'vpcresources.k8s.aws/trunk-eni-id': eni.branchOf }) }),
  };
}

function filterFields({ instance, eni }: Placed): Fields {
  return {
    'network-interface-id': [eni.id],
    'attachment.instance-id': [eni.branchOf ? undefined : instance.id],
    'tag:vpcresources.k8s.aws/trunk-eni-id': [eni.branchOf],
    'group-id': eni.groups,
    'vpc-id': [instance.vpc],
    'subnet-id': [eni.subnet],
    'private-ip-address': [eni.privateIp],
    'association.public-ip': [eni.publicIp],
    status: ['in-use'],
  };
}

function missingInterface(id: string): AwsError {
  return new AwsError('InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`);
}

function describeNetworkInterfaces(call: Call, input: client.DescribeNetworkInterfacesCommandInput): object {
  const all = placed(call);
  const asked = input.NetworkInterfaceIds ?? [];
  const missing = asked.find((id) => !all.some(({ eni }) => eni.id === id));
  if (missing) throw missingInterface(missing);
  const wanted = all.filter(({ eni }) => asked.length === 0 || asked.includes(eni.id));
  return filtered('NetworkInterfaces', wanted, input, filterFields, ({ instance, eni }) => interfaceFields(call, instance, eni));
}

function modifyNetworkInterfaceAttribute(call: Call, input: client.ModifyNetworkInterfaceAttributeCommandInput): object {
  const id = input.NetworkInterfaceId ?? '';
  const found = placed(call).find(({ eni }) => eni.id === id);
  if (!found) throw missingInterface(id);
  if (found.eni.requesterManaged || found.instance.operator) {
    throw new AwsError('OperationNotPermitted', `You do not have permission to modify the network interface ${id}: it is managed.`, 403);
  }
  if (input.AssociatePublicIpAddress === false) {
    if (found.eni.allocationId) throw new AwsError('InvalidParameterCombination', 'The interface has an Elastic IP address.');
    delete found.eni.publicIp;
    cutFlows(call);
  }
  const groups = input.Groups ?? [];
  if (groups.length === 0) return {};
  for (const group of groups) {
    if (securityGroupOf(call, group).vpc !== found.instance.vpc) {
      throw new AwsError('InvalidGroup.NotFound', `The security group '${group}' does not exist in ${found.instance.vpc}`);
    }
  }
  if (input.DryRun) throw new AwsError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
  found.eni.groups = [...groups];
  return {};
}

function describeAddresses(call: Call, input: client.DescribeAddressesCommandInput): object {
  const elastic = placed(call).filter(({ eni }) => eni.allocationId);
  const wanted = elastic.filter(
    ({ eni }) =>
      (!input.AllocationIds?.length || input.AllocationIds.includes(eni.allocationId ?? '')) &&
      (!input.PublicIps?.length || input.PublicIps.includes(eni.publicIp ?? '')),
  );
  const fieldsOf = ({ instance, eni }: Placed): Fields => ({
    'instance-id': [instance.id],
    'network-interface-id': [eni.id],
    'public-ip': [eni.publicIp],
    'allocation-id': [eni.allocationId],
  });
  const show = ({ instance, eni }: Placed) => ({
    InstanceId: instance.id,
    NetworkInterfaceId: eni.id,
    NetworkInterfaceOwnerId: call.accountId,
    PrivateIpAddress: eni.privateIp,
    Domain: 'vpc',
    Tags: tagList(eni.addressTags ?? {}),
    ...association(call, eni),
  });
  return filtered('Addresses', wanted, { Filters: input.Filters }, fieldsOf, show);
}

/** Elastic addresses that are on no interface now, by allocation. */
function freeAddresses(call: Call): Record<string, string> {
  const held = freed.get(call.region) ?? {};
  freed.set(call.region, held);
  return held;
}
const freed = new WeakMap<object, Record<string, string>>();

function disassociateAddress(call: Call, input: client.DisassociateAddressCommandInput): object {
  const found = placed(call).find(({ eni }) => eni.allocationId && resourceId('eipassoc', eni.id) === input.AssociationId);
  if (!found?.eni.allocationId || !found.eni.publicIp) {
    throw new AwsError('InvalidAssociationID.NotFound', `The association ID '${input.AssociationId}' does not exist`);
  }
  freeAddresses(call)[found.eni.allocationId] = found.eni.publicIp;
  delete found.eni.allocationId;
  delete found.eni.publicIp;
  cutFlows(call);
  return {};
}

function associateAddress(call: Call, input: client.AssociateAddressCommandInput): object {
  const allocation = input.AllocationId ?? '';
  const address = freeAddresses(call)[allocation];
  if (!address) throw new AwsError('InvalidAllocationID.NotFound', `The allocation ID '${allocation}' does not exist`);
  const found = placed(call).find(({ eni }) => eni.id === input.NetworkInterfaceId);
  if (!found) throw missingInterface(input.NetworkInterfaceId ?? '');
  delete freeAddresses(call)[allocation];
  found.eni.publicIp = address;
  found.eni.allocationId = allocation;
  return { AssociationId: resourceId('eipassoc', found.eni.id) };
}

export const interfaceOperations: Operations = {
  DescribeNetworkInterfaces: describeNetworkInterfaces,
  ModifyNetworkInterfaceAttribute: modifyNetworkInterfaceAttribute,
  DescribeAddresses: describeAddresses,
  DisassociateAddress: disassociateAddress,
  AssociateAddress: associateAddress,
};
