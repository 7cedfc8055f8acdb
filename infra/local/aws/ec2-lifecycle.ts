/** Simulated changes of an instance: its protection flags, its profile, stopping, starting and terminating it. */
import type * as client from '@aws-sdk/client-ec2';
import { instanceOf } from './adopt.ts';
import { type Call, iso } from './call.ts';
import { blockDevices, profileOf, STATE_CODES } from './ec2-instances.ts';
import { cutFlows } from './flows.ts';
import { principalId, resourceId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Instance } from './world.ts';

const STOPPING = 60_000;
const TERMINATING = 90_000;
const LEAVING = 8_000;

function changeable(call: Call, id: string | undefined): Instance {
  const instance = instanceOf(call, id);
  if (instance.operator) {
    throw new AwsError(
      'OperationNotPermitted',
      `You are not permitted to modify the instance '${instance.id}': it is managed by ${instance.operator}.`,
      403,
    );
  }
  return instance;
}

function modifyInstanceAttribute(call: Call, input: client.ModifyInstanceAttributeCommandInput): object {
  const instance = changeable(call, input.InstanceId);
  if (input.Groups) {
    if (Object.keys(instance.interfaces).length > 1) {
      throw new AwsError(
        'InvalidInstanceID',
        `There are multiple interfaces attached to instance '${instance.id}'. Please specify an interface ID for the operation instead.`,
      );
    }
    throw new AwsError('InvalidParameterValue', 'The sandbox changes groups by interface only.');
  }
  if (input.DisableApiTermination) {
    if (instance.spot) throw new AwsError('UnsupportedOperation', 'Termination protection is not supported for Spot Instances.');
    instance.terminationProtection = input.DisableApiTermination.Value === true;
  }
  if (input.DisableApiStop) instance.stopProtection = input.DisableApiStop.Value === true;
  const behavior = input.InstanceInitiatedShutdownBehavior?.Value;
  if (behavior === 'stop' || behavior === 'terminate') instance.shutdownBehavior = behavior;
  for (const { DeviceName, Ebs } of input.BlockDeviceMappings ?? []) {
    const volume = blockDevices(instance).find((device) => device.DeviceName === DeviceName)?.Ebs.VolumeId;
    if (!volume) throw new AwsError('InvalidInstanceAttributeValue', `No device is currently mapped at ${DeviceName}`);
    const kept = new Set(instance.kept);
    if (Ebs?.DeleteOnTermination) kept.delete(volume);
    else kept.add(volume);
    instance.kept = [...kept];
    if (kept.size === 0) delete instance.kept;
  }
  return {};
}

function disassociateProfile(call: Call, input: client.DisassociateIamInstanceProfileCommandInput): object {
  const held = Object.values(call.region.instances).find(
    ({ id, profile }) => profile && resourceId('iip-assoc', id, profile) === input.AssociationId,
  );
  if (!held?.profile) throw new AwsError('NoSuchAssociation', `An invalid association-id of '${input.AssociationId}' was given`);
  const { profile } = changeable(call, held.id);
  const shown = { AssociationId: input.AssociationId, InstanceId: held.id, IamInstanceProfile: profileOf(call, held) };
  held.leaving = { profile: profile ?? '', at: iso(call.now + LEAVING) };
  delete held.profile;
  return { IamInstanceProfileAssociation: { ...shown, State: 'disassociating' } };
}

function associateProfile(call: Call, input: client.AssociateIamInstanceProfileCommandInput): object {
  const instance = changeable(call, input.InstanceId);
  const name = input.IamInstanceProfile?.Name ?? input.IamInstanceProfile?.Arn?.split('/').at(-1) ?? '';
  const leaving = instance.leaving && Date.parse(instance.leaving.at) > call.now;
  if (instance.profile || leaving) {
    throw new AwsError('IncorrectState', `There is an existing association for instance ${instance.id}`);
  }
  call.account.instanceProfiles[name] ??= { name, id: principalId('AIPA', call.accountId, name), role: name };
  instance.profile = name;
  return {
    IamInstanceProfileAssociation: {
      AssociationId: resourceId('iip-assoc', instance.id, name),
      InstanceId: instance.id,
      IamInstanceProfile: profileOf(call, instance),
      State: 'associating',
    },
  };
}

function changeOf(instance: Instance, before: Instance['state']): object {
  const shown = (Name: Instance['state']) => ({ Code: STATE_CODES[Name], Name });
  return { InstanceId: instance.id, CurrentState: shown(instance.state), PreviousState: shown(before) };
}

function stopInstances(call: Call, input: client.StopInstancesCommandInput): object {
  const changes = (input.InstanceIds ?? []).map((id) => {
    const instance = changeable(call, id);
    const before = instance.state;
    if (instance.stopProtection)
      throw new AwsError(
        'OperationNotPermitted',
        `The instance '${id}' may not be stopped. Modify its 'disableApiStop' instance attribute and try again.`,
      );
    if (input.Hibernate && !instance.hibernation)
      throw new AwsError('UnsupportedHibernationConfiguration', `The instance '${id}' does not support hibernation.`);
    if (before === 'terminated' || before === 'shutting-down')
      throw new AwsError('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be stopped.`);
    if (before === 'running' || before === 'pending') {
      instance.state = 'stopping';
      instance.becomes = { state: 'stopped', at: iso(call.now + STOPPING) };
      for (const eni of Object.values(instance.interfaces)) if (!eni.allocationId) delete eni.publicIp;
    }
    return changeOf(instance, before);
  });
  cutFlows(call);
  return { StoppingInstances: changes };
}

function startInstances(call: Call, input: client.StartInstancesCommandInput): object {
  const changes = (input.InstanceIds ?? []).map((id) => {
    const instance = changeable(call, id);
    const before = instance.state;
    if (before !== 'stopped' && before !== 'running')
      throw new AwsError('IncorrectInstanceState', `The instance '${id}' is not in a state from which it can be started.`);
    if (before === 'stopped') {
      instance.state = 'pending';
      instance.becomes = { state: 'running', at: iso(call.now + 20_000) };
    }
    return changeOf(instance, before);
  });
  return { StartingInstances: changes };
}

function terminateInstances(call: Call, input: client.TerminateInstancesCommandInput): object {
  const changes = (input.InstanceIds ?? []).map((id) => {
    const instance = changeable(call, id);
    const before = instance.state;
    if (instance.terminationProtection)
      throw new AwsError(
        'OperationNotPermitted',
        `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    if (before !== 'terminated') {
      instance.state = 'shutting-down';
      instance.becomes = { state: 'terminated', at: iso(call.now + TERMINATING) };
    }
    return changeOf(instance, before);
  });
  cutFlows(call);
  return { TerminatingInstances: changes };
}

export const lifecycleOperations: Operations = {
  ModifyInstanceAttribute: modifyInstanceAttribute,
  DisassociateIamInstanceProfile: disassociateProfile,
  AssociateIamInstanceProfile: associateProfile,
  StopInstances: stopInstances,
  StartInstances: startInstances,
  TerminateInstances: terminateInstances,
};
