/** Which cases a digest reads: those that changed on its days, noted by every poke, and those that are open. */
import type { CaseState } from '../domain/case-state.ts';
import type { Story, Stretch } from '../domain/case-story.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';
import { caseEntries } from './case-list.ts';

const DAY = 24 * 60 * 60_000;
/** The picture goes back this far, whatever the digest is about. */
const trendDays = 7;
const atOnce = 20;

interface DayItem extends Item {
  channel: string;
}

const partitionOf = (at: number) => `DAY#${new Date(at).toISOString().slice(0, 10)}`;

/** What this process noted today: once a day is enough. */
const noted = new WeakMap<Table, { day: string; cases: Set<string> }>();

/** That this case changed today, or a little earlier if the poke was late. */
export async function noteChange({ caseId, subject }: CaseState, table: Table, now: number): Promise<void> {
  const day = partitionOf(now);
  const known = noted.get(table);
  const today = known?.day === day ? known : { day, cases: new Set<string>() };
  noted.set(table, today);
  if (today.cases.has(caseId)) return;
  await table.put({ pk: day, sk: caseId, channel: subject.channel });
  today.cases.add(caseId);
}

/** Pokes come late after an outage, so all days up to now are looked through. */
async function changedSince(from: number, now: number, channels: readonly string[], table: Table): Promise<string[]> {
  const ids: string[] = [];
  for (let at = from; partitionOf(at) <= partitionOf(now); at += DAY) {
    const items = (await table.query(partitionOf(at))) as DayItem[];
    for (const { sk, channel } of items) if (channels.includes(channel)) ids.push(sk);
  }
  return ids;
}

/** `channels` by their Slack ids. */
export async function readDigest(
  channels: readonly string[],
  stretch: Stretch,
  { table, cases, clock }: Pick<Services, 'table' | 'cases' | 'clock'>,
): Promise<Digest> {
  const from = Math.min(stretch.from, stretch.until - trendDays * DAY);
  const open = (await caseEntries(table)).filter(({ channel }) => channels.includes(channel)).map(({ caseId }) => caseId);
  const ids = [...new Set([...open, ...(await changedSince(from, clock.now(), channels, table))])].sort();
  const stories: Story[] = [];
  for (let at = 0; at < ids.length; at += atOnce) {
    const read = ids.slice(at, at + atOnce).map(async (caseId) => ({ caseId, events: await cases.events(caseId) }));
    stories.push(...(await Promise.all(read)));
  }
  return digestOf(stories, channels, stretch);
}
