/** The trails of an account: whether each logs, delivers, and records what it should. */
import type { AdvancedEventSelector, EventSelector, Trail } from '@aws-sdk/client-cloudtrail';
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';
import { tagsOf } from '../instances/read-instance.ts';

export const trailReads = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
  'cloudtrail:ListTags',
] as const;
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
  selectors: Selectors;
}

/** A trail has selectors of one kind or the other. */
export interface Selectors {
  basic: EventSelector[];
  advanced: AdvancedEventSelector[];
}

async function stateOf(read: TrailRead, trail: Trail): Promise<TrailState> {
  const arn = trail.TrailARN ?? '';
  const [status, selectors] = await Promise.all([read('cloudtrail:GetTrailStatus', { Name: arn }), selectorsOf(read, arn)]);
  return {
    arn,
    name: trail.Name ?? arn,
    home: trail.HomeRegion ?? arn.split(':')[3] ?? '',
    account: arn.split(':')[4] ?? '',
    isLogging: status.IsLogging === true,
    deliveryError: status.LatestDeliveryError || undefined,
    bucket: trail.S3BucketName,
    selectors,
  };
}

export async function selectorsOf(read: TrailRead, TrailName: string): Promise<Selectors> {
  const { EventSelectors: basic, AdvancedEventSelectors: advanced } = await read('cloudtrail:GetEventSelectors', { TrailName });
  return { basic: basic ?? [], advanced: advanced ?? [] };
}

/** Also the shadows of trails that have their home in another Region. */
export async function readTrails(read: TrailRead): Promise<TrailState[]> {
  const { trailList: all } = await read('cloudtrail:DescribeTrails', { includeShadowTrails: true });
  const states = await Promise.all((all ?? []).map((trail) => stateOf(read, trail)));
  return states.sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

/** Of a trail that has its home where we read; of others CloudTrail says none here. */
export async function trailTags(read: TrailRead, { arn, home }: TrailState, region: string): Promise<Record<string, string>> {
  if (home !== region) return {};
  const { ResourceTagList: found } = await read('cloudtrail:ListTags', { ResourceIdList: [arn] });
  return tagsOf(found?.find(({ ResourceId }) => ResourceId === arn)?.TagsList);
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

const isManagement = ({ FieldSelectors: fields }: AdvancedEventSelector) =>
  (fields ?? []).some(({ Field: field, Equals: values }) => field === 'eventCategory' && (values ?? []).includes('Management'));

/** Management events, reads and writes: what every trail should record at the least. */
export function recordsAll({ basic, advanced }: Selectors): boolean {
  // A further field would narrow it.
  if (advanced.length > 0) return advanced.some((selector) => isManagement(selector) && selector.FieldSelectors?.length === 1);
  return basic.some(
    ({ IncludeManagementEvents: includes, ReadWriteType: type, ExcludeManagementEventSources: excluded }) =>
      includes === true && type === 'All' && !(excluded ?? []).length,
  );
}

/** All management events, and the data events that are selected now, in the same kind of selectors. */
export function baselineOf({
  basic,
  advanced,
}: Selectors): { EventSelectors: EventSelector[] } | { AdvancedEventSelectors: AdvancedEventSelector[] } {
  if (advanced.length > 0) {
    const management = { Name: 'Management events', FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }] };
    return { AdvancedEventSelectors: [management, ...advanced.filter((selector) => !isManagement(selector))] };
  }
  const data = basic.flatMap(({ DataResources }) => DataResources ?? []);
  return { EventSelectors: [{ ReadWriteType: 'All', IncludeManagementEvents: true, ...(data.length > 0 && { DataResources: data }) }] };
}
