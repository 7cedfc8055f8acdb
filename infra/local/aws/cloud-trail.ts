/** Simulated CloudTrail: looking up recent events of one Region, newest first. */
import type * as client from '@aws-sdk/client-cloudtrail';
import { type Call, iso, pageOf, tagList } from './call.ts';
import { AwsError, jsonWire, type Operations, type Service, targetOf } from './wire.ts';
import type { Trail, TrailEvent } from './world-trails.ts';

const ATTRIBUTES: Record<string, (event: TrailEvent) => (string | undefined)[]> = {
  EventId: (event) => [event.id],
  EventName: (event) => [event.name],
  ReadOnly: (event) => [String(event.readOnly)],
  Username: (event) => [event.username],
  ResourceType: (event) => event.resources.map((resource) => resource.type),
  ResourceName: (event) => event.resources.map((resource) => resource.name),
  EventSource: (event) => [event.source],
  AccessKeyId: (event) => [event.accessKeyId],
};

/** The full record, which CloudTrail gives as JSON text. */
export function recordOf(call: Pick<Call, 'accountId' | 'regionName'>, event: TrailEvent): string {
  const identity = { type: 'IAMUser', accountId: call.accountId, userName: event.username, accessKeyId: event.accessKeyId };
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: identity,
    eventTime: event.time,
    eventSource: event.source,
    eventName: event.name,
    awsRegion: call.regionName,
    eventID: event.id,
    readOnly: event.readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: call.accountId,
    ...event.record,
  });
}

// This protocol sends instants as seconds.
interface LookupInput extends Omit<client.LookupEventsCommandInput, 'StartTime' | 'EndTime'> {
  StartTime?: number;
  EndTime?: number;
}

function lookupEvents(call: Call, input: LookupInput): object {
  const attribute = input.LookupAttributes?.[0];
  const valuesOf = attribute ? ATTRIBUTES[attribute.AttributeKey ?? ''] : undefined;
  if ((attribute && !valuesOf) || (input.LookupAttributes?.length ?? 0) > 1) {
    throw new AwsError('InvalidLookupAttributesException', 'Exactly one known attribute may be looked up');
  }
  if ((input.MaxResults ?? 50) > 50 || (input.MaxResults ?? 1) < 1)
    throw new AwsError('InvalidMaxResultsException', 'MaxResults must be 1 to 50');
  const from = (input.StartTime ?? 0) * 1000;
  const until = input.EndTime === undefined ? call.now : input.EndTime * 1000;
  const found = call.region.events
    .filter((event) => !valuesOf || valuesOf(event).includes(attribute?.AttributeValue))
    .filter((event) => Date.parse(event.time) >= from && Date.parse(event.time) <= until)
    .sort((a, b) => Date.parse(b.time) - Date.parse(a.time));
  const page = pageOf(found, input.MaxResults ?? 50, input.NextToken);
  const shown = page.items.map((event) => ({
    EventId: event.id,
    EventName: event.name,
    EventTime: Date.parse(event.time) / 1000,
    EventSource: event.source,
    Username: event.username,
    AccessKeyId: event.accessKeyId,
    ReadOnly: String(event.readOnly),
    Resources: event.resources.map(({ type, name }) => ({ ResourceType: type, ResourceName: name })),
    CloudTrailEvent: recordOf(call, event),
  }));
  return { Events: shown, NextToken: page.next };
}

interface Placed {
  home: string;
  arn: string;
  trail: Trail;
}

function trails(call: Call): Placed[] {
  return Object.entries(call.account.regions).flatMap(([home, region]) =>
    Object.values(region.trails).map((trail) => ({
      home,
      trail,
      arn: `arn:aws:cloudtrail:${home}:${call.accountId}:trail/${trail.name}`,
    })),
  );
}

function trailOf(call: Call, name: string | undefined): Placed {
  const found = trails(call).find(({ arn, trail, home }) => arn === name || (trail.name === name && home === call.regionName));
  if (!found) throw new AwsError('TrailNotFoundException', `Unknown trail: ${name} for the user: ${call.accountId}`);
  return found;
}

/** Only where the trail was made. */
function atHome(call: Call, name: string | undefined): Placed {
  const found = trailOf(call, name);
  if (found.home !== call.regionName)
    throw new AwsError('InvalidHomeRegionException', `The trail can only be changed in its home Region ${found.home}`);
  return found;
}

