/** Digest: what happened in some channels in a stretch of time and what is open at its end, computed from the case logs alone. */
import { type CaseState, isOpen, isQuiet } from './case-state.ts';
import { isWithin, type Story, type Stretch, type Told, toldUntil } from './case-story.ts';
import { lengthsOf, type Reached } from './digest-times.ts';
import type { CaseEvent } from './events.ts';
import { type Severity, severities } from './finding.ts';
import { type Spread, spreadOf } from './spread.ts';

export const ages = ['under a day', 'under a week', 'under 30 days', 'older'] as const;
export type Age = (typeof ages)[number];

/** Something that ended or will end, to be named. */
export interface Mention {
  caseId: string;
  title: string;
  at: number;
  what: string;
}

export interface Digest extends Stretch {
  /** Cases opened in this time, and how many of them of each severity. */
  opened: number;
  resolved: number;
  /** Severities with open cases, the gravest first. */
  open: { severity: Severity; byAge: Record<Age, number> }[];
  /** Of the open ones: snoozed or suppressed now. */
  quiet: number;
  /** Of the open ones: open already when Drawbridge was installed, and never shown. */
  baseline: number;
  /** From the opening, or the last reopening, of the case. */
  times: { acknowledge?: Spread; contain?: Spread; resolve?: Spread };
  /** Types of the opened cases, the most frequent first. */
  causes: { type: string; cases: number }[];
  /** Snoozes and suppressions that end within a time as long as this one after it. */
  ending: Mention[];
  expired: Mention[];
  undone: Mention[];
  /** The last seven days up to the end, in 24 hours each; `until` is the end of the day. */
  trend: { until: number; opened: number; resolved: number }[];
}

const DAY = 24 * 60 * 60_000;
const trendDays = 7;
const mostCauses = 5;

function isProblem({ subject }: CaseState): boolean {
  return subject.kind === 'finding' || subject.kind === 'storm';
}

function ageOf(openedAt: number, at: number): Age {
  const days = (at - openedAt) / DAY;
  return days < 1 ? 'under a day' : days < 7 ? 'under a week' : days < 30 ? 'under 30 days' : 'older';
}

function openOf(open: readonly CaseState[], until: number): Digest['open'] {
  return [...severities].reverse().flatMap((severity) => {
    const those = open.filter((state) => state.severity === severity);
    const count = (age: Age) => those.filter(({ openedAt }) => ageOf(openedAt, until) === age).length;
    const byAge = Object.fromEntries(ages.map((age) => [age, count(age)])) as Record<Age, number>;
    return those.length > 0 ? [{ severity, byAge }] : [];
  });
}

function mentioned({ state, events }: Told, stretch: Stretch, is: (event: CaseEvent) => string | undefined): Mention[] {
  return events.flatMap((event) => {
    const responseId = isWithin(event.at, stretch) ? is(event) : undefined;
    const response = responseId === undefined ? undefined : state.responses[responseId];
    if (!response) return [];
    return [{ caseId: state.caseId, title: state.subject.title, at: event.at, what: `${response.title}, ${response.target.label}` }];
  });
}

function endingOf(state: CaseState, { from, until }: Stretch): Mention[] {
  const within = (at: number) => isWithin(at, { from: until, until: until + (until - from) });
  const { caseId, subject, snooze, suppression } = state;
  const mention = (what: string, at: number): Mention => ({ caseId, title: subject.title, at, what });
  return [
    ...(snooze && isOpen(state) && within(snooze.until) ? [mention('snooze', snooze.until)] : []),
    ...(suppression && within(suppression.until) ? [mention('suppression', suppression.until)] : []),
  ];
}

function causesOf(openings: readonly CaseState[]): Digest['causes'] {
  const counts = new Map<string, number>();
  for (const { subject } of openings) counts.set(subject.type, (counts.get(subject.type) ?? 0) + 1);
  return [...counts]
    .map(([type, cases]) => ({ type, cases }))
    .sort((one, other) => other.cases - one.cases || (one.type < other.type ? -1 : 1))
    .slice(0, mostCauses);
}

function countWithin(all: readonly Told[], kind: 'case-opened' | 'resolved', stretch: Stretch): number {
  return all.reduce((sum, { events }) => sum + events.filter((event) => event.kind === kind && isWithin(event.at, stretch)).length, 0);
}

/** `stories` of all cases that are open or changed in the last seven days or since `from`; others are left out by their channel. */
export function digestOf(stories: readonly Story[], channels: readonly string[], stretch: Stretch): Digest {
  const { from, until } = stretch;
  const all = stories.flatMap((story) => toldUntil(story, until) ?? []).filter(({ state }) => channels.includes(state.subject.channel));
  const problems = all.filter(({ state }) => isProblem(state));
  const open = problems.map(({ state }) => state).filter(isOpen);
  const lengths = problems.flatMap((each) => lengthsOf(each, stretch));
  const spread = (what: Reached) => spreadOf(lengths.flatMap((each) => (each.what === what ? [each.milliseconds] : [])));
  const [acknowledge, contain, resolve] = [spread('acknowledge'), spread('contain'), spread('resolve')];
  const byTime = (one: Mention, other: Mention) => one.at - other.at || (one.caseId < other.caseId ? -1 : 1);
  const isExpired = (event: CaseEvent) => (event.kind === 'approval-expired' && event.data.final ? event.data.responseId : undefined);
  const isUndone = (event: CaseEvent) =>
    event.kind === 'response-ended' && event.data.outcome === 'UNDONE' ? event.data.responseId : undefined;
  return {
    from,
    until,
    opened: countWithin(problems, 'case-opened', stretch),
    resolved: countWithin(problems, 'resolved', stretch),
    open: openOf(open, until),
    quiet: open.filter((state) => isQuiet(state, until)).length,
    baseline: open.filter(isBaseline).length,
    times: { ...(acknowledge && { acknowledge }), ...(contain && { contain }), ...(resolve && { resolve }) },
    causes: causesOf(problems.filter(({ state }) => state.openedAt >= from).map(({ state }) => state)),
    ending: all.flatMap(({ state }) => endingOf(state, stretch)).sort(byTime),
    expired: all.flatMap((each) => mentioned(each, stretch, isExpired)).sort(byTime),
    undone: all.flatMap((each) => mentioned(each, stretch, isUndone)).sort(byTime),
    trend: Array.from({ length: trendDays }, (_, index) => {
      const end = until - (trendDays - 1 - index) * DAY;
      const day = { from: end - DAY, until: end };
      return { until: end, opened: countWithin(problems, 'case-opened', day), resolved: countWithin(problems, 'resolved', day) };
    }),
  };
}

function isBaseline({ subject, liveAt, reopenedAt, peopleAt }: CaseState): boolean {
  return subject.quiet === 'baseline' && liveAt === undefined && reopenedAt === undefined && peopleAt === undefined;
}
