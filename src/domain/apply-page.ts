/** The part of the reducer that follows a case's page: asked for, sent, seen by PagerDuty, changed there. */
import type { CaseState } from './case-state.ts';
import { wantsPage } from './desired-alert.ts';
import type { CaseEvent } from './events.ts';
import type { Page, PageEventData } from './page.ts';

export type PageEvent = Extract<CaseEvent, { kind: keyof PageEventData }>;
type Of<Kind extends keyof PageEventData> = Extract<CaseEvent, { kind: Kind }>;

const kinds: Record<keyof PageEventData, true> = {
  'page-asked': true,
  'page-retried': true,
  paged: true,
  'page-overdue': true,
  'page-failed': true,
  'page-unverified': true,
  'page-verified': true,
  'alert-told': true,
  'incident-refused': true,
  'incident-changed': true,
  'page-kept': true,
  'escalation-asked': true,
  'priority-asked': true,
};

export function isPageEvent(event: CaseEvent): event is PageEvent {
  return Object.hasOwn(kinds, event.kind);
}

function pageOf(state: CaseState): Page {
  state.page ??= { round: 0, tries: 0, people: [] };
  return state.page;
}

function sent(page: Page, { data, at }: Of<'paged'>): void {
  // An alert of a round that is over says nothing about this one.
  if (data.round !== page.round) return;
  page.severity = data.severity;
  page.rows = data.rows;
  if (data.update) return;
  // Somebody may have been quicker than our own note of it.
  page.alert ??= 'triggered';
  page.sentAt = at;
  if (data.secondKey) page.secondKey = true;
  if (data.lateSeconds !== undefined) page.lateSeconds = data.lateSeconds;
  delete page.trouble;
}

function verified(page: Page, { data }: Of<'page-verified'>): void {
  if (data.round !== page.round) return;
  page.incident = data.incident;
  page.people = data.people;
  if (page.trouble?.kind === 'unverified') delete page.trouble;
}

function changed(state: CaseState, page: Page, { data, actor, at }: Of<'incident-changed'>): void {
  if (data.people) page.people = data.people;
  if (data.priority !== undefined) page.priority = data.priority;
  // What was acknowledged here since then still stands, and is told.
  if (data.again && state.acknowledged && state.acknowledged.at <= data.occurredAt) {
    page.alert = 'triggered';
    delete state.acknowledged;
  }
  switch (data.what) {
    case 'acknowledged':
      page.alert = 'acknowledged';
      state.acknowledged ??= { by: actor, at };
      return;
    case 'unacknowledged':
      page.alert = 'triggered';
      // Nobody looks at it any more, here as little as there.
      delete state.acknowledged;
      return;
    case 'resolved':
      page.alert = 'resolved';
      if (data.byPerson) page.closedBy = { by: actor.kind === 'pagerduty' ? actor.name : 'somebody', at };
      return;
    case 'merged':
      if (data.into) page.incident = data.into;
      return;
    case 'reopened':
      page.alert = 'triggered';
      delete page.closedBy;
      return;
  }
}

function trouble(page: Page, kind: NonNullable<Page['trouble']>['kind'], event: Of<'page-overdue' | 'page-failed' | 'page-unverified'>) {
  const { data, at } = event;
  if (data.round !== page.round) return;
  const because = 'because' in data ? data.because : 'PagerDuty accepted it and made no incident';
  page.trouble = { kind, because, otherWay: data.otherWay, at };
}

/** Changes `state`. */
export function applyPage(state: CaseState, event: PageEvent): void {
  const page = pageOf(state);
  switch (event.kind) {
    case 'page-asked':
      page.asked = { by: event.actor.kind === 'person' ? event.actor.name : event.actor.kind, reason: event.data.reason, at: event.at };
      delete page.closedBy;
      return;
    case 'page-retried':
      page.tries += 1;
      if (page.trouble?.kind === 'unverified') delete page.alert;
      delete page.trouble;
      return;
    case 'page-kept':
      delete page.closedBy;
      return;
    case 'paged':
      return sent(page, event);
    case 'page-overdue':
      return trouble(page, 'overdue', event);
    case 'page-failed':
      return trouble(page, 'failed', event);
    case 'page-unverified':
      return trouble(page, 'unverified', event);
    case 'page-verified':
      return verified(page, event);
    case 'alert-told':
      if (event.data.round === page.round) page.alert = event.data.status;
      return;
    case 'incident-refused':
      // What PagerDuty refuses once it refuses always: the wish counts as told.
      if (event.data.round === page.round && event.data.what === 'acknowledge') page.alert = 'acknowledged';
      return;
    case 'incident-changed':
      return changed(state, page, event);
    case 'escalation-asked':
    case 'priority-asked':
      return;
  }
}

/** After every event: a page begins when somebody has to know, anew after an earlier one is over, and goes when nobody has to. */
export function followPage(state: CaseState, at: number): void {
  const { page } = state;
  const wants = wantsPage(state);
  if (!wants) {
    if (page && page.alert === undefined) delete page.since;
    return;
  }
  const isOver = page?.alert === 'resolved' && !page.closedBy;
  if (page && !isOver) {
    if (page.alert !== undefined || page.since !== undefined) return;
    page.since = at;
    page.round = Math.max(page.round, 1);
    // It was before somebody had to be asked.
    delete state.acknowledged;
    return;
  }
  const { round = 0, asked } = page ?? {};
  state.page = { round: round + 1, tries: 0, since: at, people: [], ...(asked && { asked }) };
  // It was of what is over.
  delete state.acknowledged;
}
