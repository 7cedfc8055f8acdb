/** What can happen to an incident, by whomever, and the webhook that tells of it. */
import { note, page, setTimer, staffedFrom, stopTimer, tell, waitForAnswer } from './paging.ts';
import { agentOf, incidentReference } from './render.ts';
import { type PagerDutyStore, priorities } from './store.ts';
import { type Agent, type FakeAlert, type FakeIncident, Refusal } from './types.ts';

interface Born {
  title: string;
  urgency: 'high' | 'low';
  key: string | null;
  alerts: FakeAlert[];
  client?: { name: string; url: string };
  assignees?: string[];
}

/** Undefined when no level has anybody: PagerDuty then makes no incident. */
export function open(store: PagerDutyStore, born: Born, agent: Agent): FakeIncident | undefined {
  const level = staffedFrom(store, 1);
  if (level === undefined) return undefined;
  const { assignees, ...about } = born;
  const incident: FakeIncident = {
    id: store.newId('Q'),
    number: store.incidents.size + 1,
    ...about,
    status: 'triggered',
    createdAt: store.clock.now(),
    level,
    loop: 0,
    assignees: [],
    acknowledgedBy: [],
    notes: [],
    log: [],
    pages: [],
    timers: new Map(),
  };
  store.incidents.set(incident.id, incident);
  page(store, incident, level);
  if (assignees) incident.assignees = assignees;
  note(store, incident, 'triggered', agent);
  tell(store, 'triggered', incident, agent, { client: born.client ?? null });
  const { auto_resolve_timeout: auto } = store.service;
  if (auto) setTimer(store, incident, 'auto-resolve', auto, () => resolve(store, incident, null));
  return incident;
}

function refuseResolved({ status }: FakeIncident): void {
  if (status === 'resolved') throw new Refusal(400, 1001, 'Incident Already Resolved');
}

export function acknowledge(store: PagerDutyStore, incident: FakeIncident, agent: Agent): void {
  refuseResolved(incident);
  if (incident.status === 'acknowledged') throw new Refusal(400, 1002, 'Incident Already Acknowledged');
  incident.status = 'acknowledged';
  // Whoever acknowledges has it from then on.
  if (agent && agent !== 'events') Object.assign(incident, { assignees: [agent.user], acknowledgedBy: [agent.user] });
  stopTimer(incident, 'escalate');
  note(store, incident, 'acknowledged', agent);
  tell(store, 'acknowledged', incident, agent);
  const { acknowledgement_timeout: seconds } = store.service;
  if (seconds) setTimer(store, incident, 'unacknowledge', seconds, () => unacknowledge(store, incident, null));
}

export function unacknowledge(store: PagerDutyStore, incident: FakeIncident, agent: Agent): void {
  if (incident.status !== 'acknowledged') return;
  Object.assign(incident, { status: 'triggered', acknowledgedBy: [] });
  stopTimer(incident, 'unacknowledge', 'snooze');
  note(store, incident, 'unacknowledged', agent);
  tell(store, 'unacknowledged', incident, agent);
  waitForAnswer(store, incident);
}

export function resolve(store: PagerDutyStore, incident: FakeIncident, agent: Agent, resolution?: string): void {
  refuseResolved(incident);
  Object.assign(incident, { status: 'resolved', resolvedAt: store.clock.now() });
  for (const alert of incident.alerts) alert.status = 'resolved';
  stopTimer(incident, ...incident.timers.keys());
  note(store, incident, 'resolved', agent);
  tell(store, 'resolved', incident, agent);
  // The words come apart from the deed, a moment later.
  if (resolution && agent && agent !== 'events') annotate(store, incident, agent.user, `Resolution Note: ${resolution}`);
}

export function reopen(store: PagerDutyStore, incident: FakeIncident, agent: Agent): void {
  if (incident.status !== 'resolved') throw new Refusal(400, 2001, 'Incident is not resolved');
  incident.status = 'triggered';
  delete incident.resolvedAt;
  delete incident.mergedInto;
  for (const alert of incident.alerts) alert.status = 'triggered';
  note(store, incident, 'reopened', agent);
  page(store, incident, staffedFrom(store, 1) ?? 1);
  tell(store, 'reopened', incident, agent);
}

export function escalate(store: PagerDutyStore, incident: FakeIncident, agent: Agent, level = incident.level + 1): void {
  refuseResolved(incident);
  if (!Number.isInteger(level) || level < 1 || level > store.levels.length)
    throw new Refusal(400, 1006, 'Incident Cannot Be Escalated: there is no such level');
  if (store.onCallAt(level).length === 0) throw new Refusal(400, 1015, 'Nobody is on call at this level');
  Object.assign(incident, { status: 'triggered', acknowledgedBy: [] });
  page(store, incident, level);
  note(store, incident, `escalated to level ${level}`, agent);
  tell(store, 'escalated', incident, agent);
}

export function reassign(store: PagerDutyStore, incident: FakeIncident, agent: Agent, users: string[]): void {
  refuseResolved(incident);
  if (users.length === 0) throw new Refusal(400, 2001, 'Assignments cannot be empty');
  // Whoever gets it is woken, even when somebody else had it already.
  Object.assign(incident, { status: 'triggered', acknowledgedBy: [], assignees: users });
  incident.pages.push({ at: store.clock.now(), level: incident.level, users });
  waitForAnswer(store, incident);
  note(store, incident, `reassigned to ${users.map((id) => store.user(id)?.name ?? id).join(', ')}`, agent);
  tell(store, 'reassigned', incident, agent);
}

export function annotate(store: PagerDutyStore, incident: FakeIncident, user: string, content: string): string {
  const id = store.newId('P').slice(0, 8);
  incident.notes.push({ id, content, user, at: store.clock.now() });
  note(store, incident, `note: ${content}`, { user });
  const data = { incident: incidentReference(incident), id, content, trimmed: false, type: 'incident_note' };
  store.webhooks.emit('incident.annotated', incident.id, { agent: agentOf(store, { user }), data });
  return id;
}

export function snooze(store: PagerDutyStore, incident: FakeIncident, user: string, seconds: number): void {
  refuseResolved(incident);
  if (incident.status === 'triggered') acknowledge(store, incident, { user });
  note(store, incident, `snoozed for ${seconds} s`, { user });
  setTimer(store, incident, 'snooze', seconds, () => unacknowledge(store, incident, null));
}

export function setPriority(store: PagerDutyStore, incident: FakeIncident, agent: Agent, wanted: unknown): void {
  const priority = priorities.find(({ id, name }) => id === wanted || name === wanted);
  if (!priority) throw new Refusal(400, 2001, 'Priority not found');
  incident.priority = priority.id;
  note(store, incident, `priority ${priority.name}`, agent);
  tell(store, 'priority_updated', incident, agent);
}

/** The sources' alerts move over, and the sources close. */
export function merge(store: PagerDutyStore, target: FakeIncident, sources: FakeIncident[], agent: Agent): void {
  refuseResolved(target);
  for (const source of sources.filter(({ id }) => id !== target.id)) {
    target.alerts.push(...source.alerts.splice(0));
    Object.assign(source, { mergedInto: target.id, status: 'resolved', resolvedAt: store.clock.now() });
    stopTimer(source, ...source.timers.keys());
    note(store, source, `merged into #${target.number}`, agent);
    note(store, target, `#${source.number} merged into it`, agent);
    tell(store, 'resolved', source, agent);
  }
}
