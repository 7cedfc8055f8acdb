/** The trails of an account: whether each logs, delivers, and records what it should. */
import type { EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';

export const trailReads = ['cloudtrail:DescribeTrails', 'cloudtrail:GetEventSelectors', 'cloudtrail:GetTrailStatus'] as const;
export type TrailReads = (typeof trailReads)[number];
export type TrailRead = Read<TrailReads>;

export interface TrailState {
  arn: string;
  name: string;
  home: string;
  account: string;
  isLogging: boolean;
  /** S3's or KMS's own words. */
  deliveryError: string | undefined;
  bucket: string | undefined;
  /** Undefined for advanced selectors, which are left alone. */
  selectors: EventSelector[] | undefined;
}

async function stateOf(read: TrailRead, trail: Trail): Promise<TrailState> {
  const arn = trail.TrailARN ?? '';
  const [status, selectors] = await Promise.all([
    read('cloudtrail:GetTrailStatus', { Name: arn }),
    read('cloudtrail:GetEventSelectors', { TrailName: arn }),
  ]);
  return {
    arn,
    name: trail.Name ?? arn,
    home: trail.HomeRegion ?? arn.split(':')[3] ?? '',
    account: arn.split(':')[4] ?? '',
    isLogging: status.IsLogging === true,
    deliveryError: status.LatestDeliveryError || undefined,
    bucket: trail.S3BucketName,
    selectors: selectors.AdvancedEventSelectors?.length ? undefined : (selectors.EventSelectors ?? []),
  };
}

/** Also the shadows of trails that have their home in another Region. */
export async function readTrails(read: TrailRead): Promise<TrailState[]> {
  const { trailList: all } = await read('cloudtrail:DescribeTrails', { includeShadowTrails: true });
  const states = await Promise.all((all ?? []).map((trail) => stateOf(read, trail)));
  return states.sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

export async function trailStatus(
  read: TrailRead,
  arn: string,
): Promise<{ isLogging: boolean; deliveryError: string | undefined } | undefined> {
  try {
    const status = await read('cloudtrail:GetTrailStatus', { Name: arn });
    return { isLogging: status.IsLogging === true, deliveryError: status.LatestDeliveryError || undefined };
  } catch (error) {
    if (error instanceof AwsCallError && error.code === 'TrailNotFoundException') return undefined;
    throw error;
  }
}

/** Management events, reads and writes: what every trail should record at the least. */
export function recordsAll(selectors: readonly EventSelector[] | undefined): boolean {
  if (selectors === undefined) return true;
  return selectors.some(
    ({ IncludeManagementEvents: includes, ReadWriteType: type, ExcludeManagementEventSources: excluded }) =>
      includes === true && type === 'All' && !(excluded ?? []).length,
  );
}