function trailFields({ home, arn, trail }: Placed): object {
  return {
    Name: trail.name,
    TrailARN: arn,
    HomeRegion: home,
    S3BucketName: trail.bucket,
    IncludeGlobalServiceEvents: true,
    IsMultiRegionTrail: trail.multiRegion,
    IsOrganizationTrail: false,
    LogFileValidationEnabled: true,
    HasCustomEventSelectors: (trail.advancedSelectors ?? trail.selectors) !== undefined,
    HasInsightSelectors: false,
  };
}

/** With the shadows of trails of other Regions, unless they are not wanted. */
function describeTrails(call: Call, input: client.DescribeTrailsCommandInput): object {
  const named = input.trailNameList ?? [];
  const shown = trails(call).filter(({ home, arn, trail }) => {
    if (named.length > 0) return named.includes(arn) || (named.includes(trail.name) && home === call.regionName);
    return home === call.regionName || (trail.multiRegion && input.includeShadowTrails !== false);
  });
  return { trailList: shown.map(trailFields) };
}

/** Trails deliver every five minutes or so. */
const DELIVERY = 5 * 60_000;

function getTrailStatus(call: Call, input: client.GetTrailStatusCommandInput): object {
  const { trail } = trailOf(call, input.Name);
  const { logging, deliveryError, startedAt = '2024-01-01T00:00:00.000Z', stoppedAt } = trail;
  const ends = logging ? call.now : Date.parse(stoppedAt ?? startedAt);
  const delivered = Math.floor(ends / DELIVERY) * DELIVERY;
  return {
    IsLogging: logging,
    StartLoggingTime: Date.parse(startedAt) / 1000,
    ...(stoppedAt && { StopLoggingTime: Date.parse(stoppedAt) / 1000 }),
    ...(deliveryError && { LatestDeliveryError: deliveryError }),
    ...(!deliveryError && delivered > Date.parse(startedAt) && { LatestDeliveryTime: delivered / 1000 }),
  };
}

const everything = [{ ReadWriteType: 'All', IncludeManagementEvents: true, DataResources: [], ExcludeManagementEventSources: [] }];

/** Of this Region's own trails only. */
function listTags(call: Call, input: client.ListTagsCommandInput): object {
  const shown = (arn: string) => ({ ResourceId: arn, TagsList: tagList(atHome(call, arn).trail.tags ?? {}) });
  return { ResourceTagList: (input.ResourceIdList ?? []).map(shown) };
}

const operations: Operations = {
  LookupEvents: lookupEvents,
  ListTags: listTags,
  DescribeTrails: describeTrails,
  GetTrail: (call: Call, input: client.GetTrailCommandInput) => ({ Trail: trailFields(trailOf(call, input.Name)) }),
  GetTrailStatus: getTrailStatus,
  StartLogging: (call: Call, input: client.StartLoggingCommandInput) => {
    const { trail } = atHome(call, input.Name);
    if (!trail.logging) trail.startedAt = iso(call.now);
    trail.logging = true;
    return {};
  },
  StopLogging: (call: Call, input: client.StopLoggingCommandInput) => {
    const { trail } = atHome(call, input.Name);
    if (trail.logging) trail.stoppedAt = iso(call.now);
    trail.logging = false;
    return {};
  },
  GetEventSelectors: (call: Call, input: client.GetEventSelectorsCommandInput) => {
    const { arn, trail } = trailOf(call, input.TrailName);
    if (trail.advancedSelectors) return { TrailARN: arn, AdvancedEventSelectors: trail.advancedSelectors };
    return { TrailARN: arn, EventSelectors: trail.selectors ?? everything };
  },
  PutEventSelectors: (call: Call, input: client.PutEventSelectorsCommandInput) => {
    const { arn, trail } = atHome(call, input.TrailName);
    const { EventSelectors: basic, AdvancedEventSelectors: advanced } = input;
    if (basic && advanced) throw new AwsError('InvalidEventSelectorsException', 'A trail has selectors of one kind only');
    // One kind takes the place of the other.
    if (advanced) {
      delete trail.selectors;
      trail.advancedSelectors = advanced;
      return { TrailARN: arn, AdvancedEventSelectors: advanced };
    }
    delete trail.advancedSelectors;
    trail.selectors = basic ?? [];
    return { TrailARN: arn, EventSelectors: trail.selectors };
  },
};

export const cloudTrail: Service = { wire: jsonWire(targetOf), operations };
