/** The vault: task tokens, full key ids, undo inputs, plans and raw findings are only here; everything else holds fingerprints and hashes. */
import { createHash } from 'node:crypto';
import type { Table } from './table.ts';

export interface Vault {
  /** Stores JSON content under an id (kept when it is there already) and answers the hash that events may hold. */
  put(id: string, content: unknown): Promise<{ id: string; hash: string }>;
  /** Stores it whatever is there: for what only its newest value is good for, such as a task token. */
  replace(id: string, content: unknown): Promise<{ id: string; hash: string }>;
  /** Rejects when the item is missing or does not match the hash the log holds. */
  get<T>(reference: { id: string; hash?: string }): Promise<T>;
}

export function createVault(table: Table): Vault {
  return {
    async put(id, content) {
      const body = JSON.stringify(content);
      const hash = createHash('sha256').update(body).digest('hex');
      const fresh = await table.putNew({ pk: `VAULT#${id}`, sk: 'VAULT', body });
      if (fresh) return { id, hash };
      const kept = await table.get(`VAULT#${id}`, 'VAULT');
      return { id, hash: createHash('sha256').update(String(kept?.body)).digest('hex') };
    },
    async replace(id, content) {
      const body = JSON.stringify(content);
      await table.put({ pk: `VAULT#${id}`, sk: 'VAULT', body });
      return { id, hash: createHash('sha256').update(body).digest('hex') };
    },
    async get<T>({ id, hash }: { id: string; hash?: string }): Promise<T> {
      const item = await table.get(`VAULT#${id}`, 'VAULT');
      if (!item) throw new Error(`vault item ${id} is missing`);
      const body = String(item.body);
      if (hash && createHash('sha256').update(body).digest('hex') !== hash)
        throw new Error(`vault item ${id} is not what the log recorded`);
      return JSON.parse(body) as T;
    },
  };
}
