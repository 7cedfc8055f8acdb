/** Before the cut: mark the instance, keep it from being lost, and take what is free of its evidence. */
import type { Instance } from '@aws-sdk/client-ec2';
import { EVIDENCE_TAG } from '../instances/evidence.ts';
import { tagsOf } from '../instances/read-instance.ts';
import type { IsolateStep, IsolateTools } from './reads.ts';

export const CASE_TAG = 'drawbridge:case';
export const STATE_TAG = 'drawbridge:state';

function tagStep(id: string, caseId: string): IsolateStep {
  const tags = [
    { Key: CASE_TAG, Value: caseId },
    { Key: STATE_TAG, Value: 'isolated' },
  ];
  return {
    id: `tag ${id}`,
    why: `tag ${id} as isolated in case ${caseId}`,
    call: 'ec2:CreateTags',
    input: { Resources: [id], Tags: tags },
    before: 'not tagged',
    after: 'tagged',
    undo: { call: 'ec2:DeleteTags', input: { Resources: [id], Tags: tags }, words: 'removes the tags' },
    goesOn: true,
  };
}

interface Attributes {
  terminationProtection: boolean;
  shutdown: string;
}

async function attributesOf({ read }: IsolateTools, id: string): Promise<Attributes> {
  const [protection, shutdown] = await Promise.all([
    read('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: 'disableApiTermination' }),
    read('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: 'instanceInitiatedShutdownBehavior' }),
  ]);
  return {
    terminationProtection: protection.DisableApiTermination?.Value === true,
    shutdown: shutdown.InstanceInitiatedShutdownBehavior?.Value ?? 'stop',
  };
}

type Attribute = { DisableApiTermination: object } | { InstanceInitiatedShutdownBehavior: object } | { BlockDeviceMappings: object[] };

/** EC2 takes one attribute a call. */
function attributeStep(id: string, why: string, before: string, after: string, set: Attribute, back: Attribute): IsolateStep {
  return {
    id: `${why} ${id}`,
    why: `${why} (${id})`,
    call: 'ec2:ModifyInstanceAttribute',
    input: { InstanceId: id, ...set },
    before,
    after,
    undo: { call: 'ec2:ModifyInstanceAttribute', input: { InstanceId: id, ...back } },
    goesOn: true,
  };
}

async function guardSteps(instance: Instance, id: string, tools: IsolateTools): Promise<IsolateStep[]> {
  const { terminationProtection, shutdown } = await attributesOf(tools, id);
  const lost = (instance.BlockDeviceMappings ?? []).filter(({ Ebs }) => Ebs?.DeleteOnTermination === true);
  const devices = (keep: boolean) => lost.map(({ DeviceName }) => ({ DeviceName, Ebs: { DeleteOnTermination: !keep } }));
  const value = (on: boolean) => ({ DisableApiTermination: { Value: on } });
  const shut = (to: string) => ({ InstanceInitiatedShutdownBehavior: { Value: to } });
  // AWS knows no termination protection for Spot instances.
  const protectable = !terminationProtection && instance.InstanceLifecycle !== 'spot';
  return [
    ...(protectable ? [attributeStep(id, 'protect it from termination', 'not protected', 'protected', value(true), value(false))] : []),
    ...(shutdown === 'terminate'
      ? [attributeStep(id, 'let it only stop when it shuts down', 'terminate', 'stop', shut('stop'), shut('terminate'))]
      : []),
    ...(lost.length > 0
      ? [
          attributeStep(
            id,
            `keep its ${lost.length === 1 ? 'volume' : `${lost.length} volumes`} when it goes`,
            'goes with it',
            'stays',
            { BlockDeviceMappings: devices(true) },
            { BlockDeviceMappings: devices(false) },
          ),
        ]
      : []),
  ];
}

function snapshotStep(id: string, volumes: number, caseId: string, findingTitle: string): IsolateStep {
  return {
    id: `snapshot ${id}`,
    why: `take snapshots of ${volumes === 1 ? 'its volume' : `its ${volumes} volumes at one moment`}`,
    call: 'ec2:CreateSnapshots',
    input: {
      InstanceSpecification: { InstanceId: id },
      CopyTagsFromSource: 'volume',
      Description: findingTitle,
      TagSpecifications: [
        {
          ResourceType: 'snapshot',
          Tags: [
            { Key: CASE_TAG, Value: caseId },
            { Key: EVIDENCE_TAG, Value: id },
          ],
        },
      ],
    },
    before: 'none',
    after: 'taken',
    undo: { kept: 'evidence' },
    goesOn: true,
  };
}

export async function evidenceSteps(instance: Instance, tools: IsolateTools): Promise<IsolateStep[]> {
  const id = instance.InstanceId ?? '';
  const volumes = (instance.BlockDeviceMappings ?? []).filter(({ Ebs }) => Ebs?.VolumeId).length;
  const { caseId } = tools;
  return [
    ...[...(tagsOf(instance.Tags)[STATE_TAG] === 'isolated' ? [] : [tagStep(id, caseId)]), ...(await guardSteps(instance, id, tools))].map(
      (step) => ({
        ...step,
        stage: 'tag it and protect it and its volumes from termination',
      }),
    ),
    ...(volumes > 0 ? [snapshotStep(id, volumes, caseId, `Evidence of case ${caseId}`)] : []),
  ];
}
