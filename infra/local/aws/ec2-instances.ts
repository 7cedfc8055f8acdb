/** Simulated EC2 instances, their attributes and instance profiles. */
import type * as client from '@aws-sdk/client-ec2';
import { instanceOf } from './adopt.ts';
import { type Call, tagList } from './call.ts';
import { type Fields, filtered, tagFields } from './ec2-filters.ts';
import { interfaceFields } from './ec2-interfaces.ts';
import { principalId, resourceId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Instance } from './world.ts';

export const STATE_CODES: Record<Instance['state'], number> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};

export function profileOf(call: Call, instance: Instance): { Arn: string; Id: string } | undefined {
  const name = instance.profile;
  if (!name) return undefined;
  const id = call.account.instanceProfiles[name]?.id ?? principalId('AIPA', call.accountId, name);
  return { Arn: `arn:aws:iam::${call.accountId}:instance-profile/${name}`, Id: id };
}

function groupNames(call: Call, ids: string[]): { GroupId: string; GroupName: string }[] {
  return ids.map((GroupId) => ({ GroupId, GroupName: call.region.securityGroups[GroupId]?.name ?? GroupId }));
}

function primaryGroups(instance: Instance): string[] {
  return Object.values(instance.interfaces).find((eni) => eni.deviceIndex === 0)?.groups ?? [];
}

function deletes({ kept }: Instance, volume: string, place: number): boolean {
  return place === 0 && !kept?.includes(volume);
}

export function blockDevices(instance: Instance) {
  return instance.volumes.map((VolumeId, place) => ({
    DeviceName: place === 0 ? '/dev/xvda' : `/dev/sd${String.fromCharCode(101 + place)}`,
    Ebs: { VolumeId, Status: 'attached', AttachTime: instance.launchTime, DeleteOnTermination: deletes(instance, VolumeId, place) },
  }));
}

function instanceFields(call: Call, instance: Instance): object {
  const interfaces = Object.values(instance.interfaces);
  const primary = interfaces.find((eni) => eni.deviceIndex === 0);
  return {
    InstanceId: instance.id,
    ImageId: instance.image,
    InstanceType: instance.type,
    State: { Code: STATE_CODES[instance.state], Name: instance.state },
    LaunchTime: instance.launchTime,
    Placement: { AvailabilityZone: instance.zone, Tenancy: 'default' },
    VpcId: instance.vpc,
    SubnetId: instance.subnet,
    PrivateIpAddress: primary?.privateIp,
    PublicIpAddress: interfaces.find((eni) => eni.publicIp)?.publicIp,
    IamInstanceProfile: profileOf(call, instance),
    SecurityGroups: groupNames(call, primaryGroups(instance)),
    NetworkInterfaces: interfaces.filter((eni) => !eni.branchOf).map((eni) => interfaceFields(call, instance, eni)),
    BlockDeviceMappings: blockDevices(instance),
    RootDeviceName: '/dev/xvda',
    RootDeviceType: 'ebs',
    Architecture: 'x86_64',
    MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled', State: 'applied' },
    InstanceLifecycle: instance.spot ? 'spot' : undefined,
    HibernationOptions: { Configured: instance.hibernation === true },
    Operator: { Managed: instance.operator !== undefined, Principal: instance.operator },
    Tags: tagList(instance.tags),
  };
}

function filterFields(call: Call, instance: Instance): Fields {
  const interfaces = Object.values(instance.interfaces);
  return {
    ...tagFields(instance.tags),
    'instance-id': [instance.id],
    'instance-state-name': [instance.state],
    'instance-type': [instance.type],
    'image-id': [instance.image],
    'vpc-id': [instance.vpc],
    'subnet-id': [instance.subnet],
    'instance.group-id': primaryGroups(instance),
    'iam-instance-profile.arn': [profileOf(call, instance)?.Arn],
    'iam-instance-profile.id': [profileOf(call, instance)?.Id],
    'private-ip-address': interfaces.map((eni) => eni.privateIp),
    'ip-address': interfaces.map((eni) => eni.publicIp),
    'network-interface.network-interface-id': interfaces.map((eni) => eni.id),
  };
}

function describeInstances(call: Call, input: client.DescribeInstancesCommandInput): object {
  const ids = input.InstanceIds ?? [];
  const instances =
    ids.length > 0 ? ids.map((id) => instanceOf(call, id)) : Object.keys(call.region.instances).map((id) => instanceOf(call, id));
  const show = (instance: Instance) => ({
    ReservationId: resourceId('r', instance.id),
    OwnerId: call.accountId,
    Instances: [instanceFields(call, instance)],
  });
  return filtered('Reservations', instances, input, (instance) => filterFields(call, instance), show);
}

function describeInstanceAttribute(call: Call, input: client.DescribeInstanceAttributeCommandInput): object {
  const instance = instanceOf(call, input.InstanceId);
  const attributes: Record<string, object> = {
    disableApiTermination: { DisableApiTermination: { Value: instance.terminationProtection } },
    disableApiStop: { DisableApiStop: { Value: instance.stopProtection } },
    instanceInitiatedShutdownBehavior: { InstanceInitiatedShutdownBehavior: { Value: instance.shutdownBehavior } },
    instanceType: { InstanceType: { Value: instance.type } },
    rootDeviceName: { RootDeviceName: { Value: '/dev/xvda' } },
    blockDeviceMapping: { BlockDeviceMappings: blockDevices(instance) },
    groupSet: { Groups: groupNames(call, primaryGroups(instance)) },
    sourceDestCheck: { SourceDestCheck: { Value: true } },
    userData: { UserData: {} },
  };
  const attribute = attributes[input.Attribute ?? ''];
  if (!attribute) throw new AwsError('InvalidParameterValue', `Value (${input.Attribute}) for parameter attribute is invalid.`);
  return { InstanceId: instance.id, ...attribute };
}

function describeProfileAssociations(call: Call, input: client.DescribeIamInstanceProfileAssociationsCommandInput): object {
  const shownProfile = ({ profile, leaving }: Instance) =>
    profile ?? (leaving && Date.parse(leaving.at) > call.now ? leaving.profile : undefined);
  const associated = Object.values(call.region.instances).filter((instance) => shownProfile(instance) && instance.state !== 'terminated');
  const idOf = (instance: Instance) => resourceId('iip-assoc', instance.id, shownProfile(instance) ?? '');
  const stateOf = ({ profile }: Instance) => (profile ? 'associated' : 'disassociating');
  const asked = input.AssociationIds ?? [];
  const show = (instance: Instance) => ({
    AssociationId: idOf(instance),
    InstanceId: instance.id,
    IamInstanceProfile: profileOf(call, { ...instance, profile: shownProfile(instance) ?? '' }),
    State: stateOf(instance),
  });
  const wanted = associated.filter((instance) => asked.length === 0 || asked.includes(idOf(instance)));
  return filtered(
    'IamInstanceProfileAssociations',
    wanted,
    input,
    (instance) => ({ 'instance-id': [instance.id], state: [stateOf(instance)] }),
    show,
  );
}

export const instanceOperations: Operations = {
  DescribeInstances: describeInstances,
  DescribeInstanceAttribute: describeInstanceAttribute,
  DescribeIamInstanceProfileAssociations: describeProfileAssociations,
};
