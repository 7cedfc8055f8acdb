/** The contract about snapshots and machine images: made, found, shared and taken back. */
import { expect } from 'vitest';
import { type On, row } from './row.ts';

async function newSnapshot({ call, facts }: On): Promise<string> {
  const Tags = [{ Key: 'drawbridge:case', Value: 'A1B2C3D4' }];
  const { Snapshots } = await call('ec2:CreateSnapshots', {
    InstanceSpecification: { InstanceId: facts.instance },
    TagSpecifications: [{ ResourceType: 'snapshot', Tags }],
  });
  expect(Snapshots).toMatchObject([{ VolumeId: facts.volume, SnapshotId: expect.stringMatching(/^snap-/) }]);
  return Snapshots?.[0]?.SnapshotId ?? '';
}

export const storageRows = [
  row(['ec2:CreateSnapshots', 'ec2:DescribeSnapshots'], 'one of each volume, found by its tag, completed in the end', async (on) => {
    const SnapshotId = await newSnapshot(on);
    await on.settle(300);
    const { Snapshots } = await on.call('ec2:DescribeSnapshots', { Filters: [{ Name: 'tag:drawbridge:case', Values: ['A1B2C3D4'] }] });
    expect(Snapshots).toMatchObject([{ SnapshotId, State: 'completed', VolumeId: on.facts.volume, StartTime: expect.any(Date) }]);
    expect(await on.refusal('ec2:DescribeSnapshots', { SnapshotIds: ['snap-0123456789abcdef0'] })).toBe('InvalidSnapshot.NotFound');
  }),
  row(
    ['ec2:DescribeSnapshotAttribute', 'ec2:ModifySnapshotAttribute'],
    'everybody and an account are let in, and out again',
    async (on) => {
      const SnapshotId = await newSnapshot(on);
      const shared = async () =>
        (await on.call('ec2:DescribeSnapshotAttribute', { SnapshotId, Attribute: 'createVolumePermission' })).CreateVolumePermissions;
      expect(await shared()).toEqual([]);
      const both = [{ Group: 'all' as const }, { UserId: '210987654321' }];
      const change = { SnapshotId, Attribute: 'createVolumePermission' as const };
      await on.call('ec2:ModifySnapshotAttribute', { ...change, CreateVolumePermission: { Add: both } });
      expect(await shared()).toEqual(expect.arrayContaining(both));
      await on.call('ec2:ModifySnapshotAttribute', { ...change, CreateVolumePermission: { Remove: both } });
      expect(await shared()).toEqual([]);
    },
    { lacks: 'CreateVolumePermission; it takes the older parameters only' },
  ),
  row('ec2:DescribeImages', 'an image with its snapshots; InvalidAMIID.NotFound', async ({ call, facts, refusal }) => {
    const { Images } = await call('ec2:DescribeImages', { ImageIds: [facts.image] });
    expect(Images).toMatchObject([{ ImageId: facts.image, Name: 'golden', State: 'available' }]);
    expect(Images?.[0]?.BlockDeviceMappings).toMatchObject([{ Ebs: { SnapshotId: expect.stringMatching(/^snap-/) } }]);
    expect(await refusal('ec2:DescribeImages', { ImageIds: ['ami-0123456789abcdef0'] })).toBe('InvalidAMIID.NotFound');
  }),
  row(['ec2:DescribeImageAttribute', 'ec2:ModifyImageAttribute'], 'everybody is let in, and out again', async ({ call, facts }) => {
    const ImageId = facts.image;
    const shared = async () => (await call('ec2:DescribeImageAttribute', { ImageId, Attribute: 'launchPermission' })).LaunchPermissions;
    const everybody = [{ Group: 'all' as const }];
    await call('ec2:ModifyImageAttribute', { ImageId, LaunchPermission: { Add: everybody } });
    expect(await shared()).toEqual(everybody);
    await call('ec2:ModifyImageAttribute', { ImageId, LaunchPermission: { Remove: everybody } });
    expect(await shared()).toEqual([]);
  }),
];
