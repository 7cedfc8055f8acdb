/** A bucket that keeps what was written first, with a place to kill the writer and ways to tamper. */
import type { Evidence, Kept } from '../../src/services/evidence.ts';

export interface FakeEvidence extends Evidence {
  objects: Map<string, string[]>;
  /** What somebody deleted without naming a version. */
  hidden: Set<string>;
}

/** `around` is called with every write; what it throws is that write's failure, before or after it happened. */
export function createFakeEvidence(around: (when: 'before' | 'after', key: string) => void = () => undefined): FakeEvidence {
  const objects = new Map<string, string[]>();
  const hidden = new Set<string>();
  return {
    objects,
    hidden,
    async putNew(key, body) {
      around('before', key);
      const isNew = !objects.has(key);
      if (isNew) objects.set(key, [body]);
      around('after', key);
      return isNew;
    },
    get: async (key, versionId) => objects.get(key)?.at(versionId === undefined ? -1 : Number(versionId)),
    async *list(prefix) {
      for (const key of [...objects.keys()].filter((each) => each.startsWith(prefix)).sort()) {
        const kept: Kept = { key, versionId: '0', versions: objects.get(key)?.length ?? 0, hidden: hidden.has(key) };
        yield kept;
      }
    },
  };
}
