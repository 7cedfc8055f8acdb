/** What is left of an instance when it is gone: the volumes that stay, and the snapshots its isolation took. */
import type { Instance, Snapshot } from '@aws-sdk/client-ec2';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import { tagsOf } from './read-instance.ts';

export const evidenceReads = ['ec2:DescribeSnapshots', 'ec2:DescribeVolumes'] as const;
export type EvidenceReads = (typeof evidenceReads)[number];
type EvidenceRead = Read<EvidenceReads>;

/** Marks volumes and snapshots with the id of the instance they came from. */
export const EVIDENCE_TAG = 'drawbridge:instance';

export interface Evidence {
  /** Stay after termination. */
  kept: string[];
  /** Go with the instance. */
  deleted: string[];
  /** The newest completed one of each volume. */
  snapshots: string[];
  /** Volumes whose snapshot is not completed yet. */
  pending: string[];
  /** Volumes without one. */
  missing: string[];
}

async function snapshotsOf(read: EvidenceRead, volumes: string[], cases: string[]): Promise<Snapshot[]> {
  if (volumes.length === 0 || cases.length === 0) return [];
  const found: Snapshot[] = [];
  const Filters = [
    { Name: 'volume-id', Values: volumes },
    { Name: 'tag:drawbridge:case', Values: cases },
  ];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeSnapshots', { OwnerIds: ['self'], Filters, ...(token && { NextToken: token }) });
    found.push(...(page.Snapshots ?? []));
    token = page.NextToken || undefined;
  } while (token);
  return found.sort((a, b) => (b.StartTime?.getTime() ?? 0) - (a.StartTime?.getTime() ?? 0));
}

/** `cases` are those whose isolation stands in their own log: a tag alone proves nothing. */
export async function readEvidence(read: EvidenceRead, { BlockDeviceMappings: devices }: Instance, cases: string[]): Promise<Evidence> {
  const mapped = (devices ?? []).flatMap(({ Ebs }) =>
    Ebs?.VolumeId ? [{ id: Ebs.VolumeId, goes: Ebs.DeleteOnTermination === true }] : [],
  );
  const snapshots = await snapshotsOf(
    read,
    mapped.map(({ id }) => id),
    cases,
  );
  const evidence: Evidence = { kept: [], deleted: [], snapshots: [], pending: [], missing: [] };
  for (const { id, goes } of mapped) {
    const own = snapshots.filter(({ VolumeId }) => VolumeId === id);
    const completed = own.find(({ State }) => State === 'completed');
    (goes ? evidence.deleted : evidence.kept).push(id);
    if (completed?.SnapshotId) evidence.snapshots.push(completed.SnapshotId);
    else (own.some(({ State }) => State === 'pending') ? evidence.pending : evidence.missing).push(id);
  }
  return evidence;
}

/** Ids of what is not there, not marked or not readable any more. */
export async function lostEvidence(read: EvidenceRead, instanceId: string, ids: readonly string[]): Promise<string[]> {
  const isMarked = (tags: Parameters<typeof tagsOf>[0]) => tagsOf(tags)[EVIDENCE_TAG] === instanceId;
  const good: (string | undefined)[] = [];
  for (const id of ids) {
    try {
      if (id.startsWith('snap-')) {
        const { Snapshots: found } = await read('ec2:DescribeSnapshots', { SnapshotIds: [id] });
        good.push(...(found ?? []).flatMap(({ SnapshotId, State, Tags }) => (State === 'completed' && isMarked(Tags) ? SnapshotId : [])));
      } else {
        const { Volumes: found } = await read('ec2:DescribeVolumes', { VolumeIds: [id] });
        good.push(...(found ?? []).flatMap(({ VolumeId, Tags }) => (isMarked(Tags) ? VolumeId : [])));
      }
    } catch (error) {
      if (!(error instanceof AwsCallError) || !error.code.endsWith('.NotFound')) throw error;
    }
  }
  return ids.filter((id) => !good.includes(id));
}
