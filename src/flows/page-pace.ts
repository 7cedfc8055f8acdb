/** PagerDuty's pace: at most 100 alerts a minute per routing key, whichever function sends them; what is too much waits. */
import type { Clock } from '../services/clock.ts';
import type { Item, Table } from '../services/table.ts';

/** PagerDuty takes about 120; a person's click needs room, too. */
const perMinute = 100;
const minuteMilliseconds = 60_000;
const mostTries = 50;

interface PaceItem extends Item {
  version: number;
  /** When the latest were sent (domain time). */
  sent: number[];
}

/** Takes a place in this minute and answers undefined, or when the next one is free (milliseconds, domain time). */
export async function takePlace(table: Table, clock: Pick<Clock, 'now'>, routingKey: 'first' | 'second'): Promise<number | undefined> {
  const key = { pk: `PACE#pagerduty/${routingKey}`, sk: 'PACE' };
  for (let tries = 0; tries < mostTries; tries += 1) {
    const now = clock.now();
    const held = (await table.get(key.pk, key.sk)) as PaceItem | undefined;
    const sent = (held?.sent ?? []).filter((at) => at > now - minuteMilliseconds);
    const [oldest] = sent;
    if (sent.length >= perMinute && oldest !== undefined) return oldest + minuteMilliseconds;
    const next: PaceItem = { ...key, version: (held?.version ?? 0) + 1, sent: [...sent, now] };
    // Several functions send at once; who is second looks again.
    if (held ? await table.replace(next, 'version', held.version) : await table.putNew(next)) return undefined;
  }
  return clock.now() + minuteMilliseconds;
}
