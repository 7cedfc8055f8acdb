/** A case as its log tells it up to a moment: the state it was in then, and the events that led there. */
import { replay } from './apply-event.ts';
import type { CaseState } from './case-state.ts';
import type { StoredEvent } from './event-chain.ts';
import type { CaseEvent } from './events.ts';

/** From `from` up to, and without, `until`: milliseconds since the epoch. */
export interface Stretch {
  from: number;
  until: number;
}

/** One case and its log, oldest event first, whole. */
export interface Story {
  caseId: string;
  events: readonly StoredEvent[];
}

/** The same, read. */
export interface Told {
  state: CaseState;
  events: CaseEvent[];
}

export function isWithin(at: number, { from, until }: Stretch): boolean {
  return at >= from && at < until;
}

/** What was recorded before `until`; undefined when the case was not there yet. */
export function toldUntil({ caseId, events }: Story, until: number): Told | undefined {
  const read = events.map((stored) => ({ stored, event: JSON.parse(stored.body) as CaseEvent })).filter(({ event }) => event.at < until);
  const state = replay(
    caseId,
    read.map(({ stored }) => stored),
  );
  return state && { state, events: read.map(({ event }) => event) };
}
