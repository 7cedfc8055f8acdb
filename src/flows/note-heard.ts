/** Notes from where events come in, cheaply: of each account, Region and source at most one write every ten minutes. */
import type { Heard, Place } from '../domain/coverage.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';

type HeardServices = Pick<Services, 'table' | 'clock' | 'log'>;

const PARTITION = 'HEARD';
const slotMilliseconds = 600_000;
/** Beyond it, whoever sends made-up places gets no more of our memory. */
const mostRemembered = 20_000;

interface HeardItem extends Item, Heard {
  /** Which ten minutes since the epoch: one write in each, whoever comes first. */
  slot: number;
}

/** What this process has written already: place -> slot. */
const written = new WeakMap<Table, Map<string, number>>();

/** Never rejects: findings do not wait for it, and the next event of the same place tries again. */
export async function noteHeard(places: readonly Place[], { table, clock, log }: HeardServices): Promise<void> {
  const known = written.get(table) ?? new Map<string, number>();
  written.set(table, known);
  const at = clock.now();
  const slot = Math.floor(at / slotMilliseconds);
  const fresh = new Map(places.map((place) => [`${place.account}/${place.region}/${place.source}`, place]));
  const writes = [...fresh].flatMap(([sk, { account, region, source }]) => {
    if (known.get(sk) === slot) return [];
    if (known.size > mostRemembered) known.clear();
    known.set(sk, slot);
    const item: HeardItem = { pk: PARTITION, sk, account, region, source, at, slot };
    return [
      table.putIfNewer(item, 'slot').catch((error: unknown) => {
        known.delete(sk);
        log.warn('it could not be noted where an event came from', { place: sk, because: String(error) });
      }),
    ];
  });
  await Promise.all(writes);
}

/** The last event of every place, within ten minutes. */
export async function heardSoFar(table: Table): Promise<Heard[]> {
  return (await table.query(PARTITION)) as HeardItem[];
}
