/** How incidents, people and the rest look over REST and in webhooks. */
import type { PagerDutyStore } from './store.ts';
import { priorities } from './store.ts';
import type { Agent, FakeAlert, FakeIncident, Json, Note } from './types.ts';

export const SITE = 'https://acme.pagerduty.com';

function reference(kind: string, plural: string, id: string, summary: string): Json {
  return { id, type: `${kind}_reference`, summary, self: `https://api.pagerduty.com/${plural}/${id}`, html_url: `${SITE}/${plural}/${id}` };
}
export function userReference(store: PagerDutyStore, id: string): Json {
  return reference('user', 'users', id, store.user(id)?.realName ?? id);
}
export const serviceReference = ({ service: { id, name } }: PagerDutyStore) => reference('service', 'services', id, name);
export const policyReference = ({ policy: { id, name } }: PagerDutyStore) =>
  reference('escalation_policy', 'escalation_policies', id, name);
export const incidentReference = ({ id, title }: FakeIncident) => reference('incident', 'incidents', id, title);

function priorityOf({ priority }: FakeIncident): Json | null {
  const found = priorities.find(({ id }) => id === priority);
  return found ? { ...reference('priority', 'priorities', found.id, found.name), name: found.name } : null;
}

function resolveReason(store: PagerDutyStore, { mergedInto }: FakeIncident): Json | null {
  const target = mergedInto === undefined ? undefined : store.incidents.get(mergedInto);
  return target ? { type: 'merge_resolve_reason', incident: incidentReference(target) } : null;
}

export function userOf(store: PagerDutyStore, id: string): Json {
  const { realName = id, email = '' } = store.user(id) ?? {};
  return { ...userReference(store, id), type: 'user', name: realName, email, role: 'user', time_zone: 'Etc/UTC' };
}

export function incidentOf(store: PagerDutyStore, incident: FakeIncident): Json {
  const { id, number, title, status, urgency, key, assignees, acknowledgedBy, alerts } = incident;
  const at = store.iso(incident.createdAt);
  const open = alerts.filter((alert) => alert.status === 'triggered').length;
  return {
    ...incidentReference(incident),
    type: 'incident',
    id,
    summary: `[#${number}] ${title}`,
    incident_number: number,
    title,
    status,
    urgency,
    incident_key: key,
    created_at: at,
    updated_at: store.iso(incident.log.at(-1)?.at ?? incident.createdAt),
    resolved_at: incident.resolvedAt === undefined ? null : store.iso(incident.resolvedAt),
    service: serviceReference(store),
    escalation_policy: policyReference(store),
    assignments: assignees.map((user) => ({ at, assignee: userReference(store, user) })),
    assigned_via: 'escalation_policy',
    acknowledgements: acknowledgedBy.map((user) => ({ at, acknowledger: userReference(store, user) })),
    teams: [],
    priority: priorityOf(incident),
    resolve_reason: resolveReason(store, incident),
    alert_counts: { all: alerts.length, triggered: open, resolved: alerts.length - open },
    is_mergeable: true,
  };
}

/** The same incident as webhooks show it: other names, no assignments. */
export function webhookData(store: PagerDutyStore, incident: FakeIncident): Json {
  const { id, number, title, status, urgency, key, assignees } = incident;
  const { self, html_url } = incidentReference(incident);
  return {
    id,
    type: 'incident',
    self,
    html_url,
    number,
    status,
    incident_key: key,
    created_at: store.iso(incident.createdAt),
    title,
    service: serviceReference(store),
    assignees: assignees.map((user) => userReference(store, user)),
    escalation_policy: policyReference(store),
    teams: [],
    priority: priorityOf(incident),
    urgency,
    conference_bridge: null,
    resolve_reason: resolveReason(store, incident),
    incident_type: { name: 'incident_default' },
  };
}

export function agentOf(store: PagerDutyStore, agent: Agent): Json | null {
  if (agent === null) return null;
  if (agent !== 'events') return userReference(store, agent.user);
  const { id } = store.service;
  const self = `https://api.pagerduty.com/services/${id}/integrations/PDRAWEVENTS`;
  return {
    html_url: `${SITE}/services/${id}/integrations/PDRAWEVENTS`,
    id: 'PDRAWEVENTS',
    self,
    summary: 'Drawbridge',
    type: 'inbound_integration_reference',
  };
}

export function alertOf(store: PagerDutyStore, alert: FakeAlert, incident: FakeIncident | undefined): Json {
  const { id, key, status, suppressed, severity, summary, details, source } = alert;
  return {
    id,
    type: 'alert',
    summary,
    alert_key: key,
    status,
    suppressed,
    severity,
    created_at: store.iso(alert.createdAt),
    service: serviceReference(store),
    incident: incident ? incidentReference(incident) : null,
    body: { type: 'alert_body', details, cef_details: { dedup_key: key, severity, source_origin: source, details } },
  };
}

export function noteOf(store: PagerDutyStore, { id, content, user, at }: Note): Json {
  return {
    id,
    content,
    user: userReference(store, user),
    created_at: store.iso(at),
    channel: { summary: 'The PagerDuty website or APIs' },
  };
}
