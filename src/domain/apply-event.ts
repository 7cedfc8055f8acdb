/** The reducer: apply(case, event) is pure; card, timeline, audit export and digest are all read from what it gives. */
import { type AffectedEvent, applyAffected, isAffectedEvent } from './apply-affected.ts';
import { applyFindings, holds, promoteRow } from './apply-findings.ts';
import { applyPage, followPage, isPageEvent, type PageEvent } from './apply-page.ts';
import { applyResponse, isResponseEvent } from './apply-response.ts';
import { applyTicket, isTicketEvent, type TicketEvent } from './apply-ticket.ts';
import { type CaseState, mostEventIds, mostWatched } from './case-state.ts';
import { chainHash, firstPrev, type StoredEvent } from './event-chain.ts';
import type { CaseEvent } from './events.ts';

function opened(caseId: string, event: Extract<CaseEvent, { kind: 'case-opened' }>): CaseState {
  const { subject, findings } = event.data;
  const state: CaseState = {
    caseId,
    seq: 0,
    hash: firstPrev,
    openedAt: event.at,
    subject,
    tier: 1,
    tierReason: 'routine',
    severity: findings[0]?.severity ?? 'informational',
    environment: findings[0]?.environment ?? subject.environment ?? 'unknown',
    rows: [],
    rowCount: 0,
    openRows: 0,
    sightings: 0,
    lastSeenAt: 0,
    findings: {},
    hubFindings: [],
    context: {},
    failures: [],
    promotions: [],
    responses: {},
    eventIds: [],
  };
  if (subject.kind === 'approval') return { ...state, tier: 2, tierReason: 'a workflow waits for a decision', severity: 'medium' };
  if (subject.kind === 'stop') return { ...state, tier: 2, tierReason: 'responses are stopped', severity: 'medium' };
  applyFindings(state, findings, event.at, true);
  return state;
}

function applyWork(state: CaseState, event: Exclude<CaseEvent, PageEvent | TicketEvent | AffectedEvent>): void {
  const { actor: by, at } = event;
  switch (event.kind) {
    case 'findings-received':
      return receive(state, event);
    case 'enriched':
      state.context = { ...state.context, ...event.data.context };
      state.failures = event.data.failures;
      state.enrichedAt = at;
      if (event.data.context.owner) state.environment = event.data.context.owner.environment;
      return;
    case 'tier-set':
      wakeIfHigher(state, state.tier, event.data.tier);
      state.tier = event.data.tier;
      state.tierReason = event.data.reason;
      return;
    case 'acknowledged':
      state.acknowledged = { by, at };
      return;
    case 'assigned':
      state.assignee = { ...event.data.to, at };
      return;
    case 'noted':
      state.lastNote = { text: event.data.text, by, at };
      return;
    case 'snoozed':
      state.snooze = { ...event.data, by };
      return;
    case 'woke':
      delete state.snooze;
      return;
    case 'suppressed':
      state.suppression = { ...event.data, by };
      return;
    case 'suppression-ended':
      delete state.suppression;
      return;
    case 'resolved':
      state.resolution = { ...event.data, by, at };
      return;
    case 'reopened':
      delete state.resolution;
      delete state.closedAt;
      delete state.consoleWorkflow;
      delete state.suppression;
      state.reopenedAt = at;
      return;
    case 'console-edited':
      if (event.data.workflow) applyConsole(state, event);
      if (event.data.note) state.lastNote = { text: event.data.note, by, at };
      return;
    case 'sent':
      state.sends = [...(state.sends ?? []), { id: event.id, to: event.data.to, by, at }];
      // Whoever sends it wants it seen, whatever its tier and however long it has been open.
      if (event.data.to === 'slack') state.peopleAt = at;
      return;
    case 'row-promoted':
      promoteRow(state, event.data.rowKey, event.data.label, event.data.to);
      return;
    case 'promoted-from':
      state.promotedFrom = event.data.from;
      return;
    case 'policy-watched':
      state.watched = [...(state.watched ?? []), event.data].slice(-mostWatched);
      return;
    case 'response-observed':
      return;
    case 'stopped':
    case 'start-asked':
    case 'started':
      return applyStop(state, event);
    case 'response-joined':
      return;
    case 'storm-joined':
      state.storm = event.data.storm;
      return;
  }
}

