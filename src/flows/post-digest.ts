/** Post the digests that are due: once per channel and time, what an outage delayed in one, the picture in the thread. */
import { digestMessage, trendWords } from '../../blocks/digest-message.ts';
import type { Stretch } from '../domain/case-story.ts';
import type { Digest } from '../domain/digest.ts';
import { lastBefore, localTime, weekdays } from '../domain/local-time.ts';
import type { Policy } from '../domain/policy.ts';
import { drawPicture } from '../services/picture.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { readDigest } from './digest-cases.ts';

type DigestServices = Pick<Services, 'cases' | 'clock' | 'log' | 'policy' | 'slack' | 'table'>;
type Wanted = Policy['digests'][number];

/** What was told last, and the one that is being told. */
interface DigestItem extends Item {
  /** Up to this moment everything was told. */
  told: number;
  /** Counts whose turn it is: of two ticks at once only one gets the next. */
  turn: number;
  /** The moment that is being told, when its post was begun, and when it was tried last. */
  telling?: number;
  begunAt?: number;
  triedAt?: number;
  ts?: string;
  /** How often its picture was tried. */
  pictures?: number;
}

const DAY = 24 * 60 * 60_000;
/** Longer ago is another story. */
const longest = 31 * DAY;
/** Somebody else may be at it until then: a tick takes less than a minute. */
const patience = 120_000;
const mostPictures = 3;
const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function keyOf({ channel, every }: Wanted): { pk: string; sk: string } {
  return { pk: `DIGEST#${channel}`, sk: every };
}

/** Metadata of the message, by which an answer that was lost is found again. */
function markOf({ channel, every }: Wanted, due: number): { caseId: string; line: number } {
  return { caseId: `digest-${channel}-${every}`, line: Math.floor(due / 60_000) };
}

function channelsOf({ channel, of }: Wanted, policy: Policy): { names: readonly string[]; ids: string[] } {
  const names = of ?? [channel];
  return { names, ids: names.flatMap((name) => policy.channels[name] ?? []) };
}

function dueAt({ every, on, at, timeZone }: Wanted, now: number): number {
  return lastBefore(now, { at, timeZone, ...(every === 'week' && { weekday: weekdays.indexOf(on) }) });
}

/** The Slack message about this stretch; posted only if it is not there already. */
async function post(wanted: Wanted, digest: Digest, item: DigestItem, lost: boolean, services: DigestServices): Promise<string> {
  const { policy, slack, table } = services;
  const channel = policy.channels[wanted.channel] ?? '';
  const mark = markOf(wanted, digest.until);
  const found = lost ? await slack.find(channel, mark, item.begunAt ?? digest.until) : undefined;
  const { names } = channelsOf(wanted, policy);
  const ts =
    found ?? (await slack.post(channel, digestMessage({ digest, every: wanted.every, channels: names, timeZone: wanted.timeZone }), mark));
  await table.put({ ...item, ts });
  return ts;
}

async function addPicture(wanted: Wanted, digest: Digest, ts: string, services: DigestServices): Promise<void> {
  const { timeZone } = wanted;
  const groups = digest.trend.map(({ until, opened, resolved }) => {
    const { day, month } = localTime(until - 1, timeZone);
    return { label: `${day} ${months[month - 1] ?? ''}`, values: [opened, resolved] };
  });
  const series = [
    { name: 'OPENED', color: '#1264a3' },
    { name: 'RESOLVED', color: '#2b8a3e' },
  ];
  const png = await drawPicture({ title: 'CASES PER DAY', series, groups });
  const words = trendWords(digest, timeZone);
  const channel = services.policy.channels[wanted.channel] ?? '';
  await services.slack.picture(channel, ts, { name: 'cases-per-day.png', title: 'Cases per day', words, png });
}

/** Begins only once: the loser of two ticks leaves it to the other. */
async function begin(wanted: Wanted, due: number, services: DigestServices): Promise<{ item: DigestItem; lost: boolean } | undefined> {
  const { table, clock } = services;
  const key = keyOf(wanted);
  const item = (await table.get(key.pk, key.sk)) as DigestItem | undefined;
  if (!item) {
    // Nothing is told of the time before there was a digest.
    await table.putNew({ ...key, told: due, turn: 0 });
    return undefined;
  }
  if (item.told >= due) return undefined;
  const now = clock.now();
  const isAtWork = item.triedAt !== undefined && now - item.triedAt < patience;
  if (isAtWork && !item.ts) return undefined;
  const mine: DigestItem = { ...item, turn: item.turn + 1, telling: item.telling ?? due, begunAt: item.begunAt ?? now, triedAt: now };
  const lost = item.telling !== undefined && !item.ts;
  return (await table.replace(mine, 'turn', item.turn)) ? { item: mine, lost } : undefined;
}

async function tell(wanted: Wanted, services: DigestServices): Promise<void> {
  const { clock, policy, table, log } = services;
  const begun = await begin(wanted, dueAt(wanted, clock.now()), services);
  if (!begun) return;
  const { item, lost } = begun;
  const until = item.telling ?? item.told;
  const stretch: Stretch = { from: Math.max(item.told, until - longest), until };
  const digest = await readDigest(channelsOf(wanted, policy).ids, stretch, services);
  const ts = item.ts ?? (await post(wanted, digest, item, lost, services));
  const pictures = (item.pictures ?? 0) + 1;
  try {
    await addPicture(wanted, digest, ts, services);
  } catch (error) {
    log.error('the picture of a digest could not be shown', error, { channel: wanted.channel });
    if (pictures < mostPictures) {
      await table.put({ ...item, ts, pictures });
      return;
    }
  }
  await table.put({ ...keyOf(wanted), told: until, turn: item.turn });
}

/** Run every minute; each on its own, so that one that fails does not keep the others from being told. */
export async function postDigests(services: DigestServices): Promise<void> {
  for (const wanted of services.policy.digests) {
    try {
      await tell(wanted, services);
    } catch (error) {
      services.log.error('a digest could not be told', error, { channel: wanted.channel, every: wanted.every });
    }
  }
}
