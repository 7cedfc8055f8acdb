/** What may leave: the names that policy keeps here, learned wherever they are read, and the redaction of what goes out. */
import type { Policy } from '../domain/policy.ts';
import { gatherNames, type Redactable, redacting, redactPayload } from '../domain/redact-fields.ts';
import type { Table } from './table.ts';

export type WayOut = keyof Policy['redact'];

export interface Redaction {
  /** Remembers the names in a value, for every function: resolves when the others can know them. */
  learn(value: unknown): Promise<void>;
  /** The same at once, for this function only: the others read the same value themselves. */
  note(value: unknown): void;
  /** The payload as it may leave by this way; the very same where policy keeps nothing. */
  leaving<T>(way: WayOut, payload: T): Promise<T>;
}

const partition = 'NAMES';
const byName = (kinds: readonly Redactable[]): boolean => kinds.includes('users') || kinds.includes('tags');

export function createRedaction({ policy, table }: { policy: Pick<Policy, 'redact'>; table: Table }): Redaction {
  const kept = { users: new Set<string>(), tags: new Set<string>() };
  const isWanted = Object.values(policy.redact).some(byName);
  const stored = new Set<string>();

  async function store(kind: 'users' | 'tags', names: Iterable<string>): Promise<void> {
    const fresh = [...names].map((name) => `${kind}#${name}`).filter((sk) => !stored.has(sk) && Buffer.byteLength(sk) < 1000);
    await Promise.all(fresh.map((sk) => table.put({ pk: partition, sk })));
    for (const sk of fresh) stored.add(sk);
  }

  async function load(): Promise<void> {
    for (const { sk } of await table.query(partition)) {
      stored.add(sk);
      const [kind = '', name = ''] = sk.split(/#(.*)/s);
      if (kind === 'users' || kind === 'tags') kept[kind].add(name);
    }
  }

  return {
    async learn(value) {
      if (!isWanted) return;
      const found = { users: new Set<string>(), tags: new Set<string>() };
      gatherNames(value, found);
      for (const kind of ['users', 'tags'] as const) {
        for (const name of found[kind]) kept[kind].add(name);
        await store(kind, found[kind]);
      }
    },
    note(value) {
      if (isWanted) gatherNames(value, kept);
    },
    async leaving(way, payload) {
      const kinds = policy.redact[way];
      if (kinds.length === 0) return payload;
      // What another function has learned a moment ago may be in what this one says.
      if (byName(kinds)) await load();
      return redactPayload(payload, redacting(kinds, kept));
    },
  };
}
