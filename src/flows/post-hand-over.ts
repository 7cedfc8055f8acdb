/** Tell the next shift what there is: once whenever those on call change, in the channel that policy names. */
import type { CaseRow } from '../../blocks/case-rows.ts';
import { handOverMessage, mostRows } from '../../blocks/hand-over-message.ts';
import type { CaseEntry } from '../domain/case-entry.ts';
import { handOverOf } from '../domain/hand-over.ts';
import { onCallLevel } from '../domain/on-call.ts';
import type { Policy } from '../domain/policy.ts';
import type { Member } from '../services/directory.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { linkOf } from './case-link.ts';
import { caseEntries, current } from './case-list.ts';
import { scopeWords, stops } from './stops.ts';

type HandOverServices = Pick<Services, 'cases' | 'clock' | 'directory' | 'log' | 'onCall' | 'policy' | 'slack' | 'table'>;
type Wanted = Policy['handOvers'][number];

/** Who was on call when it was told last, and what is being told. */
interface HandOverItem extends Item {
  people: Member[];
  /** Counts whose turn it is: of two ticks at once only one gets the next. */
  turn: number;
  telling?: { people: Member[]; at: number };
  triedAt?: number;
}

/** Somebody else may be at it until then: a tick takes less than a minute. */
const patience = 120_000;

function keyOf({ channel, group }: Wanted): { pk: string; sk: string } {
  return { pk: `HANDOVER#${channel}`, sk: group };
}

/** Metadata of the message, by which an answer that was lost is found again. */
function markOf({ channel, group }: Wanted, at: number): { caseId: string; line: number } {
  return { caseId: `hand-over-${channel}-${group}`, line: Math.floor(at / 60_000) };
}

/** Undefined when it cannot be known just now: then nobody has changed. */
async function onCallNow(group: string, { directory, onCall }: HandOverServices): Promise<Member[] | undefined> {
  const level = onCallLevel(group);
  if (level === undefined) return directory.members(group);
  const now = await onCall.shown();
  if (!now || now.unsure.includes(level)) return undefined;
  const strangers = now.strangers.filter((each) => each.level === level).map(({ name }) => ({ id: name, name }));
  return [...now.members.filter((each) => each.level === level).map(({ id, name }) => ({ id, name })), ...strangers];
}

function isSame(one: readonly Member[], other: readonly Member[]): boolean {
  return one.length === other.length && one.every(({ id }) => other.some((each) => each.id === id));
}

/** The change that is this tick's to tell. */
async function begin(wanted: Wanted, services: HandOverServices): Promise<{ item: HandOverItem; lost: boolean } | undefined> {
  const { table, clock } = services;
  const key = keyOf(wanted);
  const people = await onCallNow(wanted.group, services);
  const item = (await table.get(key.pk, key.sk)) as HandOverItem | undefined;
  if (!item) {
    if (people) await table.putNew({ ...key, people, turn: 0 });
    return undefined;
  }
  const now = clock.now();
  const telling = item.telling ?? (people && !isSame(people, item.people) ? { people, at: now } : undefined);
  if (!telling || (item.triedAt !== undefined && now - item.triedAt < patience)) return undefined;
  const mine: HandOverItem = { ...item, turn: item.turn + 1, telling, triedAt: now };
  return (await table.replace(mine, 'turn', item.turn)) ? { item: mine, lost: item.telling !== undefined } : undefined;
}

async function rowsOf(entries: readonly CaseEntry[], services: HandOverServices): Promise<CaseRow[]> {
  const found = await current(entries.slice(0, mostRows), services);
  return Promise.all(
    found.map(async ({ entry }) => {
      const accountName = services.policy.accounts[entry.account]?.name;
      const link = await linkOf(entry.caseId, services);
      return { entry, ...(accountName && { accountName }), ...(link && { link }) };
    }),
  );
}

async function messageOf(wanted: Wanted, item: HandOverItem, services: HandOverServices) {
  const { policy, table, clock } = services;
  const channels = wanted.of ?? [wanted.channel];
  const ids = channels.flatMap((channel) => policy.channels[channel] ?? []);
  const now = clock.now();
  const handOver = handOverOf(await caseEntries(table), ids, now);
  return handOverMessage({
    group: wanted.group,
    people: item.telling?.people ?? [],
    before: item.people,
    waiting: await rowsOf(handOver.waiting, services),
    fire: await rowsOf(handOver.fire, services),
    handOver,
    stopped: (await stops(table)).map(({ sk }) => scopeWords(sk, policy.accounts[sk.split('/')[1] ?? '']?.name)),
    channels,
    now,
  });
}

async function tell(wanted: Wanted, services: HandOverServices): Promise<void> {
  const begun = await begin(wanted, services);
  if (!begun) return;
  const { item, lost } = begun;
  const { people, at } = item.telling ?? { people: item.people, at: services.clock.now() };
  const channel = services.policy.channels[wanted.channel] ?? '';
  const mark = markOf(wanted, at);
  const found = lost ? await services.slack.find(channel, mark, at) : undefined;
  if (!found) await services.slack.post(channel, await messageOf(wanted, item, services), mark);
  await services.table.put({ ...keyOf(wanted), people, turn: item.turn });
}

/** Run every minute; each on its own, so that one that fails does not keep the others from being told. */
export async function postHandOvers(services: HandOverServices): Promise<void> {
  for (const wanted of services.policy.handOvers) {
    try {
      await tell(wanted, services);
    } catch (error) {
      services.log.error('a hand-over could not be told', error, { channel: wanted.channel, group: wanted.group });
    }
  }
}
