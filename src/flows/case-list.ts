/** The open cases as a list, gravest and newest first: an index that pokes keep up, and that readers mend by what the log says. */
import { type CaseEntry, entryOf } from '../domain/case-entry.ts';
import { type CaseState, isOpen, standing } from '../domain/case-state.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';

interface EntryItem extends Item, CaseEntry {}

const partitionOf = (tier: number) => `OPEN#${tier}`;
const TIERS = [3, 2, 1] as const;

/** What this process wrote last of each case: the same again is not written. */
const written = new WeakMap<Table, Map<string, { tier: number; print: string }>>();
const mostWritten = 20_000;

function memoryOf(table: Table): Map<string, { tier: number; print: string }> {
  const memory = written.get(table) ?? new Map();
  written.set(table, memory);
  return memory;
}

async function takeOff(table: Table, tier: number, { caseId, seq }: Pick<CaseEntry, 'caseId' | 'seq'>): Promise<void> {
  const known = (await table.get(partitionOf(tier), caseId)) as EntryItem | undefined;
  if (known && known.seq <= seq) await table.removeIf(known.pk, known.sk, 'seq', known.seq);
}

/** Run by every poke, so that a lost one is made good by the tick. */
export async function noteCase(state: CaseState, table: Table): Promise<void> {
  const memory = memoryOf(table);
  const before = memory.get(state.caseId);
  const entry = entryOf(state, standing(state).length);
  const print = isOpen(state) ? JSON.stringify({ ...entry, seq: 0 }) : '';
  if (before?.print === print) return;
  if (print === '') for (const tier of before ? [before.tier] : TIERS) await takeOff(table, tier, entry);
  else {
    await table.putIfNewer({ pk: partitionOf(entry.tier), sk: entry.caseId, ...entry }, 'seq');
    if (before && before.tier !== entry.tier) await takeOff(table, before.tier, entry);
  }
  memory.delete(state.caseId);
  memory.set(state.caseId, { tier: entry.tier, print });
  const oldest = memory.size > mostWritten ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
}

const mostOfTier = 5_000;

/** The index as it stands, the gravest first: a case may be some seconds behind its log. */
export async function caseEntries(table: Table): Promise<CaseEntry[]> {
  const all = await Promise.all(TIERS.map((tier) => table.query(partitionOf(tier), { limit: mostOfTier })));
  const newest = new Map<string, CaseEntry>();
  for (const { pk: _, sk: __, ...entry } of all.flat() as EntryItem[]) {
    const known = newest.get(entry.caseId);
    if (!known || known.seq < entry.seq) newest.set(entry.caseId, entry);
  }
  return [...newest.values()].sort((a, b) => b.tier - a.tier || b.openedAt - a.openedAt || (a.caseId < b.caseId ? -1 : 1));
}

/** These entries as the log has them now; what is over by now is taken off the list. */
export async function current(
  entries: readonly CaseEntry[],
  services: Pick<Services, 'cases' | 'table'>,
): Promise<{ entry: CaseEntry; state: CaseState }[]> {
  const found = await Promise.all(
    entries.map(async (entry) => {
      const state = await services.cases.read(entry.caseId);
      if (!state) return [];
      if (!isOpen(state)) {
        await takeOff(services.table, entry.tier, { caseId: entry.caseId, seq: state.seq });
        return [];
      }
      return [{ entry: entryOf(state, standing(state).length), state }];
    }),
  );
  return found.flat();
}
