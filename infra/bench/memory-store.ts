/** The store in memory, for loads of which its own work is no part; it keeps the table's contract, as a test compares. */
import type { Item, Table } from '../../src/services/table.ts';
import { createMemoryTable } from '../../test/fakes/memory-table.ts';

export function memoryTable(onPut: (item: Item) => void): Table {
  return createMemoryTable({ onPut });
}
