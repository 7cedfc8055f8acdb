/** What the next shift has to know: what waits for a decision, what is open and how old, who has it, what stands and what wakes soon. */
import type { CaseEntry } from './case-entry.ts';

export interface HandOver {
  /** Waits for people, the gravest first. */
  waiting: CaseEntry[];
  /** Tier 3, without what waits. */
  fire: CaseEntry[];
  /** Tiers with open cases, the highest first; `oldest`: when that one was opened, milliseconds since the epoch. */
  open: { tier: CaseEntry['tier']; count: number; oldest: number }[];
  /** Who has how many, the most first; without a name: nobody. `unseen`: not acknowledged. */
  held: { name?: string; count: number; unseen: number }[];
  /** Cases whose responses stand. */
  standing: CaseEntry[];
  /** Snoozed or suppressed, in all, and those that wake within the next shift. */
  quiet: number;
  waking: CaseEntry[];
}

/** A shift is hardly ever longer. */
const SHIFT = 12 * 60 * 60_000;

function openOf(open: readonly CaseEntry[]): HandOver['open'] {
  return ([3, 2, 1] as const).flatMap((tier) => {
    const those = open.filter((entry) => entry.tier === tier);
    return those.length > 0 ? [{ tier, count: those.length, oldest: Math.min(...those.map(({ openedAt }) => openedAt)) }] : [];
  });
}

function heldOf(open: readonly CaseEntry[]): HandOver['held'] {
  const by = new Map<string, HandOver['held'][number]>();
  for (const { assignee, acknowledged } of open) {
    const key = assignee?.id ?? '';
    const known = by.get(key) ?? { ...(assignee && { name: assignee.name }), count: 0, unseen: 0 };
    by.set(key, { ...known, count: known.count + 1, unseen: known.unseen + (acknowledged ? 0 : 1) });
  }
  return [...by.values()].sort((a, b) => Number(b.name !== undefined) - Number(a.name !== undefined) || b.count - a.count);
}

/** `entries` as lists have them, the gravest first; `channels` by their Slack ids. */
export function handOverOf(entries: readonly CaseEntry[], channels: readonly string[], now: number): HandOver {
  const all = entries.filter(({ channel, baseline, kind }) => channels.includes(channel) && !baseline && kind !== 'stop');
  const isQuiet = ({ quietUntil = 0 }: CaseEntry) => quietUntil > now;
  const open = all.filter((entry) => !isQuiet(entry));
  const waiting = all.filter((entry) => entry.waiting.length > 0);
  const quiet = all.filter(isQuiet);
  return {
    waiting,
    fire: open.filter((entry) => entry.tier === 3 && !waiting.includes(entry)),
    open: openOf(open),
    held: heldOf(open),
    standing: all.filter((entry) => entry.standing > 0),
    quiet: quiet.length,
    waking: quiet.filter(({ quietUntil = 0 }) => quietUntil <= now + SHIFT),
  };
}
