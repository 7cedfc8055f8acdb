/** The Events API v2: checked at once, accepted with 202, and done a second later, in the order it came. */
import { type HttpResponse, json } from '../http.ts';
import { acknowledge, open, resolve } from './incidents.ts';
import { note } from './paging.ts';
import type { PagerDutyStore } from './store.ts';
import { type FakeAlert, type FakeIncident, isJson, type Json, Refusal } from './types.ts';

const acceptedMilliseconds = 1000;
const mostBytes = 512 * 1024;
const severities = ['critical', 'error', 'warning', 'info'];

function problemsOf(event: Json, isChange: boolean): string[] {
  const { routing_key: routingKey, event_action: action, dedup_key: key, payload } = event;
  const problems: string[] = [];
  if (typeof routingKey !== 'string' || !/^[A-Za-z0-9]{32}$/.test(routingKey))
    problems.push("Length of 'routing_key' is incorrect (should be 32 characters)");
  if (isChange) {
    if (!isJson(payload) || typeof payload.summary !== 'string') problems.push("'payload.summary' is missing or blank");
    return problems;
  }
  if (!['trigger', 'acknowledge', 'resolve'].includes(String(action))) problems.push("'event_action' is missing or invalid");
  if (key !== undefined && (typeof key !== 'string' || key.length > 255)) problems.push("'dedup_key' is longer than 255 characters");
  if (action !== 'trigger') return key ? problems : [...problems, "'dedup_key' is missing or blank"];
  const { summary, source, severity } = isJson(payload) ? payload : {};
  if (typeof summary !== 'string' || summary === '') problems.push("'payload.summary' is missing or blank");
  else if (summary.length > 1024) problems.push("'payload.summary' is longer than 1024 characters");
  if (typeof source !== 'string' || source === '') problems.push("'payload.source' is missing or blank");
  if (!severities.includes(String(severity)))
    problems.push("'payload.severity' is invalid (must be one of: critical, warning, error, info)");
  return problems;
}

function openAlert(store: PagerDutyStore, routingKey: unknown, key: string): { alert: FakeAlert; incident: FakeIncident } | undefined {
  for (const incident of store.incidents.values()) {
    const alert = incident.alerts.find((one) => one.key === key && one.routingKey === routingKey && one.status === 'triggered');
    if (alert && incident.status !== 'resolved') return { alert, incident };
  }
  return undefined;
}

function urgencyFor(store: PagerDutyStore, severity: string): 'high' | 'low' {
  const { urgency } = store.service.incident_urgency_rule;
  if (urgency === 'low') return 'low';
  return urgency === 'severity_based' && (severity === 'warning' || severity === 'info') ? 'low' : 'high';
}

function trigger(store: PagerDutyStore, event: Json, key: string): void {
  const { summary = '', source = '', severity = '', custom_details: details } = event.payload as Record<string, string>;
  const known = openAlert(store, event.routing_key, key);
  if (known) {
    Object.assign(known.alert, { summary, source, severity, details });
    note(store, known.incident, 'triggered again', 'events');
    return;
  }
  if (store.maintenance) return;
  const about = { routingKey: String(event.routing_key), key, severity, summary, source, details, createdAt: store.clock.now() };
  const alert: FakeAlert = { id: store.newId('Q'), ...about, status: 'triggered', suppressed: store.suppress };
  store.alerts.push(alert);
  if (store.suppress) return;
  const { client, client_url: url } = event;
  const from = typeof client === 'string' && { client: { name: client, url: typeof url === 'string' ? url : '' } };
  open(store, { title: summary, urgency: urgencyFor(store, severity), key: null, alerts: [alert], ...from }, 'events');
}

/** What is about no open alert is dropped without a word. */
function perform(store: PagerDutyStore, event: Json, key: string): void {
  if (event.event_action === 'trigger') return trigger(store, event, key);
  const known = openAlert(store, event.routing_key, key);
  if (!known) return;
  const { alert, incident } = known;
  if (event.event_action === 'acknowledge') {
    if (incident.status === 'triggered') acknowledge(store, incident, 'events');
    return;
  }
  alert.status = 'resolved';
  if (incident.alerts.every(({ status }) => status === 'resolved')) resolve(store, incident, 'events');
}

function refuse(errors: string[]): HttpResponse {
  return json(400, { status: 'invalid event', message: 'Event object is invalid', errors });
}

export function takeEvent(store: PagerDutyStore, body: Buffer, isChange: boolean): HttpResponse {
  if (body.length > mostBytes) return json(413, { status: 'invalid event', message: 'Payload too large' });
  let event: unknown;
  try {
    event = JSON.parse(body.toString('utf8'));
  } catch {
    return refuse(['JSON cannot be parsed']);
  }
  if (!isJson(event)) return refuse(['Event object format is unrecognized']);
  const problems = problemsOf(event, isChange);
  if (problems.length > 0) return refuse(problems);
  const ours = store.options.routingKeys.includes(String(event.routing_key));
  if (isChange) {
    const { summary, custom_details: details } = event.payload as Json;
    if (ours) store.changes.push({ at: store.clock.now(), summary: String(summary), details });
    return json(202, { status: 'success', message: 'Change event processed' });
  }
  const accepted = event;
  const key = typeof event.dedup_key === 'string' && event.dedup_key !== '' ? event.dedup_key : store.newId('K').toLowerCase();
  // A key that nobody has is accepted all the same: 202 is not a page.
  if (ours) {
    store.clock.schedule(store.clock.now() + acceptedMilliseconds, () => {
      try {
        perform(store, accepted, key);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
    });
  }
  return json(202, { status: 'success', message: 'Event processed', dedup_key: key });
}
