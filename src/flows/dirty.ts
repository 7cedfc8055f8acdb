/** DIRTY#<surface>: which cases a surface still has to show, most urgent first: tier, people first, age. */
import type { CaseState } from '../domain/case-state.ts';
import type { Surface } from '../services/queues.ts';
import type { Item, Table } from '../services/table.ts';

export interface DirtyItem extends Item {
  caseId: string;
  /** Of the case when it was marked; the mark goes only when this much is shown. */
  seq: number;
  /** Slack channel, so that a busy channel does not hold up the others. */
  channel: string;
  /** Not before this instant: after an error that time may cure. */
  notBefore?: number;
}

/** People's cases count as urgent for ten minutes after somebody did something there. */
const peopleMilliseconds = 10 * 60_000;

export async function markDirty(table: Table, surface: Surface, state: CaseState, now: number): Promise<void> {
  const people = state.peopleAt !== undefined && now - state.peopleAt < peopleMilliseconds ? 0 : 1;
  const item: DirtyItem = {
    pk: `DIRTY#${surface}`,
    // Only Slack is a scarce surface: the others work case by case and need no order.
    sk: surface !== 'slack' ? state.caseId : `${3 - state.tier}#${people}#${String(state.openedAt).padStart(14, '0')}#${state.caseId}`,
    caseId: state.caseId,
    seq: state.seq,
    channel: state.subject.channel,
  };
  await table.put(item);
}

export async function dirtyCases(table: Table, surface: Surface, limit: number): Promise<DirtyItem[]> {
  return (await table.query(`DIRTY#${surface}`, { limit })) as DirtyItem[];
}

/** The mark of one case on a surface that is not Slack. */
export async function dirtyCase(table: Table, surface: Exclude<Surface, 'slack'>, caseId: string): Promise<DirtyItem | undefined> {
  return (await table.get(`DIRTY#${surface}`, caseId)) as DirtyItem | undefined;
}

/** Takes the mark away unless the case was marked anew meanwhile. */
export async function clearDirty(table: Table, item: DirtyItem): Promise<void> {
  await table.removeIf(item.pk, item.sk, 'seq', item.seq);
}

export async function postpone(table: Table, item: DirtyItem, until: number): Promise<void> {
  await table.replace({ ...item, notBefore: until }, 'seq', item.seq);
}