/** In another case than the stop's own it is only told. */
function applyStop(
  state: CaseState,
  { kind, actor: by, at, data }: Extract<CaseEvent, { kind: 'stopped' | 'start-asked' | 'started' }>,
): void {
  if (state.subject.kind !== 'stop') return;
  if (kind === 'stopped') {
    state.stop = { reason: data.reason, by, at };
    delete state.closedAt;
  } else if (kind === 'start-asked') {
    if (state.stop) state.stop.asked = { by, at };
  } else {
    if (state.stop) state.stop.started = { by, at };
    state.closedAt = at;
  }
}

/** Snoozed is quiet about what was known; a higher tier is something else. */
function wakeIfHigher(state: CaseState, before: number, now: number): void {
  if (now > before) delete state.snooze;
}

function receive(state: CaseState, event: Extract<CaseEvent, { kind: 'findings-received' }>): void {
  const { findings, quiet } = event.data;
  const tier = state.tier;
  const isNew = findings.some((fact) => fact.active && !holds(state, fact));
  applyFindings(state, findings, event.at, false);
  wakeIfHigher(state, tier, state.tier);
  if (state.subject.quiet === 'baseline' && !quiet && (isNew || state.tier > tier)) state.liveAt ??= event.at;
}

function applyConsole(state: CaseState, event: Extract<CaseEvent, { kind: 'console-edited' }>): void {
  const { actor: by, at } = event;
  state.consoleWorkflow = event.data.workflow ?? 'NEW';
  if (event.data.workflow === 'RESOLVED') state.resolution ??= { code: 'console', text: 'resolved in the Security Hub console', by, at };
  if (event.data.workflow === 'NOTIFIED') state.acknowledged ??= { by, at };
  if (event.data.workflow === 'SUPPRESSED')
    state.suppression ??= { until: Number.MAX_SAFE_INTEGER, reason: 'suppressed in the Security Hub console', by };
  if (event.data.workflow === 'NEW' && state.resolution) {
    delete state.resolution;
    state.reopenedAt = at;
  }
}

/** The next state; the first event must be `case-opened`. The given state is not changed. */
export function apply(state: CaseState | undefined, event: CaseEvent, hash: string, caseId: string): CaseState {
  return applyInPlace(state && copyOf(state), event, hash, caseId);
}

function applyInPlace(state: CaseState | undefined, event: CaseEvent, hash: string, caseId: string): CaseState {
  let next: CaseState;
  if (event.kind === 'case-opened') {
    if (state) return { ...state, seq: event.seq, hash };
    next = opened(caseId, event);
  } else {
    if (!state) throw new Error(`case ${caseId} does not begin with case-opened but with ${event.kind}`);
    next = state;
    if (isPageEvent(event)) applyPage(next, event);
    else if (isTicketEvent(event)) applyTicket(next, event);
    else if (isAffectedEvent(event)) applyAffected(next, event);
    else if (isResponseEvent(event)) applyResponse(next, event);
    else applyWork(next, event);
  }
  next.seq = event.seq;
  next.hash = hash;
  next.eventIds = [...next.eventIds, event.id].slice(-mostEventIds);
  if (event.actor.kind === 'person' || event.actor.kind === 'pagerduty') next.peopleAt = event.at;
  followPage(next, event.at);
  return next;
}

/** A copy to change. Entries of `findings` are replaced, never changed, so thousands of them need no deep copy. */
function copyOf({ findings, ...rest }: CaseState): CaseState {
  return { ...structuredClone(rest), findings: { ...findings } };
}

/** The state after these stored events, on top of `from` if given. */
export function replay(caseId: string, events: readonly StoredEvent[], from?: CaseState): CaseState | undefined {
  // Cloned once, not per event: a storm's case is large and its log long.
  let state = from && events.length > 0 ? copyOf(from) : from;
  for (const stored of events) state = applyInPlace(state, JSON.parse(stored.body) as CaseEvent, stored.hash, caseId);
  return state;
}

/** Seals a new event as the one after `prev`. */
export function seal(event: CaseEvent, prev: string): StoredEvent {
  const body = JSON.stringify(event);
  return { body, prev, hash: chainHash(prev, body) };
}
