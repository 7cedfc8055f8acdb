/** Whether traffic with an address still passes, from the flow logs of its network. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { CheckResult } from '../define.ts';
import { type BlockRead, interfacesIn, subnetsOf } from './reads.ts';

const MOST_PAGES = 10;
/** Records of connections that were open may still say what was before. */
const LEEWAY = 60_000;
const usual = [
  'version',
  'account-id',
  'interface-id',
  'srcaddr',
  'dstaddr',
  'srcport',
  'dstport',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'log-status',
]
  .map((name) => `$\{${name}}`)
  .join(' ');

interface Log {
  group: string;
  format: string;
}

async function logOf(read: BlockRead, resources: string[]): Promise<Log | undefined> {
  const { FlowLogs: logs } = await read('ec2:DescribeFlowLogs', { Filter: [{ Name: 'resource-id', Values: resources }] });
  const usable = logs?.find(
    ({ LogGroupName, FlowLogStatus, TrafficType }) => LogGroupName && FlowLogStatus === 'ACTIVE' && TrafficType !== 'REJECT',
  );
  return usable?.LogGroupName ? { group: usable.LogGroupName, format: usable.LogFormat ?? usual } : undefined;
}

interface Seen {
  accepted: number;
  rejected: number;
  complete: boolean;
}

async function count(read: BlockRead, log: Log, address: string, interfaces: ReadonlySet<string>, from: number): Promise<Seen> {
  const names = log.format.split(/\s+/).map((name) => name.replace(/^\$\{|\}$/g, ''));
  const seen: Seen = { accepted: 0, rejected: 0, complete: true };
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const input = { logGroupName: log.group, startTime: from, filterPattern: `"${address}"` };
    const { events, nextToken } = await read('logs:FilterLogEvents', { ...input, ...(token && { nextToken: token }) });
    for (const { message = '' } of events ?? []) {
      const values = message.split(/\s+/);
      const field = (name: string) => values[names.indexOf(name)];
      if (field('srcaddr') !== address && field('dstaddr') !== address) continue;
      if (!interfaces.has(field('interface-id') ?? '') || Number(field('start')) * 1000 < from) continue;
      if (field('action') === 'ACCEPT') seen.accepted += 1;
      if (field('action') === 'REJECT') seen.rejected += 1;
    }
    token = nextToken;
    if (!token) return seen;
  }
  return { ...seen, complete: false };
}

/** `address` is a single one; `since` is when the block was complete (milliseconds). */
export async function passed(read: BlockRead, aclId: string, address: string, since: number): Promise<CheckResult> {
  try {
    const { NetworkAcls: found } = await read('ec2:DescribeNetworkAcls', { NetworkAclIds: [aclId] });
    const acl = found?.[0];
    if (!acl) return { unmeasurable: `network ACL ${aclId} is gone` };
    const subnets = subnetsOf(acl);
    const log = await logOf(
      read,
      [acl.VpcId ?? '', ...subnets].filter((id) => id !== ''),
    );
    if (!log) return { unmeasurable: `no flow log of the network of ${aclId} goes to CloudWatch` };
    const interfaces = new Set((await interfacesIn(read, subnets)).flatMap(({ NetworkInterfaceId: id }) => id ?? []));
    const { accepted, rejected, complete } = await count(read, log, address, interfaces, since + LEEWAY);
    if (accepted > 0) return { ok: false, detail: `flow logs still show ${accepted} accepted records with ${address}` };
    if (!complete) return { unmeasurable: `the flow logs have more records of ${address} than were read` };
    return { ok: true, detail: `no accepted record with ${address} in the flow logs since, ${rejected} rejected` };
  } catch (error) {
    if (error instanceof AwsCallError) return { unmeasurable: `the flow logs could not be read (${error.code})` };
    throw error;
  }
}

/** Of several networks the worst counts. */
export async function passedAnywhere(read: BlockRead, acls: string[], address: string, since: number): Promise<CheckResult> {
  const results: CheckResult[] = [];
  for (const acl of acls) results.push(await passed(read, acl, address, since));
  const bad = results.find((result) => 'ok' in result && !result.ok) ?? results.find((result) => 'unmeasurable' in result);
  return bad ?? results[0] ?? { unmeasurable: 'nothing was blocked' };
}
