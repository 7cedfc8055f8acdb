/** Claim step (b): KEY#<caseKey> -> { caseId, generation }; a loser adopts the winner. */
import { createHash } from 'node:crypto';
import { caseIdOf } from '../domain/case-id.ts';
import type { CaseState } from '../domain/case-state.ts';
import { isOpen } from '../domain/case-state.ts';
import type { Item, Table } from '../services/table.ts';

export interface KeyItem extends Item {
  caseKey: string;
  caseId: string;
  generation: number;
}

export interface CaseClaim {
  caseId: string;
  generation: number;
  /** The key was free: the case is believed not to exist. */
  fresh: boolean;
  previous?: string;
}

const dayMilliseconds = 24 * 3_600_000;
/** A claim read within the last minute is taken as it is: appending to a case that is over moves the key anyway. */
const rememberMilliseconds = 60_000;
const mostRemembered = 5000;

type Remembered = Map<string, { claim: KeyItem; at: number }>;
const memories = new WeakMap<Table, Remembered>();

function remember(table: Table, claim: KeyItem, at: number): KeyItem {
  const memory: Remembered = memories.get(table) ?? new Map();
  memories.set(table, memory);
  memory.delete(claim.caseKey);
  memory.set(claim.caseKey, { claim, at });
  const oldest = memory.size > mostRemembered ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
  return claim;
}

/** The key as it is, or was within the last minute. */
export async function knownKey(table: Table, caseKey: string, now: number): Promise<KeyItem | undefined> {
  const held = memories.get(table)?.get(caseKey);
  if (held && held.at <= now && now - held.at < rememberMilliseconds) return held.claim;
  const claim = await claimedKey(table, caseKey);
  return claim && remember(table, claim, now);
}

export const keyOf = (caseKey: string) => ({ pk: `KEY#${createHash('sha256').update(caseKey).digest('hex').slice(0, 32)}`, sk: 'KEY' });

export async function claimedKey(table: Table, caseKey: string): Promise<KeyItem | undefined> {
  const { pk, sk } = keyOf(caseKey);
  return (await table.get(pk, sk)) as KeyItem | undefined;
}

/** True when new findings must open the next generation: closed for over a week, or full after a day of taking rows. */
export function isOver(state: CaseState, now: number, newRow: boolean, manyRows: boolean): boolean {
  const closedAt = state.resolution?.at ?? state.closedAt;
  if (!isOpen(state)) return closedAt !== undefined && now - closedAt > 7 * dayMilliseconds;
  return manyRows && newRow && now - state.openedAt > dayMilliseconds;
}

/** Claims the key for generation 1, or adopts what is there; `storm` is the case a new key goes to instead of its own. */
export async function claimCase(table: Table, caseKey: string, now: number, storm?: string): Promise<CaseClaim> {
  const isRemembered = memories.get(table)?.has(caseKey);
  const item: KeyItem = { ...keyOf(caseKey), caseKey, caseId: storm ?? caseIdOf(caseKey, 1), generation: 1 };
  if (!isRemembered && (await table.putNew(item))) {
    remember(table, item, now);
    return { caseId: item.caseId, generation: 1, fresh: storm === undefined };
  }
  const known = await knownKey(table, caseKey, now);
  if (!known) throw new Error(`the key of case ${item.caseId} vanished while it was claimed`);
  return { caseId: known.caseId, generation: known.generation, fresh: false };
}

/** Points a key that was just claimed at a storm's case instead; false when somebody moved it on meanwhile. */
export async function joinStorm(table: Table, caseKey: string, { caseId, generation }: CaseClaim, storm: string): Promise<boolean> {
  memories.get(table)?.delete(caseKey);
  return table.replace({ ...keyOf(caseKey), caseKey, caseId: storm, generation }, 'caseId', caseId);
}

/** Moves the key to the next generation; whoever loses adopts the winner's. */
export async function nextGeneration(table: Table, caseKey: string, from: CaseClaim): Promise<CaseClaim> {
  memories.get(table)?.delete(caseKey);
  const generation = from.generation + 1;
  const next: KeyItem = { ...keyOf(caseKey), caseKey, caseId: caseIdOf(caseKey, generation), generation };
  if (await table.replace(next, 'generation', from.generation))
    return { caseId: next.caseId, generation, fresh: true, previous: from.caseId };
  const winner = await claimedKey(table, caseKey);
  if (!winner) throw new Error(`the key of case ${from.caseId} vanished while its next generation was claimed`);
  return { caseId: winner.caseId, generation: winner.generation, fresh: false, previous: from.caseId };
}

/** Another key hashes to the same 8 characters: take the next hash. */
export async function rehash(table: Table, caseKey: string, taken: CaseClaim): Promise<CaseClaim> {
  memories.get(table)?.delete(caseKey);
  for (let attempt = 1; attempt < 10; attempt += 1) {
    const caseId = caseIdOf(caseKey, taken.generation, attempt);
    const next: KeyItem = { ...keyOf(caseKey), caseKey, caseId, generation: taken.generation };
    if (await table.replace(next, 'caseId', taken.caseId)) return { ...taken, caseId, fresh: true };
    const winner = await claimedKey(table, caseKey);
    if (winner && winner.caseId !== taken.caseId) return { caseId: winner.caseId, generation: winner.generation, fresh: false };
  }
  throw new Error(`no free case id for generation ${taken.generation} of a key; see ${taken.caseId}`);
}
