/** One delivery of PagerDuty's webhooks (version 3) read into what we use of it; nothing in it is an address to go to. */

/** Source: PagerDuty's ids in paths and payloads. */
const idPattern = /^[A-Z0-9]{6,20}$/;
const mostText = 3_000;

export interface IncidentEvent {
  kind: 'incident';
  /** Of the event: its retries keep it. */
  id: string;
  /** Such as "incident.acknowledged". */
  type: string;
  /** Milliseconds since the epoch, by PagerDuty's clock. */
  occurredAt: number;
  incidentId: string;
  /** Undefined when nobody did it: automation or a time-out. `integration`: the Events API, so most likely we ourselves. */
  agent?: { kind: 'person' | 'integration' | 'other'; id: string; name: string };
  number?: number;
  url: string;
  /** It waits for somebody to acknowledge it. */
  isTriggered: boolean;
  /** Null in payloads for alerts of the Events API. */
  incidentKey?: string;
  clientUrl?: string;
  assignees: { id: string; name: string }[];
  priority?: string;
  /** The incident it was merged into; `merged` without it when the payload does not say. */
  merged?: { into?: { id: string; url: string } };
  /** Of a note or a status update. */
  text?: string;
}

export type Delivery = IncidentEvent | { kind: 'ping' } | { kind: 'other'; type: string };

type Json = Record<string, unknown>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, mostText) : undefined;
}

function agentOf(raw: unknown): IncidentEvent['agent'] {
  const { type, id, summary } = object(raw);
  const name = text(summary) ?? 'somebody';
  if (typeof type !== 'string') return undefined;
  const kind = type === 'user_reference' ? 'person' : type === 'inbound_integration_reference' ? 'integration' : 'other';
  return { kind, id: text(id) ?? '', name: name.slice(0, 100) };
}

function assigneesOf(raw: unknown): IncidentEvent['assignees'] {
  const list = Array.isArray(raw) ? raw : [];
  return list.slice(0, 20).flatMap((each) => {
    const { id, summary } = object(each);
    return typeof id === 'string' ? [{ id, name: text(summary) ?? id }] : [];
  });
}

function mergedOf(raw: unknown): Pick<IncidentEvent, 'merged'> {
  const { type, incident } = object(raw);
  if (type !== 'merge_resolve_reason') return {};
  const { id, html_url: url } = object(incident);
  return { merged: typeof id === 'string' && idPattern.test(id) ? { into: { id, url: text(url) ?? '' } } : {} };
}

/** A link that people may follow in a browser; anything else is no link. */
function webAddress(raw: unknown): string {
  const address = text(raw) ?? '';
  return /^https:\/\/[a-z0-9.-]+\.pagerduty\.com\//.test(address) ? address : '';
}

function incidentOf(event: Json, type: string): Delivery {
  const data = object(event.data);
  // Events about a note and its like name the incident; those about the incident are it.
  const subject = data.type === 'incident' || data.type === 'incident_reference' ? data : object(data.incident);
  const incidentId = subject.id;
  const id = text(event.id);
  const occurredAt = Date.parse(String(event.occurred_at));
  if (!id || typeof incidentId !== 'string' || !idPattern.test(incidentId) || !Number.isFinite(occurredAt)) return { kind: 'other', type };
  const agent = agentOf(event.agent);
  const number = subject.number;
  const incidentKey = text(subject.incident_key);
  const clientUrl = text(object(event.client).url);
  const priority = text(object(subject.priority).summary);
  const words = text(data.content) ?? text(data.message);
  return {
    kind: 'incident',
    id,
    type,
    occurredAt,
    incidentId,
    ...(agent && { agent }),
    ...(typeof number === 'number' && { number }),
    url: webAddress(subject.html_url),
    isTriggered: subject.status === 'triggered',
    ...(incidentKey && { incidentKey }),
    ...(clientUrl && { clientUrl }),
    assignees: assigneesOf(subject.assignees),
    ...(priority && { priority }),
    ...mergedOf(subject.resolve_reason),
    ...(words && { text: words }),
  };
}

/** Undefined for what is no delivery at all. */
export function readDelivery(body: string): Delivery | undefined {
  let raw: unknown;
  try {
    raw = JSON.parse(body);
  } catch {
    return undefined;
  }
  const event = object(object(raw).event);
  const type = text(event.event_type);
  if (!type) return undefined;
  if (type === 'pagey.ping') return { kind: 'ping' };
  return type.startsWith('incident.') ? incidentOf(event, type) : { kind: 'other', type };
}
