/** REST: incidents, their alerts and notes, and what people do to them. */
import {
  acknowledge,
  annotate,
  escalate,
  merge,
  open,
  reassign,
  reopen,
  resolve,
  setPriority,
  snooze,
  unacknowledge,
} from './incidents.ts';
import { note, tell } from './paging.ts';
import { alertOf, incidentOf, noteOf, serviceReference } from './render.ts';
import { actorOf, bodyOf, idsIn, pageOf, type RestCall, type RestMethod } from './rest-call.ts';
import { type FakeIncident, isJson, Refusal } from './types.ts';

const longestSnooze = 604_800;

function incidentFor({ store, ids: [id = ''] }: RestCall): FakeIncident {
  const found = store.incidents.get(id);
  if (!found) throw new Refusal(404, 2100, 'Not Found');
  return found;
}

/** By an incident's own key, or that of one of its alerts. */
function hasKey({ key, alerts }: FakeIncident, wanted: string): boolean {
  return key === wanted || alerts.some((alert) => alert.key === wanted);
}

const list: RestMethod = (call) => {
  const { store, query } = call;
  const key = query.get('incident_key');
  const statuses = idsIn(query, 'statuses');
  const services = idsIn(query, 'service_ids');
  const found = [...store.incidents.values()].filter(
    (incident) =>
      (key === null || hasKey(incident, key)) &&
      (statuses.length === 0 || statuses.includes(incident.status)) &&
      (services.length === 0 || services.includes(store.service.id)),
  );
  if (query.get('sort_by') === 'created_at:desc') found.reverse();
  return pageOf(
    call,
    'incidents',
    found.map((incident) => incidentOf(store, incident)),
  );
};

const read: RestMethod = (call) => ({ body: { incident: incidentOf(call.store, incidentFor(call)) } });

/** The page by hand; whoever assigns it to themselves has acknowledged it. */
const create: RestMethod = (call) => {
  const { store } = call;
  const actor = actorOf(call);
  const { title, service, urgency, incident_key: key, assignments } = bodyOf(call, 'incident');
  if (typeof title !== 'string' || title === '') throw new Refusal(400, 2001, 'Invalid Input Provided: title');
  if (!isJson(service) || service.id !== store.service.id) throw new Refusal(400, 2001, 'Invalid Input Provided: service');
  const taken = [...store.incidents.values()].some((one) => one.status !== 'resolved' && typeof key === 'string' && one.key === key);
  if (taken) throw new Refusal(400, 2001, 'Open incident with matching dedup key already exists on this service');
  const assignees = assigneesIn(call, assignments);
  const about = { title, urgency: urgency === 'low' ? ('low' as const) : ('high' as const), alerts: [] };
  const more = { key: typeof key === 'string' ? key : store.newId('k').toLowerCase(), ...(assignees && { assignees }) };
  const incident = open(store, { ...about, ...more }, { user: actor.id });
  if (!incident) throw new Refusal(400, 1015, 'Nobody is on call for the escalation policy');
  if (assignees?.includes(actor.id)) acknowledge(store, incident, { user: actor.id });
  return { status: 201, body: { incident: incidentOf(store, incident) } };
};

function assigneesIn({ store }: RestCall, assignments: unknown): string[] | undefined {
  if (!Array.isArray(assignments)) return undefined;
  return assignments.map((each: unknown) => {
    const id = isJson(each) && isJson(each.assignee) ? store.user(each.assignee.id)?.id : undefined;
    if (!id) throw new Refusal(400, 2001, 'Invalid Input Provided: assignments');
    return id;
  });
}

const update: RestMethod = (call) => {
  const { store } = call;
  const actor = { user: actorOf(call).id };
  const incident = incidentFor(call);
  const { status, resolution, escalation_level: level, assignments, priority, urgency } = bodyOf(call, 'incident');
  if (status !== undefined && !['acknowledged', 'resolved', 'triggered'].includes(String(status)))
    throw new Refusal(400, 2001, 'Invalid Input Provided: status');
  const assignees = assigneesIn(call, assignments);
  if (level !== undefined) escalate(store, incident, actor, Number(level));
  if (assignees) reassign(store, incident, actor, assignees);
  if (isJson(priority)) setPriority(store, incident, actor, priority.id);
  if (urgency === 'high' || urgency === 'low') incident.urgency = urgency;
  if (status === 'acknowledged') acknowledge(store, incident, actor);
  if (status === 'resolved') resolve(store, incident, actor, typeof resolution === 'string' ? resolution : undefined);
  if (status === 'triggered') (incident.status === 'resolved' ? reopen : unacknowledge)(store, incident, actor);
  return { body: { incident: incidentOf(store, incident) } };
};

const alerts: RestMethod = (call) => {
  const incident = incidentFor(call);
  const key = call.query.get('alert_key');
  const found = incident.alerts.filter((alert) => key === null || alert.key === key);
  return pageOf(
    call,
    'alerts',
    found.map((alert) => alertOf(call.store, alert, incident)),
  );
};

const notes: RestMethod = (call) => ({ body: { notes: incidentFor(call).notes.map((each) => noteOf(call.store, each)) } });

const addNote: RestMethod = (call) => {
  const { store } = call;
  const actor = actorOf(call);
  const incident = incidentFor(call);
  const { content } = bodyOf(call, 'note');
  if (typeof content !== 'string' || content === '') throw new Refusal(400, 2001, 'Invalid Input Provided: content');
  const id = annotate(store, incident, actor.id, content);
  return { status: 201, body: { note: noteOf(store, { id, content, user: actor.id, at: store.clock.now() }) } };
};

const snoozeIt: RestMethod = (call) => {
  const actor = actorOf(call);
  const incident = incidentFor(call);
  const { duration } = call.body;
  if (typeof duration !== 'number' || !(duration >= 1 && duration <= longestSnooze))
    throw new Refusal(400, 2001, 'Invalid Input Provided: duration');
  snooze(call.store, incident, actor.id, duration);
  return { status: 201, body: { incident: incidentOf(call.store, incident) } };
};

const mergeIt: RestMethod = (call) => {
  const { store, body } = call;
  const actor = actorOf(call);
  const target = incidentFor(call);
  const wanted: unknown[] = Array.isArray(body.source_incidents) ? body.source_incidents : [];
  const sources = wanted.map((each) => incidentFor({ ...call, ids: [isJson(each) ? String(each.id) : ''] }));
  merge(store, target, sources, { user: actor.id });
  return { body: { incident: incidentOf(store, target) } };
};

const statusUpdate: RestMethod = (call) => {
  const { store } = call;
  const actor = actorOf(call);
  const incident = incidentFor(call);
  const message = String(call.body.message ?? '');
  note(store, incident, `status update: ${message}`, { user: actor.id });
  tell(store, 'status_update_published', incident, { user: actor.id });
  return { status: 201, body: { status_update: { id: store.newId('P'), message, service: serviceReference(store) } } };
};

const responders: RestMethod = () => {
  throw new Refusal(402, 2012, 'The account has no ability coordinated_responding');
};

export const incidentMethods: Record<string, RestMethod> = {
  'GET incidents': list,
  'POST incidents': create,
  'GET incidents/*': read,
  'PUT incidents/*': update,
  'GET incidents/*/alerts': alerts,
  'GET incidents/*/notes': notes,
  'POST incidents/*/notes': addNote,
  'POST incidents/*/snooze': snoozeIt,
  'PUT incidents/*/merge': mergeIt,
  'POST incidents/*/status_updates': statusUpdate,
  'POST incidents/*/responder_requests': responders,
};
