/** How long it took people and policy: from the opening of a case, or its last reopening, to what was reached first. */
import type { CaseState } from './case-state.ts';
import { isWithin, type Stretch, type Told } from './case-story.ts';
import type { CaseEvent } from './events.ts';

export type Reached = 'acknowledge' | 'contain' | 'resolve';

export interface Length {
  what: Reached;
  milliseconds: number;
}

function reachedBy(event: CaseEvent, { responses }: CaseState): Reached | undefined {
  if (event.kind === 'acknowledged') return 'acknowledge';
  if (event.kind === 'resolved') return 'resolve';
  if (event.kind !== 'response-ended' || responses[event.data.responseId]?.undoes) return undefined;
  return event.data.outcome === 'CUT' || event.data.outcome === 'CONTAINED' ? 'contain' : undefined;
}

/** Also findings that came back reopen a case, and no event of its own says so. */
function begins(event: CaseEvent, { reopenedAt }: CaseState): boolean {
  return event.kind === 'case-opened' || event.kind === 'reopened' || (event.kind === 'findings-received' && event.at === reopenedAt);
}

/** What was reached within the stretch. */
export function lengthsOf({ state, events }: Told, stretch: Stretch): Length[] {
  const all: Length[] = [];
  const seen = new Set<Reached>();
  let since = state.openedAt;
  for (const event of events) {
    if (begins(event, state)) {
      since = event.at;
      seen.clear();
    }
    const what = reachedBy(event, state);
    if (!what || seen.has(what)) continue;
    seen.add(what);
    if (isWithin(event.at, stretch)) all.push({ what, milliseconds: event.at - since });
  }
  return all;
}
