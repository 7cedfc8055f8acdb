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

/** By id, without asking for anybody's name; undefined when it cannot be known just now: then nobody has changed. */
async function idsOf(group: string, { policy, slack, onCall, log }: HandOverServices): Promise<string[] | undefined> {
  const level = onCallLevel(group);
  if (level !== undefined) return (await atLevel(level, onCall))?.map(({ id }) => id);
  const { people = [], usergroup } = policy.groups[group] ?? {};
  try {
    return [...new Set([...people, ...(usergroup ? await slack.groupMembers(usergroup) : [])])];
  } catch {
    log.warn('who is on call could not be looked up', { group });
    return undefined;
  }
}

async function atLevel(level: number, onCall: HandOverServices['onCall']): Promise<Member[] | undefined> {
  const now = await onCall.shown();
  if (!now || now.unsure.includes(level)) return undefined;
  const at = <One extends { level: number }>(all: readonly One[]) => all.filter((each) => each.level === level);
  return [...at(now.members).map(({ id, name }) => ({ id, name })), ...at(now.strangers).map(({ name }) => ({ id: name, name }))];
}

/** With their names. */
async function peopleOf(group: string, { directory, onCall }: HandOverServices): Promise<Member[] | undefined> {
  const level = onCallLevel(group);
  return level === undefined ? directory.members(group) : atLevel(level, onCall);
}

function isSame(ids: readonly string[], people: readonly Member[]): boolean {
  return ids.length === people.length && people.every(({ id }) => ids.includes(id));
}

/** Who is there now, when that is not who was there; undefined when nothing changed, or nobody knows. */
async function changed(group: string, before: readonly Member[] | undefined, services: HandOverServices): Promise<Member[] | undefined> {
  const ids = await idsOf(group, services);
  if (!ids || (before && isSame(ids, before))) return undefined;
  const people = await peopleOf(group, services);
  return people && isSame(ids, people) ? people : undefined;
}

/** The change that is this tick's to tell. */
async function begin(wanted: Wanted, services: HandOverServices): Promise<{ item: HandOverItem; lost: boolean } | undefined> {
  const { table, clock } = services;
  const key = keyOf(wanted);
  const item = (await table.get(key.pk, key.sk)) as HandOverItem | undefined;
  const now = clock.now();
  if (item?.triedAt !== undefined && now - item.triedAt < patience) return undefined;
  const people = item?.telling ? undefined : await changed(wanted.group, item?.people, services);
  if (!item) {
    // Nobody hands over to those who are there when it begins.
    if (people) await table.putNew({ ...key, people, turn: 0 });
    return undefined;
  }
  const telling = item.telling ?? (people && { people, at: now });
  if (!telling) return undefined;
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
