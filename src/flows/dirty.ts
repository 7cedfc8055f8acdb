/** DIRTY#<surface>: which cases a surface still has to show; Slack's per channel, most urgent first: tier, people first, age. */
import type { CaseState } from '../domain/case-state.ts';
import type { Surface } from '../services/queues.ts';
import type { Item, Table } from '../services/table.ts';

export interface DirtyItem extends Item {
  caseId: string;
  /** Of the case when it was marked; the mark goes only when this much is shown. */
  seq: number;
  /** Slack channel: each has its own partition, so that one that is busy or refuses does not hold up the others. */
  channel: string;
  /** Not before this instant: after an error that time may cure. */
  notBefore?: number;
}

/** People's cases count as urgent for ten minutes after somebody did something there. */
const peopleMilliseconds = 10 * 60_000;

/** Lists the channels that have a partition; nothing is ever taken off the list. */
const slackChannels = 'DIRTY#slack';
const slackPartition = (channel: string) => `${slackChannels}#${channel}`;

/** Channels this process has put on the list. */
const listed = new WeakMap<Table, Set<string>>();

async function listChannel(table: Table, channel: string): Promise<void> {
  const known = listed.get(table) ?? new Set();
  if (known.has(channel)) return;
  await table.put({ pk: slackChannels, sk: channel });
  listed.set(table, known.add(channel));
}

export async function markDirty(table: Table, surface: Surface, state: CaseState, now: number): Promise<void> {
  const { caseId, seq, tier, openedAt, peopleAt } = state;
  const { channel } = state.subject;
  const people = peopleAt !== undefined && now - peopleAt < peopleMilliseconds ? 0 : 1;
  if (surface === 'slack') await listChannel(table, channel);
  const item: DirtyItem = {
    pk: surface === 'slack' ? slackPartition(channel) : `DIRTY#${surface}`,
    // Only Slack is a scarce surface: the others work case by case and need no order.
    sk: surface !== 'slack' ? caseId : `${3 - tier}#${people}#${String(openedAt).padStart(14, '0')}#${caseId}`,
    caseId,
    seq,
    channel,
  };
  await table.put(item);
}

export async function dirtyCases(table: Table, surface: Surface, limit: number): Promise<DirtyItem[]> {
  if (surface === 'slack') return (await dirtyInSlack(table, limit)).slice(0, limit);
  return (await table.query(`DIRTY#${surface}`, { limit })) as DirtyItem[];
}

/** The most urgent of each channel, all together in order. */
export async function dirtyInSlack(table: Table, perChannel: number): Promise<DirtyItem[]> {
  const channels = await table.query(slackChannels);
  const lines = await Promise.all(channels.map(({ sk }) => table.query(slackPartition(sk), { limit: perChannel })));
  return (lines.flat() as DirtyItem[]).sort((a, b) => (a.sk < b.sk ? -1 : 1));
}

/** The mark of one case on a surface that is not Slack. */
export async function dirtyCase(table: Table, surface: Exclude<Surface, 'slack'>, caseId: string): Promise<DirtyItem | undefined> {
  return (await table.get(`DIRTY#${surface}`, caseId)) as DirtyItem | undefined;
}

/** Tier 3, or somebody did something there: what is told of it cannot wait for others. */
export function isUrgent({ sk }: DirtyItem): boolean {
  const [tier, people] = sk.split('#');
  return tier === '0' || people === '0';
}

/** Takes the mark away unless the case was marked anew meanwhile. */
export async function clearDirty(table: Table, item: DirtyItem): Promise<void> {
  await table.removeIf(item.pk, item.sk, 'seq', item.seq);
}

export async function postpone(table: Table, item: DirtyItem, until: number): Promise<void> {
  await table.replace({ ...item, notBefore: until }, 'seq', item.seq);
}
