/** The vault: kept as it was first put, refused when it is not what the log recorded, and nowhere else. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createVault, type Vault } from '../../src/services/vault.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { hashOf } from '../fixtures/case-events.ts';
import { KEY } from '../fixtures/finding.ts';

let table: MemoryTable;
let vault: Vault;
beforeEach(() => {
  table = createMemoryTable();
  vault = createVault(table);
});

describe('an item', () => {
  it('comes back as it was put, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uuid(), fc.jsonValue(), async (id, content) => {
        const reference = await vault.put(id, content);
        expect(reference).toEqual({ id, hash: hashOf(JSON.stringify(content)) });
        expect(await vault.get(reference)).toEqual(JSON.parse(JSON.stringify(content)));
      }),
    );
  });

  it('is kept as it was first: the second one who puts it learns the hash of the first', async () => {
    const first = await vault.put('plan', { key: KEY });
    expect(await vault.put('plan', { key: 'other' })).toEqual(first);
    expect(await vault.get(first)).toEqual({ key: KEY });
  });

  it('that is replaced has a new hash, and the old one fits no more', async () => {
    const first = await vault.replace('token', 'one');
    const second = await vault.replace('token', 'two');
    expect(second.hash).not.toBe(first.hash);
    expect(await vault.get(second)).toBe('two');
    await expect(vault.get(first)).rejects.toThrow('vault item token is not what the log recorded');
    expect(await vault.get({ id: 'token' })).toBe('two');
  });

  it('that is missing is an error that names it', async () => {
    await expect(vault.get({ id: 'gone' })).rejects.toThrow('vault item gone is missing');
  });

  it('whose bytes were changed is refused', async () => {
    const reference = await vault.put('plan', { status: 'Inactive' });
    await table.put({ pk: 'VAULT#plan', sk: 'VAULT', body: '{"status":"Active"}' });
    await expect(vault.get(reference)).rejects.toThrow('is not what the log recorded');
  });
});

describe('secrets', () => {
  it('are in the VAULT# item alone, and in no stream of changed cases', async () => {
    await vault.put('plan', { key: KEY });
    const holding = table.items().filter((item) => JSON.stringify(item).includes(KEY));
    expect(holding.map(({ pk }) => pk)).toEqual(['VAULT#plan']);
    expect(holding[0]).not.toHaveProperty('changed');
  });

  it('are in no error', async () => {
    const reference = await vault.put('plan', { key: KEY });
    const error = await vault.get({ ...reference, hash: hashOf('other') }).catch((thrown: unknown) => thrown);
    expect(String(error)).not.toContain(KEY);
  });
});
