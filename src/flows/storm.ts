/** Storms: from the tenth new threat case of one type within 5 minutes, the further ones are rows of one storm card. */
import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.ts';
import type { Clock } from '../services/clock.ts';
import type { Item, Table } from '../services/table.ts';

const windowMilliseconds = 5 * 60_000;
/** The first nine cases of a type keep their own message. */
const casesBefore = 9;
/** A storm ends when nothing new of its type came for this long. */
const calmMilliseconds = 60 * 60_000;

interface StormItem extends Item {
  version: number;
  /** When the latest new cases of this type were opened. */
  recent: number[];
  stormKey?: string;
  until?: number;
}

/** One look at a type's storm per batch; each case that is counted is counted at once, so that parallel batches agree. */
export interface StormWatch {
  /** The storm's caseKey when a new case of this type belongs to it. */
  keyFor(finding: Finding): Promise<string | undefined>;
  /** A new case of this type is about to be opened on its own; answers the storm's caseKey when it comes too late for that. */
  opened(finding: Finding): Promise<string | undefined>;
}

const typeOf = (finding: Finding) => `${finding.type}${finding.sample ? '|sample' : ''}`;

function keyOf(type: string) {
  return { pk: `STORM#${createHash('sha256').update(type).digest('hex').slice(0, 32)}`, sk: 'STORM' };
}

/** The storm of this type at this moment, if there is one: running, or beginning because nine cases were opened just now. */
function stormIn(item: StormItem, type: string, now: number): string | undefined {
  if (item.stormKey && (item.until ?? 0) > now) return item.stormKey;
  const recent = item.recent.filter((at) => at > now - windowMilliseconds);
  return recent.length < casesBefore ? undefined : `storm|${type}|${now}`;
}

export function watchStorms(table: Table, clock: Clock): StormWatch {
  const seen = new Map<string, { item: StormItem; fresh: boolean }>();

  async function look(type: string, again = false) {
    const known = again ? undefined : seen.get(type);
    if (known) return known;
    const key = keyOf(type);
    const item = (await table.get(key.pk, key.sk)) as StormItem | undefined;
    const entry = { item: item ?? { ...key, version: 0, recent: [] }, fresh: !item };
    seen.set(type, entry);
    return entry;
  }

  /** Changes the item as it is now, whoever else changes it. */
  async function change(type: string, decide: (item: StormItem) => StormItem | undefined): Promise<StormItem> {
    for (let again = false; ; again = true) {
      const { item, fresh } = await look(type, again);
      const wanted = decide(item);
      if (!wanted) return item;
      const next = { ...wanted, version: item.version + 1 };
      if (fresh ? await table.putNew(next) : await table.replace(next, 'version', item.version)) {
        seen.set(type, { item: next, fresh: false });
        return next;
      }
    }
  }

  /** Begins the storm, or keeps it going; a minute's worth of the same needs no second write. */
  async function keep(type: string): Promise<string | undefined> {
    const now = clock.now();
    const { stormKey } = await change(type, (item) => {
      const storm = stormIn(item, type, now);
      const kept = item.stormKey === storm && (item.until ?? 0) >= now + calmMilliseconds - 60_000;
      return storm && !kept ? { ...item, stormKey: storm, until: now + calmMilliseconds } : undefined;
    });
    return stormKey;
  }

  return {
    async keyFor(finding) {
      const type = typeOf(finding);
      const { item } = await look(type);
      return stormIn(item, type, clock.now()) ? keep(type) : undefined;
    },
    async opened(finding) {
      const type = typeOf(finding);
      const now = clock.now();
      let late = false;
      await change(type, (item) => {
        late = stormIn(item, type, now) !== undefined;
        return late ? undefined : { ...item, recent: [...item.recent.filter((at) => at > now - windowMilliseconds), now] };
      });
      return late ? keep(type) : undefined;
    },
  };
}
