/** Simulated EC2 volumes: those on instances, and those that are free. */
import type * as client from '@aws-sdk/client-ec2';
import { instanceOf } from './adopt.ts';
import { type Call, iso, tagList } from './call.ts';
import { type Fields, filtered, tagFields } from './ec2-filters.ts';
import { resourceId } from './ids.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Instance, Snapshot } from './world.ts';

interface Attached {
  id: string;
  instance?: Instance;
}

function describeVolumes(call: Call, input: client.DescribeVolumesCommandInput): object {
  const attached: Attached[] = Object.values(call.region.instances).flatMap((instance) => instance.volumes.map((id) => ({ id, instance })));
  const free = Object.keys(call.region.volumes).filter((id) => !attached.some((volume) => volume.id === id));
  const volumes = [...attached, ...free.map((id): Attached => ({ id }))];
  const asked = input.VolumeIds ?? [];
  const missing = asked.find((id) => !volumes.some((volume) => volume.id === id));
  if (missing) throw new AwsError('InvalidVolume.NotFound', `The volume '${missing}' does not exist.`);
  const detail = (id: string) => call.region.volumes[id];
  const fieldsOf = ({ id, instance }: Attached): Fields => ({
    ...tagFields(detail(id)?.tags ?? {}),
    'volume-id': [id],
    'attachment.instance-id': [instance?.id],
    status: [instance ? 'in-use' : 'available'],
  });
  const show = ({ id, instance }: Attached) => ({
    VolumeId: id,
    Size: detail(id)?.size ?? 30,
    Encrypted: detail(id)?.encrypted ?? true,
    AvailabilityZone: detail(id)?.zone ?? instance?.zone,
    VolumeType: 'gp3',
    State: instance ? 'in-use' : 'available',
    CreateTime: instance?.launchTime,
    Attachments: instance
      ? [{ VolumeId: id, InstanceId: instance.id, State: 'attached', DeleteOnTermination: instance.volumes[0] === id }]
      : [],
    Tags: tagList(detail(id)?.tags ?? {}),
  });
  const wanted = volumes.filter(({ id }) => asked.length === 0 || asked.includes(id));
  return filtered('Volumes', wanted, input, fieldsOf, show);
}

/** How long a snapshot stays pending. */
const SNAPSHOT_MILLISECONDS = 4 * 60_000;

function snapshotFields(call: Call, { id, volume, state, startTime, tags, encrypted }: Snapshot): object {
  const done = state === 'pending' && Date.parse(startTime) + SNAPSHOT_MILLISECONDS <= call.now;
  return {
    SnapshotId: id,
    VolumeId: volume,
    State: done ? 'completed' : state,
    Progress: done || state === 'completed' ? '100%' : '10%',
    StartTime: startTime,
    OwnerId: call.accountId,
    Encrypted: encrypted ?? true,
    Tags: tagList(tags),
  };
}

function createSnapshots(call: Call, input: client.CreateSnapshotsCommandInput): object {
  const instance = instanceOf(call, input.InstanceSpecification?.InstanceId);
  const given = Object.fromEntries((input.TagSpecifications?.[0]?.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]));
  const made = instance.volumes.map((volume): Snapshot => {
    const tags = { ...(input.CopyTagsFromSource === 'volume' ? call.region.volumes[volume]?.tags : {}), ...given };
    const encrypted = call.region.volumes[volume]?.encrypted ?? true;
    return { id: resourceId('snap', volume, String(call.now)), volume, state: 'pending', startTime: iso(call.now), tags, encrypted };
  });
  for (const snapshot of made) call.region.snapshots[snapshot.id] = snapshot;
  return { Snapshots: made.map((snapshot) => ({ ...snapshotFields(call, snapshot), State: 'pending' })) };
}

function describeSnapshots(call: Call, input: client.DescribeSnapshotsCommandInput): object {
  const asked = input.SnapshotIds ?? [];
  const missing = asked.find((id) => !Object.hasOwn(call.region.snapshots, id));
  if (missing) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${missing}' does not exist.`);
  const wanted = Object.values(call.region.snapshots).filter(({ id }) => asked.length === 0 || asked.includes(id));
  const fieldsOf = ({ id, volume, tags, state }: Snapshot): Fields => ({
    ...tagFields(tags),
    'snapshot-id': [id],
    'volume-id': [volume],
    status: [state],
  });
  return filtered('Snapshots', wanted, input, fieldsOf, (snapshot) => snapshotFields(call, snapshot));
}

export const volumeOperations: Operations = {
  DescribeVolumes: describeVolumes,
  CreateSnapshots: createSnapshots,
  DescribeSnapshots: describeSnapshots,
};
