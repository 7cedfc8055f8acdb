/** What a webhook's event means for one case: which events to append, and none for echoes, for what is older and for what changes nothing. */
import { type CaseState, isOpen } from './case-state.ts';
import { desiredAlert } from './desired-alert.ts';
import type { Actor, EventData, NewEvent } from './events.ts';
import type { IncidentEvent } from './incident-event.ts';
import type { IncidentWhat, Page, PagedPerson } from './page.ts';

export interface NewsFacts {
  /** Who is asked now, with levels, for events that say so. */
  people: PagedPerson[];
  /** Of the person who did it, where they are known in Slack. */
  slackName?: string;
  /** A person's resolve closes the case as well. */
  resolvesCase: boolean;
  /** The note was written by us. */
  isOwnNote: boolean;
  /** The next level was asked for by us, in somebody's name. */
  isOwnRaise: boolean;
  /** When the newest state of the incident that was taken occurred, whether it was news or not. */
  newest: number;
}

function isByPerson({ agent }: IncidentEvent, { isOwnRaise }: NewsFacts): boolean {
  return agent?.kind === 'person' && !isOwnRaise;
}

function actorOf(event: IncidentEvent, facts: NewsFacts): Actor {
  const { agent } = event;
  if (!agent || !isByPerson(event, facts)) return { kind: 'drawbridge' };
  return { kind: 'pagerduty', id: agent.id, name: facts.slackName ?? agent.name };
}

function change(event: IncidentEvent, what: IncidentWhat, facts: NewsFacts, more: Partial<EventData['incident-changed']> = {}): NewEvent {
  const { id, incidentId, occurredAt } = event;
  const data = { incidentId, what, occurredAt, byPerson: isByPerson(event, facts), ...more };
  return { id: `pagerduty:${id}`, actor: actorOf(event, facts), kind: 'incident-changed', data };
}

function triggered(page: Page, event: IncidentEvent, { people }: NewsFacts): NewEvent[] {
  if (page.incident || page.alert === 'resolved') return [];
  const { id, incidentId, number, url } = event;
  const incident = { id: incidentId, url, ...(number !== undefined && { number }) };
  const data = { round: page.round, incident, people };
  return [{ id: `pagerduty:${id}`, actor: { kind: 'drawbridge' }, kind: 'page-verified', data }];
}

function resolved(state: CaseState, page: Page, event: IncidentEvent, facts: NewsFacts): NewEvent[] {
  const { agent, merged } = event;
  if (page.alert === 'resolved') return [];
  if (merged) return [change(event, 'merged', facts, merged.into && { into: merged.into })];
  // Our own word, back before we noted that it was taken.
  if (agent?.kind === 'integration' && desiredAlert(state) === 'resolved') return [];
  const gone = change(event, 'resolved', facts);
  if (agent?.kind !== 'person' || !facts.resolvesCase || !isOpen(state)) return [gone];
  const text = 'resolved in PagerDuty';
  return [gone, { id: `pagerduty:${event.id}:case`, actor: actorOf(event, facts), kind: 'resolved', data: { code: 'pagerduty', text } }];
}

function reopened(state: CaseState, event: IncidentEvent, facts: NewsFacts): NewEvent[] {
  const back = change(event, 'reopened', facts);
  if (event.agent?.kind !== 'person' || isOpen(state)) return [back];
  const data = { because: 'the incident was opened again in PagerDuty' };
  return [back, { id: `pagerduty:${event.id}:case`, actor: actorOf(event, facts), kind: 'reopened', data }];
}

function noted(event: IncidentEvent, facts: NewsFacts): NewEvent[] {
  if (!event.text || facts.isOwnNote) return [];
  return [{ id: `pagerduty:${event.id}`, actor: actorOf(event, facts), kind: 'noted', data: { text: event.text } }];
}

const assigning = { 'incident.escalated': 'escalated', 'incident.reassigned': 'reassigned', 'incident.delegated': 'delegated' } as const;

function isAssigning(type: string): type is keyof typeof assigning {
  return Object.hasOwn(assigning, type);
}

/** What is said is said, however late it comes; of a state only the newest counts. */
export function isState({ type }: Pick<IncidentEvent, 'type'>): boolean {
  return type !== 'incident.annotated' && type !== 'incident.status_update_published';
}

/** Of an incident that an earlier page of this case had, or one that somebody made by hand. */
function isForeign({ incident }: Page, { incidentId, type }: IncidentEvent): boolean {
  return incident !== undefined && incident.id !== incidentId && type !== 'incident.triggered';
}

export function incidentNews(state: CaseState, event: IncidentEvent, facts: NewsFacts): NewEvent[] {
  const { page } = state;
  if (!page || isForeign(page, event) || (isState(event) && event.occurredAt < facts.newest)) return [];
  const isOver = page.alert === 'resolved';
  switch (event.type) {
    case 'incident.triggered':
      return triggered(page, event, facts);
    case 'incident.acknowledged':
      return isOver || state.acknowledged || page.alert === 'acknowledged' ? [] : [change(event, 'acknowledged', facts)];
    case 'incident.unacknowledged':
      return isOver || (page.alert === 'triggered' && !state.acknowledged)
        ? []
        : [change(event, 'unacknowledged', facts, facts.people.length > 0 ? { people: facts.people } : {})];
    case 'incident.resolved':
      return resolved(state, page, event, facts);
    case 'incident.reopened':
      return isOver ? reopened(state, event, facts) : [];
    case 'incident.priority_updated':
      return (event.priority ?? '') === (page.priority ?? '')
        ? []
        : [change(event, 'prioritised', facts, { priority: event.priority ?? '' })];
    case 'incident.annotated':
    case 'incident.status_update_published':
      return noted(event, facts);
    default:
      if (isOver || !isAssigning(event.type)) return [];
      return [change(event, assigning[event.type], facts, { people: facts.people, ...(event.isTriggered && { again: true }) })];
  }
}
