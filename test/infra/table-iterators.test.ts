/** The sandbox's store lets go of what a query looked at: one kept iterator a query would be a third of a gigabyte after ten thousand cases. */
import { createRequire } from 'node:module';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, it, vi } from 'vitest';
import { startTable } from '../../infra/local/table.ts';
import { createTable } from '../../src/services/table.ts';

interface Iterators {
  AbstractValueIterator: { prototype: { close(): Promise<void> } };
}
const { AbstractValueIterator } = createRequire(createRequire(import.meta.url).resolve('dynalite'))('abstract-level') as Iterators;

afterEach(() => vi.restoreAllMocks());

it.each([
  ['all of a partition', {}, 3],
  ['the first of them', { limit: 1 }, 1],
  ['none', { prefix: 'NOTHING' }, 0],
])('a query for %s ends its iterator', async (_, options, found) => {
  const closed = vi.spyOn(AbstractValueIterator.prototype, 'close');
  const local = await startTable();
  const credentials = { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' };
  const client = new DynamoDBClient({ endpoint: local.endpoint, region: 'us-east-1', credentials });
  try {
    const table = createTable(client, local.name);
    for (const sk of ['A', 'B', 'C']) await table.put({ pk: 'one', sk });
    const before = closed.mock.calls.length;
    for (let query = 0; query < 5; query += 1) expect(await table.query('one', options)).toHaveLength(found);
    // Another answer of the store, so that the last iterator had its turn to end.
    await table.get('one', 'A');
    expect(closed.mock.calls.length - before).toBeGreaterThanOrEqual(5);
  } finally {
    client.destroy();
    await local.close();
  }
});
