/** The table in memory: the same conditions as DynamoDB keeps, and a place to break writes before or after they happen. */
import type { Item, Table } from '../../src/services/table.ts';

export interface MemoryTableOptions {
  /** Sees every new item after it is stored. */
  onPut?: (item: Item) => void;
  /** Called around every write that is asked for; what it throws is the failure of that write. */
  around?: (when: 'before' | 'after', item: Pick<Item, 'pk' | 'sk'>) => void;
}
export interface MemoryTable extends Table {
  /** Everything in it, as JSON: what a test searches for secrets. */
  items(): Item[];
}

type Kept = Map<string, Map<string, Item>>;

/** As DynamoDB compares: numbers with numbers, texts with texts, nothing else. */
function isLower(held: unknown, value: unknown): boolean {
  if (typeof held === 'number' && typeof value === 'number') return held < value;
  return typeof held === 'string' && typeof value === 'string' && Buffer.compare(Buffer.from(held), Buffer.from(value)) < 0;
}

function withoutUndefined(item: Item): Item {
  return structuredClone(Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined))) as Item;
}

export function createMemoryTable({ onPut, around }: MemoryTableOptions = {}): MemoryTable {
  const kept: Kept = new Map();
  let operations = 0;
  const held = (pk: string, sk: string) => kept.get(pk)?.get(sk);

  function putWhen(item: Item, allowed: (known: Item | undefined) => boolean): boolean {
    operations += 1;
    around?.('before', item);
    if (!allowed(held(item.pk, item.sk))) return false;
    const partition = kept.get(item.pk) ?? new Map<string, Item>();
    kept.set(item.pk, partition);
    partition.set(item.sk, withoutUndefined(item));
    onPut?.(structuredClone(item));
    around?.('after', item);
    return true;
  }

  function removeWhen(pk: string, sk: string, allowed: (known: Item | undefined) => boolean): boolean {
    operations += 1;
    around?.('before', { pk, sk });
    if (!allowed(held(pk, sk))) return false;
    kept.get(pk)?.delete(sk);
    around?.('after', { pk, sk });
    return true;
  }

  function found(pk: string, { after, prefix, limit }: { after?: string; prefix?: string; limit?: number }): Item[] {
    operations += 1;
    const within = (sk: string) => (after ? sk >= `${after}!` && sk <= `${prefix ?? ''}~` : sk.startsWith(prefix ?? ''));
    const items = [...(kept.get(pk)?.values() ?? [])].filter((item) => within(item.sk));
    return structuredClone(items.sort((a, b) => Buffer.compare(Buffer.from(a.sk), Buffer.from(b.sk))).slice(0, limit));
  }

  return {
    get operations() {
      return operations;
    },
    items: () => [...kept.values()].flatMap((partition) => [...partition.values()]),
    putNew: async (item) => putWhen(item, (known) => known === undefined),
    put: async (item) => void putWhen(item, () => true),
    replace: async (item, attribute, value) => putWhen(item, (known) => known?.[attribute] === value),
    putIfNewer: async (item, attribute) => putWhen(item, (known) => !known || isLower(known[attribute], item[attribute])),
    async get(pk, sk) {
      operations += 1;
      return structuredClone(held(pk, sk));
    },
    query: async (pk, options = {}) => found(pk, options),
    remove: async (pk, sk) => void removeWhen(pk, sk, () => true),
    removeIf: async (pk, sk, attribute, value) => removeWhen(pk, sk, (known) => known?.[attribute] === value),
    async changed(value) {
      operations += 1;
      const keys = new Map<string, string>();
      for (const { pk, sk, changed } of [...kept.values()].flatMap((partition) => [...partition.values()])) {
        if (changed === value && sk > (keys.get(pk) ?? '')) keys.set(pk, sk);
      }
      return keys;
    },
  };
}
