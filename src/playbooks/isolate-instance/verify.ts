/** Proof of an isolation: everything re-read, the group still without rules, and then the flow logs of its network. */
import { AwsCallError } from '../../domain/aws-calls.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Check, CheckResult } from '../define.ts';
import { instanceState } from '../instances/read-instance.ts';
import { isUndo, rereadSteps } from '../reread.ts';
import { observe } from './observe.ts';
import { QUARANTINE, quarantineGroup, ruleIds } from './quarantine-group.ts';
import type { IsolateRead, IsolateWrites } from './reads.ts';

/** Interfaces and networks that the plan cut. */
function moved({ steps }: Plan<IsolateWrites>): { ids: string[]; vpcs: string[] } {
  const moves = steps.filter(({ call, after }) => call === 'ec2:ModifyNetworkInterfaceAttribute' && after === QUARANTINE);
  const vpcs = moves.map(({ input }) => String((input.Groups as string[])[0]).slice(`${QUARANTINE} of `.length));
  return { ids: moves.map(({ input }) => String(input.NetworkInterfaceId)), vpcs: [...new Set(vpcs)] };
}

/** Somebody may have put rules into the group since. */
async function openGroups(vpcs: readonly string[], read: IsolateRead): Promise<string[]> {
  const open: string[] = [];
  for (const vpc of vpcs) {
    const group = await quarantineGroup(read, vpc);
    const rules = group?.GroupId ? [...(await ruleIds(read, group.GroupId, false)), ...(await ruleIds(read, group.GroupId, true))] : [];
    if (!group || rules.length > 0) open.push(`the quarantine group of ${vpc} ${group ? `has ${rules.length} rules` : 'is gone'}`);
  }
  return open;
}

async function configuration(plan: Plan<IsolateWrites>, read: IsolateRead): Promise<CheckResult> {
  const { ids, vpcs } = moved(plan);
  const words = isUndo(plan)
    ? `${plan.target.label} is released`
    : `quarantine group only on ${ids.length === 1 ? 'its interface' : `its ${ids.length} interfaces`}`;
  const held = await rereadSteps(plan, (step) => observe(step, read), words);
  if (isUndo(plan) || !('ok' in held)) return held;
  const open = await openGroups(vpcs, read);
  if (open.length === 0) return held;
  return { ok: false, detail: [...(held.ok ? [] : [held.detail]), ...open].join('; ') };
}

interface FlowLog {
  group: string;
  /** Seconds until traffic is in the log at the latest. */
  interval: number;
}

/** A log group with the flows of these interfaces: their own log, their subnet's or their network's. */
async function flowLogOf(ids: readonly string[], read: IsolateRead): Promise<FlowLog | undefined> {
  const { NetworkInterfaces: faces } = await read('ec2:DescribeNetworkInterfaces', { NetworkInterfaceIds: [...ids] });
  const places = (faces ?? []).flatMap(({ NetworkInterfaceId, SubnetId, VpcId }) => [
    NetworkInterfaceId ?? '',
    SubnetId ?? '',
    VpcId ?? '',
  ]);
  const { FlowLogs: logs } = await read('ec2:DescribeFlowLogs', { Filter: [{ Name: 'resource-id', Values: [...new Set(places)] }] });
  const usable = logs?.find(
    ({ FlowLogStatus, LogGroupName, TrafficType }) => FlowLogStatus === 'ACTIVE' && LogGroupName && TrafficType !== 'REJECT',
  );
  return usable?.LogGroupName ? { group: usable.LogGroupName, interval: usable.MaxAggregationInterval ?? 600 } : undefined;
}

const MOST_PAGES = 10;

/** Accepted lines of one interface since then, in the default format: the fourth to last field but one is what was decided. */
async function accepted(id: string, group: string, from: number, read: IsolateRead): Promise<string[]> {
  const remotes: string[] = [];
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await read('logs:FilterLogEvents', {
      logGroupName: group,
      startTime: from,
      filterPattern: `"${id}" "ACCEPT"`,
      ...(token ? { nextToken: token } : {}),
    });
    remotes.push(...(found.events ?? []).map(({ message = '' }) => message.split(' ')[4] ?? 'an address'));
    token = found.nextToken;
    if (!token) break;
  }
  return remotes;
}

async function effect(plan: Plan<IsolateWrites>, check: Check, since: number, read: IsolateRead): Promise<CheckResult> {
  const { ids } = moved(plan);
  if (ids.length === 0) return { unmeasurable: 'no interface was moved' };
  try {
    const log = await flowLogOf(ids, read);
    if (!log) return { unmeasurable: 'its network has no flow logs in CloudWatch Logs' };
    // A line covers up to an interval before it, so only what was written after the first whole one counts.
    const from = since + (log.interval + 60) * 1000;
    if (check.afterSeconds * 1000 <= from - since)
      return { unmeasurable: `its flow logs are ${log.interval / 60} minutes late: looked at again later` };
    for (const id of ids) {
      const remotes = await accepted(id, log.group, from, read);
      const [first] = remotes;
      if (first) return { ok: false, detail: `flow logs still show ${remotes.length} accepted flows of ${id}, the last with ${first}` };
    }
    return { ok: true, detail: `no accepted flow since the cut in the flow logs (${log.group})` };
  } catch (error) {
    if (error instanceof AwsCallError) return { unmeasurable: `flow logs could not be read (${error.code})` };
    throw error;
  }
}

/** Terminated since, by us or by its owner. */
async function isGone({ target }: Plan<IsolateWrites>, read: IsolateRead): Promise<boolean> {
  const state = await instanceState(read, target.key.replace(/^instance\//, ''));
  return /^(?:gone|terminated|shutting-down)$/.test(state);
}

export async function verify(check: Check, plan: Plan<IsolateWrites>, since: number, read: IsolateRead): Promise<CheckResult> {
  if (await isGone(plan, read)) return { ok: true, detail: `${plan.target.label} is gone: what does not exist does nothing` };
  const held = await configuration(plan, read);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  if (isUndo(plan)) return { unmeasurable: `${plan.target.label} is released on purpose` };
  const measured = await effect(plan, check, since, read);
  const dns = plan.warnings.some(({ code }) => code === 'dns-survives');
  if (!dns || ('ok' in measured && !measured.ok)) return measured;
  return { unmeasurable: 'DNS lookups go on through the VPC resolver whatever is cut: stop it, or block the domain in DNS Firewall' };
}
