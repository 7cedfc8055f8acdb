/** Channels of policy: looked at when Slack says or refuses something, and every few hours; what cannot be shown there is shown in the default one. */
import { channelLine, channelNotice } from '../../blocks/channel-notice.ts';
import { type ChannelNews, type ChannelTrouble, channelNews, judgeChannel, type KnownChannel } from '../domain/channel-health.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';
import { SlackRefusal } from '../services/slack.ts';
import type { Item, Table } from '../services/table.ts';

type WatchServices = Pick<Services, 'clock' | 'log' | 'policy' | 'slack' | 'table'>;

interface ChannelItem extends Item, KnownChannel {
  /** Still to be told to admins, oldest first, and when telling the first was begun. */
  owed: ChannelNews[];
  tellingAt?: number;
  /** When it was looked at last. Domain time. */
  at: number;
}

const partition = 'CHANNELS';
const troubledMilliseconds = 10 * 60_000;
const usualMilliseconds = 6 * 60 * 60_000;
/** What one process believes for so long without asking the table. */
const believedMilliseconds = 10_000;
const mostOwed = 10;

const believed = new WeakMap<Table, Map<string, { trouble?: ChannelTrouble; at: number }>>();

function believe(table: Table, channel: string, trouble: ChannelTrouble | undefined, at: number): void {
  const all = believed.get(table) ?? new Map();
  believed.set(table, all.set(channel, { at, ...(trouble && { trouble }) }));
}

async function itemOf(channel: string, { table }: Pick<Services, 'table'>): Promise<ChannelItem | undefined> {
  return (await table.get(partition, channel)) as ChannelItem | undefined;
}

/** A channel that policy names, by its id. */
export function channelName(id: string, { channels }: Policy): string | undefined {
  return Object.entries(channels).find(([, each]) => each === id)?.[0];
}

const defaultChannel = ({ channels, defaultRoute }: Policy): string => channels[defaultRoute.channel] ?? '';

/** Where what belongs in this channel (Slack id) is to be posted now: there, or in the default one while there is nothing to be posted. */
export async function postingPlace(channel: string, services: Pick<Services, 'clock' | 'policy' | 'table'>): Promise<string> {
  const { clock, policy, table } = services;
  const instead = defaultChannel(policy);
  if (channel === instead || instead === '') return channel;
  const known = believed.get(table)?.get(channel);
  if (known && clock.now() - known.at < believedMilliseconds) return known.trouble ? instead : channel;
  const trouble = (await itemOf(channel, services))?.trouble;
  believe(table, channel, trouble, clock.now());
  return trouble ? instead : channel;
}

/** In the channel for it, or in the default one when that is the one in trouble. */
function adminsPlace(about: string, policy: Policy): string {
  const admins = policy.channels[policy.adminChannel ?? policy.defaultRoute.channel] ?? '';
  return admins === about ? defaultChannel(policy) : admins;
}

/** Each news once: an answer that was lost is looked for before anything is told anew. */
async function tellAdmins(channel: string, services: WatchServices): Promise<void> {
  const { clock, log, policy, slack, table } = services;
  for (let item = await itemOf(channel, services); item; item = await itemOf(channel, services)) {
    const [news] = item.owed;
    const place = adminsPlace(channel, policy);
    if (!news || place === '') return;
    const mark = { caseId: `channel-${channel}`, line: Math.floor(news.at / 1000) };
    const instead = channel === defaultChannel(policy) ? undefined : policy.defaultRoute.channel;
    const about = { channel: channelName(channel, policy) ?? channel, ...(instead && { instead }) };
    try {
      const told = item.tellingAt === undefined ? undefined : await slack.find(place, mark, item.tellingAt);
      if (!told) {
        await table.put({ ...item, tellingAt: clock.now() });
        await slack.post(place, channelNotice(news, about), mark);
      }
      const { tellingAt: _, ...rest } = item;
      await table.put({ ...rest, owed: item.owed.slice(1) });
    } catch (error) {
      // The Home tab says it as well; the next look tries again.
      log.error('admins could not be told of a channel', error, { channel, what: news.what });
      return;
    }
  }
}

/** `hint`: what an event or a refusal said. A channel that policy does not name is nobody's concern. */
export async function lookAtChannel(channel: string, hint: ChannelTrouble | undefined, services: WatchServices): Promise<void> {
  const { clock, log, policy, slack, table } = services;
  if (channelName(channel, policy) === undefined) return;
  const now = clock.now();
  const known = await itemOf(channel, services);
  let seen: Awaited<ReturnType<typeof slack.channel>>;
  let judged: ReturnType<typeof judgeChannel>;
  try {
    seen = await slack.channel(channel);
    judged = judgeChannel(known ?? {}, seen, hint);
  } catch (error) {
    // Without a look, what a refusal said has to do; without either nothing is known.
    if (!hint)
      return log.warn('a channel could not be looked at', { channel, because: error instanceof SlackRefusal ? error.code : 'no answer' });
    judged = { trouble: hint };
  }
  const name = seen?.name ?? known?.name;
  const owed = [...(known?.owed ?? []), ...channelNews(known ?? {}, judged, name, now)].slice(-mostOwed);
  const { trouble } = judged;
  const tellingAt = known?.tellingAt;
  await table.put({
    ...{ pk: partition, sk: channel, owed, at: now },
    ...(name && { name }),
    ...(trouble && { trouble }),
    ...(tellingAt !== undefined && { tellingAt }),
  });
  believe(table, channel, trouble, now);
  if (trouble && trouble !== known?.trouble) log.error('a channel cannot be posted to', new Error(trouble), { channel });
  await tellAdmins(channel, services);
}

/** Run every minute: what is in trouble is looked at every ten, everything else a few times a day, for events may be lost. */
export async function watchChannels(services: WatchServices): Promise<void> {
  const { clock, log, policy, table } = services;
  const items = new Map(((await table.query(partition)) as ChannelItem[]).map((item) => [item.sk, item]));
  for (const channel of new Set(Object.values(policy.channels))) {
    const item = items.get(channel);
    const every = item?.trouble || (item?.owed.length ?? 0) > 0 ? troubledMilliseconds : usualMilliseconds;
    if (item && clock.now() - item.at < every) continue;
    try {
      await lookAtChannel(channel, undefined, services);
    } catch (error) {
      log.error('a channel could not be looked at', error, { channel });
    }
  }
}

/** For health: one line for each channel that cannot be posted to. */
export async function channelLines({ policy, table }: Pick<Services, 'policy' | 'table'>): Promise<string[]> {
  const items = (await table.query(partition)) as ChannelItem[];
  return items.flatMap(({ sk, trouble }) => {
    const name = channelName(sk, policy);
    const instead = sk === defaultChannel(policy) ? undefined : policy.defaultRoute.channel;
    return trouble && name ? [channelLine(name, trouble, instead)] : [];
  });
}
