/** What is remembered of telling PagerDuty about one case: failed attempts, how far the log was passed on, and notes that will come back. */
import { createHash } from 'node:crypto';
import { casePartition } from '../services/case-log.ts';
import type { People } from '../services/people.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';

export type PageServices = Pick<Services, 'cases' | 'table' | 'clock' | 'log' | 'policy' | 'pagerDuty' | 'notices' | 'queues'> & {
  people: Pick<People, 'pagerDutyOf' | 'slackOf'>;
};

export interface PageSurface extends Item {
  /** Which page the attempts are of: `<round>.<tries>`. */
  of: string;
  /** Failed one after the other. */
  attempts: number;
  /** Nothing is sent before this instant (domain time). */
  notBefore: number;
  because: string;
  /** The last event that was passed on. */
  told: number;
  /** Hashes of notes of ours: PagerDuty sends them back. */
  notes: string[];
  /** Levels that we asked for: PagerDuty says that the person did it in whose name we asked. */
  raised?: { level: number; at: number }[];
}

const mostNotes = 50;
const mostRaised = 20;
/** Between asking for a level and PagerDuty's word that it is so; the two clocks may differ, too. */
const echoMilliseconds = 5 * 60_000;
/** How long until the next attempt: no luck in it, so that a test and a post-mortem can tell. */
const backoffSeconds = [30, 60, 120, 300, 600];

export async function pageSurface(table: Table, caseId: string): Promise<PageSurface> {
  const key = { pk: casePartition(caseId), sk: 'SURFACE#pagerduty' };
  const held = (await table.get(key.pk, key.sk)) as PageSurface | undefined;
  return held ?? { ...key, of: '', attempts: 0, notBefore: 0, because: '', told: 0, notes: [] };
}

/** The surface after one more failure. `afterSeconds`: what PagerDuty asks for. */
export function putOff(surface: PageSurface, because: string, now: number, afterSeconds = 0): PageSurface {
  const wait = backoffSeconds[Math.min(surface.attempts, backoffSeconds.length - 1)] ?? 0;
  const notBefore = now + Math.max(wait, afterSeconds) * 1000;
  return { ...surface, attempts: surface.attempts + 1, notBefore, because };
}

function hashOf(note: string): string {
  return createHash('sha256').update(note.replace(/\s+/g, ' ').trim()).digest('hex').slice(0, 16);
}

/** Remembered before it is sent: it may be back before the answer is. */
export function withNote(surface: PageSurface, note: string): PageSurface {
  const hash = hashOf(note);
  return surface.notes.includes(hash) ? surface : { ...surface, notes: [...surface.notes, hash].slice(-mostNotes) };
}

export function isOwnNote({ notes }: Pick<PageSurface, 'notes'>, note: string): boolean {
  return notes.includes(hashOf(note));
}

/** Remembered before it is asked for, as a note is. */
export function withRaise(surface: PageSurface, level: number, at: number): PageSurface {
  return { ...surface, raised: [...(surface.raised ?? []), { level, at }].slice(-mostRaised) };
}

/** `levels` of whoever is asked now; none known is no contradiction. */
export function isOwnRaise({ raised = [] }: Pick<PageSurface, 'raised'>, levels: readonly number[], occurredAt: number): boolean {
  return raised.some(({ level, at }) => Math.abs(occurredAt - at) <= echoMilliseconds && (levels.length === 0 || levels.includes(level)));
}
