/** Storms: from the tenth new threat case of one type within 5 minutes, the further ones are rows of one storm card. */
import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.ts';
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

/** One look at a type's storm per batch, written back once. */
export interface StormWatch {
  /** The storm's caseKey when a new case of this type belongs to it. */
  keyFor(finding: Finding): Promise<string | undefined>;
  /** A new case of this type was opened on its own. */
  opened(finding: Finding): Promise<void>;
  save(): Promise<void>;
}

const typeOf = (finding: Finding) => `${finding.type}${finding.sample ? '|sample' : ''}`;

export function watchStorms(table: Table, now: number): StormWatch {
  const seen = new Map<string, { item: StormItem; fresh: boolean; changed: boolean }>();

  async function look(finding: Finding) {
    const type = typeOf(finding);
    const known = seen.get(type);
    if (known) return known;
    const key = { pk: `STORM#${createHash('sha256').update(type).digest('hex').slice(0, 32)}`, sk: 'STORM' };
    const item = (await table.get(key.pk, key.sk)) as StormItem | undefined;
    const entry = { item: item ?? { ...key, version: 0, recent: [] }, fresh: !item, changed: false };
    seen.set(type, entry);
    return entry;
  }

  return {
    async keyFor(finding) {
      const entry = await look(finding);
      const { item } = entry;
      if (item.stormKey && (item.until ?? 0) > now) {
        if ((item.until ?? 0) < now + calmMilliseconds - 60_000) {
          item.until = now + calmMilliseconds;
          entry.changed = true;
        }
        return item.stormKey;
      }
      if (item.recent.filter((at) => at > now - windowMilliseconds).length < casesBefore) return undefined;
      item.stormKey = `storm|${typeOf(finding)}|${now}`;
      item.until = now + calmMilliseconds;
      entry.changed = true;
      return item.stormKey;
    },
    async opened(finding) {
      const entry = await look(finding);
      entry.item.recent = [...entry.item.recent.filter((at) => at > now - windowMilliseconds), now];
      entry.changed = true;
    },
    async save() {
      for (const entry of seen.values()) {
        if (!entry.changed) continue;
        const { version } = entry.item;
        const next = { ...entry.item, version: version + 1 };
        // Losing this race costs a case its place in the count, nothing else: the next batch looks again.
        const kept = entry.fresh ? await table.putNew(next) : await table.replace(next, 'version', version);
        if (kept) entry.item = next;
      }
    },
  };
}
