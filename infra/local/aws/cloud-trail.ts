/** Simulated CloudTrail: looking up recent events of one Region, newest first. */
import type * as client from '@aws-sdk/client-cloudtrail';
import { type Call, pageOf } from './call.ts';
import { AwsError, jsonWire, type Operations, type Service, targetOf } from './wire.ts';
import type { TrailEvent } from './world.ts';

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
function recordOf(call: Call, event: TrailEvent): string {
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

const operations: Operations = { LookupEvents: lookupEvents };

export const cloudTrail: Service = { wire: jsonWire(targetOf), operations };
