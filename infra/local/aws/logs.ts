/** Simulated CloudWatch Logs: the flow logs of networks that have them. */
import type * as client from '@aws-sdk/client-cloudwatch-logs';
import { type Call, pageOf } from './call.ts';
import { flowLines } from './flows.ts';
import { AwsError, jsonWire, type Operations, type Service, targetOf } from './wire.ts';

function filterLogEvents(call: Call, input: client.FilterLogEventsCommandInput): object {
  const networks = Object.entries(call.region.flowLogs ?? {}).flatMap(([vpc, group]) => (group === input.logGroupName ? [vpc] : []));
  if (networks.length === 0) throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  const inside = new Set(
    Object.values(call.region.instances).flatMap(({ vpc, interfaces }) => (networks.includes(vpc) ? Object.keys(interfaces) : [])),
  );
  // Patterns in quotes are matched as they are; others are terms that all have to occur.
  const terms = (input.filterPattern ?? '').match(/"[^"]*"|\S+/g)?.map((term) => term.replaceAll('"', '')) ?? [];
  const lines = flowLines(call, input.startTime ?? 0, Math.min(input.endTime ?? call.now, call.now))
    .filter((line) => inside.has(line.interface))
    .filter((line) => (input.logStreamNames ?? [`${line.interface}-all`]).includes(`${line.interface}-all`))
    .filter(({ text }) => terms.every((term) => text.includes(term)));
  const page = pageOf(lines, input.limit, input.nextToken);
  return {
    events: page.items.map(({ at, text, interface: name }) => ({
      logStreamName: `${name}-all`,
      timestamp: at,
      message: text,
      eventId: `${name}-${at}`,
    })),
    nextToken: page.next,
    searchedLogStreams: [],
  };
}

const operations: Operations = { FilterLogEvents: filterLogEvents };

export const logs: Service = { wire: jsonWire(targetOf), operations };
