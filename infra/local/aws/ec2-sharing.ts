/** Simulated permissions of snapshots and machine images: who besides the owner may use them. */
import type * as client from '@aws-sdk/client-ec2';
import { type Call, tagList } from './call.ts';
import { filtered, tagFields } from './ec2-filters.ts';
import { AwsError, type Operations } from './wire.ts';
import type { Snapshot } from './world.ts';
import type { Image } from './world-network.ts';

interface Permission {
  Group?: string | undefined;
  UserId?: string | undefined;
}
interface Changes {
  Add?: Permission[] | undefined;
  Remove?: Permission[] | undefined;
}

function snapshotOf(call: Call, id: string | undefined): Snapshot {
  const held = Object.hasOwn(call.region.snapshots, id ?? '') ? call.region.snapshots[id ?? ''] : undefined;
  if (!held) throw new AwsError('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  return held;
}

function imageOf(call: Call, id: string | undefined): Image {
  const held = call.region.images?.[id ?? ''];
  if (!held) throw new AwsError('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  return held;
}

function permissions(shared: readonly string[]): object[] {
  return shared.map((each) => (each === 'all' ? { Group: 'all' } : { UserId: each }));
}

function names(list: readonly Permission[] | undefined): string[] {
  return (list ?? []).map(({ Group, UserId }) => Group ?? UserId ?? '');
}

function changed(shared: readonly string[], { Add, Remove }: Changes): string[] {
  if (Add?.length && Remove?.length) throw new AwsError('InvalidParameterCombination', 'Adding and removing need separate calls.');
  const removed = new Set(names(Remove));
  return [...new Set([...shared.filter((each) => !removed.has(each)), ...names(Add)])];
}

function describeSnapshotAttribute(call: Call, input: client.DescribeSnapshotAttributeCommandInput): object {
  const { id, sharedWith = [] } = snapshotOf(call, input.SnapshotId);
  return { SnapshotId: id, CreateVolumePermissions: permissions(sharedWith) };
}

function modifySnapshotAttribute(call: Call, input: client.ModifySnapshotAttributeCommandInput): object {
  const snapshot = snapshotOf(call, input.SnapshotId);
  snapshot.sharedWith = changed(snapshot.sharedWith ?? [], input.CreateVolumePermission ?? {});
  return {};
}

function describeImages(call: Call, input: client.DescribeImagesCommandInput): object {
  const ids = input.ImageIds ?? [];
  const images = ids.length > 0 ? ids.map((id) => imageOf(call, id)) : Object.values(call.region.images ?? {});
  const show = ({ id, name, snapshots, tags, sharedWith }: Image) => ({
    ImageId: id,
    Name: name,
    OwnerId: call.accountId,
    State: 'available',
    Public: sharedWith.includes('all'),
    BlockDeviceMappings: snapshots.map((SnapshotId, place) => ({ DeviceName: `/dev/sd${'abcdef'.charAt(place)}`, Ebs: { SnapshotId } })),
    Tags: tagList(tags),
  });
  return filtered('Images', images, input, ({ id, tags }) => ({ ...tagFields(tags), 'image-id': [id] }), show);
}

function describeImageAttribute(call: Call, input: client.DescribeImageAttributeCommandInput): object {
  const { id, sharedWith } = imageOf(call, input.ImageId);
  return { ImageId: id, LaunchPermissions: permissions(sharedWith) };
}

function modifyImageAttribute(call: Call, input: client.ModifyImageAttributeCommandInput): object {
  const image = imageOf(call, input.ImageId);
  image.sharedWith = changed(image.sharedWith, input.LaunchPermission ?? {});
  return {};
}

export const sharingOperations: Operations = {
  DescribeSnapshotAttribute: describeSnapshotAttribute,
  ModifySnapshotAttribute: modifySnapshotAttribute,
  DescribeImages: describeImages,
  DescribeImageAttribute: describeImageAttribute,
  ModifyImageAttribute: modifyImageAttribute,
};
