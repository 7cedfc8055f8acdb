/** The present value of the flags that keep an instance, and whether its evidence was taken. */
import { EVIDENCE_TAG } from '../instances/evidence.ts';
import { readInstance } from '../instances/read-instance.ts';
import { CASE_TAG } from './evidence-steps.ts';
import type { IsolateRead } from './reads.ts';

type Input = Record<string, unknown>;

export async function guardState(input: Input, read: IsolateRead): Promise<string> {
  const id = String(input.InstanceId ?? '');
  if ('DisableApiTermination' in input) {
    const { DisableApiTermination: flag } = await read('ec2:DescribeInstanceAttribute', {
      InstanceId: id,
      Attribute: 'disableApiTermination',
    });
    return flag?.Value ? 'protected' : 'not protected';
  }
  if ('InstanceInitiatedShutdownBehavior' in input) {
    const { InstanceInitiatedShutdownBehavior: behavior } = await read('ec2:DescribeInstanceAttribute', {
      InstanceId: id,
      Attribute: 'instanceInitiatedShutdownBehavior',
    });
    return behavior?.Value ?? 'unknown';
  }
  const wanted = new Set((input.BlockDeviceMappings as { DeviceName: string }[]).map(({ DeviceName }) => DeviceName));
  const devices = ((await readInstance(read, id))?.BlockDeviceMappings ?? []).filter(({ DeviceName = '' }) => wanted.has(DeviceName));
  const going = devices.filter(({ Ebs }) => Ebs?.DeleteOnTermination).length;
  if (going === 0) return 'stays';
  return going === wanted.size ? 'goes with it' : 'goes in part';
}

interface Specification {
  Tags: { Key: string; Value: string }[];
}

/** By our own tags: a snapshot of this instance for this case. */
export async function snapshotState({ TagSpecifications }: Input, read: IsolateRead): Promise<string> {
  const tags = (TagSpecifications as Specification[])[0]?.Tags ?? [];
  const ours = tags.filter(({ Key }) => Key === CASE_TAG || Key === EVIDENCE_TAG);
  const { Snapshots: found } = await read('ec2:DescribeSnapshots', {
    OwnerIds: ['self'],
    Filters: ours.map(({ Key, Value }) => ({ Name: `tag:${Key}`, Values: [Value] })),
  });
  return found?.some(({ State }) => State !== 'error') ? 'taken' : 'none';
}
