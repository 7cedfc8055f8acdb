/** Timers: DUE#<minute> items, set by flows and found by the one-minute tick. */
import { minuteOf } from '../services/case-log.ts';
import type { Item, Table } from '../services/table.ts';

/** What is due: the tick looks at the case and decides from the log; a timer for nothing is harmless. */
export type DueWhat = 'snooze' | 'suppression' | 'approval-reminder' | 'approval-watch' | 'reveal' | 'block-expiry' | 'affected-silence';

export interface DueItem extends Item {
  at: number;
  caseId: string;
  what: DueWhat;
}

/** Fires at the first tick at or after `at` (milliseconds, domain time). Setting the same twice is one. */
export async function setDue(table: Table, at: number, caseId: string, what: DueWhat): Promise<void> {
  const item: DueItem = { pk: `DUE#${minuteOf(at)}`, sk: `${String(at).padStart(14, '0')}#${caseId}#${what}`, at, caseId, what };
  await table.put(item);
}

/** Items of that minute, in order of time. */
export async function dueIn(table: Table, minute: string): Promise<DueItem[]> {
  return (await table.query(`DUE#${minute}`)) as DueItem[];
}
