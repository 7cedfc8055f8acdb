/** Who besides us may use a snapshot or an image, in one form for both. */
import type { Image, Snapshot } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';

export const reads = [
  'cloudtrail:LookupEvents',
  'ec2:DescribeImageAttribute',
  'ec2:DescribeImages',
  'ec2:DescribeSnapshotAttribute',
  'ec2:DescribeSnapshots',
] as const;
export type SharingReads = (typeof reads)[number];
export type SharingRead = Read<SharingReads>;

/** One entry of a permission, as the calls that change it take it. */
export type Grant = { Group: 'all' } | { UserId: string } | { OrganizationArn: string } | { OrganizationalUnitArn: string };

export function wordOf(grant: Grant): string {
  return Object.values(grant)[0] ?? '';
}

interface Entry {
  Group?: string | undefined;
  UserId?: string | undefined;
  OrganizationArn?: string | undefined;
  OrganizationalUnitArn?: string | undefined;
}

function grantOf({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: Entry): Grant[] {
  if (Group === 'all') return [{ Group }];
  if (UserId) return [{ UserId }];
  if (OrganizationArn) return [{ OrganizationArn }];
  return OrganizationalUnitArn ? [{ OrganizationalUnitArn }] : [];
}

async function entriesOf(read: SharingRead, id: string): Promise<Entry[]> {
  if (id.startsWith('ami-')) {
    const { LaunchPermissions: found } = await read('ec2:DescribeImageAttribute', { ImageId: id, Attribute: 'launchPermission' });
    return found ?? [];
  }
  const { CreateVolumePermissions: found } = await read('ec2:DescribeSnapshotAttribute', {
    SnapshotId: id,
    Attribute: 'createVolumePermission',
  });
  return found ?? [];
}

/** In a fixed order; undefined when it is gone. */
export async function grantsOf(read: SharingRead, id: string): Promise<Grant[] | undefined> {
  try {
    return (await entriesOf(read, id)).flatMap(grantOf).sort((a, b) => (wordOf(a) < wordOf(b) ? -1 : 1));
  } catch (error) {
    if (error instanceof AwsCallError && /^Invalid(?:Snapshot|AMIID)\.(?:NotFound|Unavailable)$/.test(error.code)) return undefined;
    throw error;
  }
}

export async function readImage(read: SharingRead, id: string): Promise<Image | undefined> {
  try {
    return (await read('ec2:DescribeImages', { ImageIds: [id] })).Images?.[0];
  } catch (error) {
    if (error instanceof AwsCallError && error.code.startsWith('InvalidAMIID')) return undefined;
    throw error;
  }
}

export async function readSnapshot(read: SharingRead, id: string): Promise<Snapshot | undefined> {
  try {
    return (await read('ec2:DescribeSnapshots', { SnapshotIds: [id] })).Snapshots?.[0];
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'InvalidSnapshot.NotFound') return undefined;
    throw error;
  }
}

/** Our own snapshots that anybody may use. */
export async function publicSnapshots(read: SharingRead): Promise<string[]> {
  const found: string[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeSnapshots', {
      OwnerIds: ['self'],
      RestorableByUserIds: ['all'],
      ...(token && { NextToken: token }),
    });
    found.push(...(page.Snapshots ?? []).flatMap(({ SnapshotId }) => SnapshotId ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found.sort();
}
