/** The doors for people: the incidents, everything else the fake knows, and deeds by verb. */
import { type HttpResponse, json, type Route } from '../http.ts';
import { incidentOf, noteOf } from './render.ts';
import type { PagerDutyStore } from './store.ts';
import { type FakeIncident, isJson, type Json, Refusal } from './types.ts';
import { verbs } from './verbs.ts';

/** As REST shows it, and what only the sandbox tells: keys, notes, the story so far, and who was woken. */
function shown(store: PagerDutyStore, incident: FakeIncident): Json {
  const name = (id: string) => store.user(id)?.name ?? id;
  return {
    ...incidentOf(store, incident),
    alerts: incident.alerts.map(({ key, severity, status, details, source }) => ({ key, severity, status, details, source })),
    client: incident.client ?? null,
    level: incident.level,
    notes: incident.notes.map((each) => noteOf(store, each)),
    log: incident.log.map(({ at, ...rest }) => ({ at: store.iso(at), ...rest })),
    pages: incident.pages.map(({ at, level, users }) => ({ at: store.iso(at), level, users: users.map(name) })),
  };
}

function everything(store: PagerDutyStore): Json {
  const { webhooks } = store;
  return {
    levels: store.levels.map(({ minutes }, index) => ({
      level: index + 1,
      minutes,
      users: store.onCallAt(index + 1).map((id) => store.user(id)?.name ?? id),
    })),
    users: store.users,
    service: store.service,
    policy: store.policy,
    maintenance: store.maintenance,
    suppress: store.suppress,
    outage: store.outage ?? null,
    subscription: { ...webhooks.subscription, disabled: webhooks.disabled },
    deliveries: webhooks.deliveries,
    changes: store.changes.map(({ at, ...rest }) => ({ at: store.iso(at), ...rest })),
    suppressed: store.alerts.filter(({ suppressed }) => suppressed),
    log: store.log,
  };
}

function bodyOf(body: Buffer): Json | undefined {
  try {
    const value: unknown = body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
    return isJson(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

async function act(store: PagerDutyStore, name: string, body: Buffer): Promise<HttpResponse> {
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) return json(404, { ok: false, error: `there is no verb ${name}`, available: Object.keys(verbs) });
  const request = bodyOf(body);
  if (!request) return json(400, { ok: false, error: 'the body must be a JSON object' });
  try {
    const answer = await verb(store, request);
    store.revision += 1;
    return json(200, { ok: true, ...(answer !== undefined && { answer }) });
  } catch (error) {
    if (error instanceof Refusal) return json(error.status, { ok: false, error: error.message, code: error.code });
    throw error;
  }
}

export function createDoors(store: PagerDutyStore): Route {
  return async (request) => {
    if (request.method === 'GET' && request.path === '/pagerduty/incidents')
      return json(200, { incidents: [...store.incidents.values()].map((incident) => shown(store, incident)) });
    if (request.method === 'GET' && request.path === '/pagerduty/state') return json(200, everything(store));
    const verb = /^\/pagerduty\/_control\/([\w-]+)$/.exec(request.path)?.[1];
    return request.method === 'POST' && verb ? act(store, verb, request.body) : undefined;
  };
}
