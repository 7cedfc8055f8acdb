/** What being quiet would have hidden: the same wish, had it been made 90 days ago, held against the logs. */
import { isWithin, type Story } from './case-story.ts';
import type { CaseEvent, FindingFact, Tier } from './events.ts';

const DAY = 24 * 60 * 60_000;
export const previewDays = 90;

export interface HiddenPreview {
  /** News of findings: each new state of each of them. */
  findings: number;
  resources: number;
  /** Cases opened anew, this one's own opening included when it is within the time. */
  cases: number;
  highest?: Tier;
  /** How often a higher tier would have ended a snooze. */
  wakes: number;
}

function factsOf(event: CaseEvent): readonly FindingFact[] {
  return event.kind === 'case-opened' || event.kind === 'findings-received' ? event.data.findings : [];
}

function wakesOf(events: readonly CaseEvent[], isRecent: (event: CaseEvent) => boolean): number {
  let tier = 0;
  let wakes = 0;
  for (const event of events) {
    const next = Math.max(0, ...factsOf(event).map((fact) => fact.tier), event.kind === 'tier-set' ? event.data.tier : 0);
    if (next > tier && tier > 0 && isRecent(event)) wakes += 1;
    tier = Math.max(tier, next);
  }
  return wakes;
}

/** `stories`: the case, and for a suppression its earlier generations. `now` in milliseconds since the epoch. */
export function hiddenPreview(stories: readonly Story[], now: number): HiddenPreview {
  const stretch = { from: now - previewDays * DAY, until: now + 1 };
  const isRecent = ({ at }: CaseEvent) => isWithin(at, stretch);
  const logs = stories.map(({ events }) => events.map(({ body }) => JSON.parse(body) as CaseEvent));
  const recent = logs.flat().filter(isRecent);
  const facts = recent.flatMap(factsOf).filter(({ active }) => active);
  const highest = Math.max(0, ...facts.map(({ tier }) => tier));
  return {
    findings: facts.length,
    resources: new Set(facts.map(({ rowKey }) => rowKey)).size,
    cases: recent.filter(({ kind }) => kind === 'case-opened').length,
    wakes: logs.reduce((sum, log) => sum + wakesOf(log, isRecent), 0),
    ...(highest > 0 && { highest: highest as Tier }),
  };
}
