/** What an event of a case is for the incident in PagerDuty: a note in somebody's name, a change, a snooze, the next level, a priority. */
import type { CaseState } from '../src/domain/case-state.ts';
import type { CaseEvent } from '../src/domain/events.ts';
import { actorName } from './names.ts';
import { responseNoun } from './response-words.ts';
import { bounded } from './text.ts';

export type Wish =
  | { what: 'note'; text: string }
  | { what: 'snooze'; seconds: number }
  | { what: 'escalate' }
  | { what: 'priority'; id: string }
  /** Notifies nobody and needs nobody's name. */
  | { what: 'change'; text: string; details: Record<string, unknown> };

const MOST_NOTE = 2_000;
const MOST_SNOOZE_SECONDS = 604_800;

function decision({ actor, data }: Extract<CaseEvent, { kind: 'approval-decided' }>, state: CaseState): Wish | undefined {
  const response = state.responses[data.responseId];
  if (!response) return undefined;
  const reason = data.reason ? `: ${bounded(data.reason, 500)}` : '';
  return { what: 'note', text: `${actorName(actor)} ${data.decision}: ${responseNoun(response)}${reason}` };
}

function outcome({ data }: Extract<CaseEvent, { kind: 'response-ended' }>, state: CaseState): Wish | undefined {
  const response = state.responses[data.responseId];
  if (!response) return undefined;
  const by = response.decision ? ` · ${response.decision.decision} by ${actorName(response.decision.by)}` : '';
  const text = `${data.outcome}: ${responseNoun(response)}${by}`;
  return { what: 'change', text, details: { case: state.caseId, outcome: data.outcome, detail: bounded(data.detail, 500) } };
}

/** Undefined for what PagerDuty has no use for, and for what came from there. */
export function incidentWish(event: CaseEvent, state: CaseState, now: number): Wish | undefined {
  if (event.kind === 'response-ended') return outcome(event, state);
  if (event.actor.kind !== 'person') return undefined;
  switch (event.kind) {
    case 'noted':
      return { what: 'note', text: bounded(event.data.text, MOST_NOTE) };
    case 'approval-decided':
      return decision(event, state);
    case 'snoozed': {
      const seconds = Math.min(Math.round((event.data.until - now) / 1000), MOST_SNOOZE_SECONDS);
      return seconds >= 1 ? { what: 'snooze', seconds } : undefined;
    }
    case 'escalation-asked':
      return { what: 'escalate' };
    case 'priority-asked':
      return { what: 'priority', id: event.data.id };
    default:
      return undefined;
  }
}
