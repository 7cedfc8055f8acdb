/** The table's contract, on dynalite and in memory: both say the same to everything a flow asks. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, startTable } from '../../infra/local/table.ts';
import { createTable, type Item, type Table } from '../../src/services/table.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';

const put: Item[] = [];
let local: LocalTable;
let client: DynamoDBClient;
const tables: Record<string, Table> = {
  memory: createMemoryTable({ onPut: (item) => put.push(item) }),
};
beforeAll(async () => {
  local = await startTable();
  client = new DynamoDBClient({
    endpoint: local.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' },
  });
  tables.dynalite = createTable(client, local.name, (item) => put.push(item));
});
afterAll(async () => {
  client.destroy();
  await local.close();
});

describe.each(['memory', 'dynalite'])('%s', (name) => {
  const table = (): Table => {
    const found = tables[name];
    if (!found) throw new Error(`no table ${name}`);
    return found;
  };
  const at = (pk: string, sk = 'A', more: object = {}): Item => ({ pk, sk, ...more });

  it('puts new items once', async () => {
    expect(await table().putNew(at('new', 'A', { n: 1 }))).toBe(true);
    expect(await table().putNew(at('new', 'A', { n: 2 }))).toBe(false);
    expect(await table().get('new', 'A')).toEqual(at('new', 'A', { n: 1 }));
    expect(await table().get('new', 'B')).toBeUndefined();
  });

  it('replaces only what still has the value', async () => {
    expect(await table().replace(at('rep', 'A', { v: 1 }), 'v', 0)).toBe(false);
    await table().put(at('rep', 'A', { v: 1, old: true }));
    expect(await table().replace(at('rep', 'A', { v: 2 }), 'v', 5)).toBe(false);
    expect(await table().replace(at('rep', 'A', { v: 2 }), 'v', '1')).toBe(false);
    expect(await table().replace(at('rep', 'A', { v: 2 }), 'v', 1)).toBe(true);
    expect(await table().get('rep', 'A')).toEqual(at('rep', 'A', { v: 2 }));
  });

  it('puts when newer, and when there is none', async () => {
    expect(await table().putIfNewer(at('newer', 'A', { n: 5 }), 'n')).toBe(true);
    expect(await table().putIfNewer(at('newer', 'A', { n: 5 }), 'n')).toBe(false);
    expect(await table().putIfNewer(at('newer', 'A', { n: 10 }), 'n')).toBe(true);
    await table().put(at('newer', 'B'));
    expect(await table().putIfNewer(at('newer', 'B', { n: 1 }), 'n')).toBe(false);
  });

  it('removes, also only what still has the value', async () => {
    await table().put(at('gone', 'A', { v: 'x' }));
    expect(await table().removeIf('gone', 'A', 'v', 'y')).toBe(false);
    expect(await table().removeIf('gone', 'B', 'v', 'x')).toBe(false);
    expect(await table().removeIf('gone', 'A', 'v', 'x')).toBe(true);
    await table().remove('gone', 'A');
    expect(await table().get('gone', 'A')).toBeUndefined();
  });

  it('queries in order, by prefix, after a key, up to a limit', async () => {
    for (const sk of ['EVENT#3', 'HEAD', 'EVENT#1', 'ROW#1', 'EVENT#2']) await table().put(at('ordered', sk));
    const keys = async (options?: Parameters<Table['query']>[1]) => (await table().query('ordered', options)).map((item) => item.sk);
    expect(await keys()).toEqual(['EVENT#1', 'EVENT#2', 'EVENT#3', 'HEAD', 'ROW#1']);
    expect(await keys({ prefix: 'EVENT#' })).toEqual(['EVENT#1', 'EVENT#2', 'EVENT#3']);
    expect(await keys({ prefix: 'EVENT#', after: 'EVENT#1' })).toEqual(['EVENT#2', 'EVENT#3']);
    expect(await keys({ limit: 2 })).toEqual(['EVENT#1', 'EVENT#2']);
    expect(await keys({ prefix: 'NOTHING#' })).toEqual([]);
  });

  it('answers which partitions changed, each once, with the latest item', async () => {
    await table().put(at('case-1', 'EVENT#1', { changed: 'minute' }));
    await table().put(at('case-1', 'EVENT#2', { changed: 'minute' }));
    await table().put(at('case-2', 'EVENT#1', { changed: 'minute' }));
    await table().put(at('case-3', 'EVENT#1', { changed: 'later' }));
    expect([...(await table().changed('minute'))].sort()).toEqual([
      ['case-1', 'EVENT#2'],
      ['case-2', 'EVENT#1'],
    ]);
  });

  it('leaves out what is undefined, keeps bytes, and gives copies', async () => {
    const held = at('copy', 'A', { list: ['a'], nothing: undefined, bytes: new Uint8Array([1, 2]) });
    await table().put(held);
    (held.list as string[]).push('b');
    const found = await table().get('copy', 'A');
    expect(found).not.toHaveProperty('nothing');
    expect(found?.list).toEqual(['a']);
    expect(Array.from((found ?? held).bytes as Uint8Array)).toEqual([1, 2]);
  });

  it('tells of stored items only, and counts its operations', async () => {
    await table().putNew(at('told', 'A', { name }));
    const before = table().operations;
    put.length = 0;
    await table().putNew(at('told', 'A', { name }));
    await table().putNew(at('told', 'B', { name }));
    expect(put.map((item) => item.sk)).toEqual(['B']);
    expect(table().operations - before).toBe(2);
  });
});
