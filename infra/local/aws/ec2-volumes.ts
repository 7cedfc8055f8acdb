/** Simulated EC2 volumes: those on instances, and those that are free. */
import type * as client from '@aws-sdk/client-ec2';
import { type Call, tagList } from './call.ts';
import { type Fields, filtered, tagFields } from './ec2-filters.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Instance } from './world.ts';

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

export const volumeOperations: Operations = { DescribeVolumes: describeVolumes };
