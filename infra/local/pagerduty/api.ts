/** The front of both APIs, by host name: injected faults, rate limits, the token, then the method; everything is logged. */
import { type HttpRequest, type HttpResponse, json, type Route } from '../http.ts';
import { takeEvent } from './events-api.ts';
import { RateLimit } from './rate-limit.ts';
import type { RestCall, RestMethod } from './rest-call.ts';
import { incidentMethods } from './rest-incidents.ts';
import { settingMethods } from './rest-settings.ts';
import type { PagerDutyStore } from './store.ts';
import { type FaultMode, isJson, type Json, Refusal } from './types.ts';

const eventHosts = ['events.pagerduty.com', 'events.eu.pagerduty.com'];
const restHosts = ['api.pagerduty.com', 'api.eu.pagerduty.com'];
const methods = new Map<string, RestMethod>(Object.entries({ ...incidentMethods, ...settingMethods }));

function parse(body: Buffer): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}

function restError(status: number, code: number, message: string): HttpResponse {
  return json(status, { error: { code, message, errors: [message] } });
}

function find(method: string, path: string): { run: RestMethod; ids: string[] } | undefined {
  const parts = path.split('/').filter((part) => part !== '');
  const pattern = parts.map((part, index) => (index === 1 ? '*' : part)).join('/');
  const run = methods.get(`${method} ${pattern}`);
  return run && { run, ids: parts.slice(1, 2) };
}

function rest(store: PagerDutyStore, limit: RateLimit, request: HttpRequest): HttpResponse {
  const { authorization = '' } = request.headers;
  const token = authorization.replace(/^(?:Token token=|Bearer )/, '');
  if (token !== store.options.token) return restError(401, 2006, 'Unauthorized');
  const { ok, remaining, resetSeconds } = limit.take(token);
  const headers = {
    'ratelimit-limit': String(limit.most),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
  };
  const found = find(request.method, request.path);
  const answer = (): HttpResponse => {
    if (!ok) return restError(429, 2020, 'Rate Limit Exceeded');
    if (!found) return restError(404, 2100, 'Not Found');
    const call: RestCall = { store, ids: found.ids, query: request.query, body: parse(request.body), from: request.headers.from };
    try {
      const { status = 200, body } = found.run(call);
      return body ? json(status, body) : { status };
    } catch (error) {
      if (error instanceof Refusal) return restError(error.status, error.code, error.message);
      throw error;
    }
  };
  const response = answer();
  return { ...response, headers: { ...response.headers, ...headers } };
}

function events(store: PagerDutyStore, limit: RateLimit, request: HttpRequest): HttpResponse {
  const isChange = request.path === '/v2/change/enqueue';
  if (request.method !== 'POST' || !(isChange || request.path === '/v2/enqueue')) return json(404, { status: 'not found' });
  const { ok } = limit.take(String(parse(request.body).routing_key));
  if (!ok) return json(429, { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' });
  return takeEvent(store, request.body, isChange);
}

/** Holds an answer longer than any client of ours waits. */
async function hold({ clock, options: { holdMilliseconds = 15_000 } }: PagerDutyStore): Promise<void> {
  await clock.within(holdMilliseconds, 'an answer held back on purpose', new Promise(() => {})).catch(() => {});
}

function tooMany(isEvents: boolean): HttpResponse {
  if (isEvents) return json(429, { status: 'throttle exceeded', message: 'Requests for this service are arriving too quickly.' });
  const response = restError(429, 2020, 'Rate Limit Exceeded');
  return { ...response, headers: { ...response.headers, 'ratelimit-limit': '960', 'ratelimit-remaining': '0', 'ratelimit-reset': '30' } };
}

async function withFault(store: PagerDutyStore, mode: FaultMode | undefined, isEvents: boolean, work: () => HttpResponse) {
  if (mode === '429') return tooMany(isEvents);
  if (mode === '5xx') return json(503, isEvents ? { status: 'unavailable' } : { error: { message: 'Service Unavailable' } });
  if (mode === 'html502') return { status: 502, headers: { 'content-type': 'text/html' }, body: '<html><h1>502 Bad Gateway</h1></html>' };
  if (mode === '400') return json(400, { status: 'invalid event', message: 'Event object is invalid', errors: ['refused on purpose'] });
  if (mode === 'reset') return { status: 0 };
  if (mode === 'timeout') {
    await hold(store);
    return { status: 0 };
  }
  const response = work();
  return mode === 'lost-answer' ? { status: 0 } : response;
}

/** What a fault may call the request: its API, its first word, or method and word. */
function namesOf(request: HttpRequest, isEvents: boolean): string[] {
  if (isEvents) return ['events', request.path === '/v2/change/enqueue' ? 'change' : 'enqueue', String(parse(request.body).event_action)];
  const [, first = '', , third] = request.path.split('/');
  return ['rest', first, `${request.method} ${first}`, ...(third ? [third] : [])];
}

export function createApi(store: PagerDutyStore): Route {
  const limits = { events: new RateLimit(store.clock, 120), rest: new RateLimit(store.clock, 960) };
  return async (request) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '');
    const isEvents = eventHosts.includes(host);
    if (!isEvents && !restHosts.includes(host)) return undefined;
    const fault = store.takeFault(namesOf(request, isEvents));
    const response = await withFault(store, fault, isEvents, () =>
      isEvents ? events(store, limits.events, request) : rest(store, limits.rest, request),
    );
    const { routing_key: _secret, ...asked } = parse(request.body);
    store.record(`${request.method} ${host}${request.path}`, response.status, {
      ...asked,
      ...(request.headers.from && { from: request.headers.from }),
    });
    return response;
  };
}
