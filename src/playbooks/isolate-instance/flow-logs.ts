/** The flow logs of interfaces: which log covers which, and what was let through since. */
import type { FlowLog, NetworkInterface } from '@aws-sdk/client-ec2';
import type { IsolateRead } from './reads.ts';

/** AWS's default format, version 2. */
const usual = 'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const MOST_PAGES = 20;

export interface Log {
  group: string;
  /** Names of the fields of a line, in order. */
  fields: string[];
  /** Seconds that one line is about at most. */
  interval: number;
}

function logOf({
  FlowLogStatus,
  DeliverLogsStatus,
  LogGroupName,
  TrafficType,
  LogFormat,
  MaxAggregationInterval,
}: FlowLog): Log | undefined {
  if (FlowLogStatus !== 'ACTIVE' || DeliverLogsStatus === 'FAILED' || !LogGroupName || TrafficType === 'REJECT') return undefined;
  const fields = LogFormat ? LogFormat.split(/\s+/).map((name) => name.replace(/^\$\{|\}$/g, '')) : usual.split(' ');
  // Without these a line does not say what it is asked.
  if (!['interface-id', 'action', 'start'].every((name) => fields.includes(name))) return undefined;
  return { group: LogGroupName, fields, interval: MaxAggregationInterval ?? 600 };
}

function placesOf({ NetworkInterfaceId, SubnetId, VpcId }: NetworkInterface): string[] {
  return [NetworkInterfaceId, SubnetId, VpcId].flatMap((id) => id ?? []);
}

/** For each interface the log that covers it: its own, its subnet's or its network's; undefined where none does. */
export async function logsOf(faces: readonly NetworkInterface[], read: IsolateRead): Promise<Map<string, Log | undefined>> {
  const Filter = [{ Name: 'resource-id', Values: [...new Set(faces.flatMap(placesOf))] }];
  const logs: FlowLog[] = [];
  let token: string | undefined;
  do {
    const page = await read('ec2:DescribeFlowLogs', { Filter, ...(token && { NextToken: token }) });
    logs.push(...(page.FlowLogs ?? []));
    token = page.NextToken || undefined;
  } while (token);
  const covering = (face: NetworkInterface) =>
    logs.flatMap((log) => (placesOf(face).includes(log.ResourceId ?? '') ? (logOf(log) ?? []) : []))[0];
  return new Map(faces.map((face) => [face.NetworkInterfaceId ?? '', covering(face)]));
}

export interface Passed {
  /** Flows that were let through. */
  accepted: number;
  /** The last of their other ends. */
  remote: string;
  /** False when there is more than was read. */
  complete: boolean;
}

/** What passed one interface in the lines that begin at `from` (milliseconds) or later. */
export async function passed(face: NetworkInterface, log: Log, from: number, read: IsolateRead): Promise<Passed> {
  const { NetworkInterfaceId: id = '', PrivateIpAddresses: addresses = [] } = face;
  const own = new Set(addresses.map(({ PrivateIpAddress }) => PrivateIpAddress));
  const found: Passed = { accepted: 0, remote: 'an address', complete: false };
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const input = { logGroupName: log.group, startTime: from, filterPattern: `"${id}" "ACCEPT"` };
    const { events = [], nextToken } = await read('logs:FilterLogEvents', { ...input, ...(token && { nextToken: token }) });
    for (const { message = '' } of events) {
      const values = message.split(/\s+/);
      const field = (name: string) => values[log.fields.indexOf(name)];
      if (field('interface-id') !== id || field('action') !== 'ACCEPT' || Number(field('start')) * 1000 < from) continue;
      found.accepted += 1;
      found.remote = (own.has(field('srcaddr')) ? field('dstaddr') : field('srcaddr')) ?? found.remote;
    }
    token = nextToken;
    if (!token) return { ...found, complete: true };
  }
  return found;
}
