/** The Web API's front: token, injected faults, rate limits, then the method; everything is logged. */
import type { HttpRequest, HttpResponse, Route } from '../http.ts';
import { json } from '../http.ts';
import { isJson, type Method, parseJson, textOf, unfold } from './api-call.ts';
import { CHAT } from './api-chat.ts';
import { CONVERSATIONS } from './api-conversations.ts';
import { FILES, takeUpload } from './api-files.ts';
import { PEOPLE } from './api-people.ts';
import { VIEWS } from './api-views.ts';
import { answerResponseUrl } from './response-url.ts';
import type { SlackStore } from './store.ts';
import { type FaultMode, type Json, SlackRefusal } from './types.ts';

const PREFIX = '/slack/api/';
const METHODS = new Map<string, Method>(Object.entries({ ...CHAT, ...CONVERSATIONS, ...FILES, ...PEOPLE, ...VIEWS }));

function readBody(request: HttpRequest): Json {
  const fromQuery = Object.fromEntries(request.query);
  const text = request.body.toString('utf8');
  if (text === '') return fromQuery;
  if (request.headers['content-type']?.startsWith('application/json')) {
    const body = parseJson(text);
    return isJson(body) ? { ...fromQuery, ...body } : fromQuery;
  }
  return { ...fromQuery, ...Object.fromEntries(new URLSearchParams(text)) };
}

function tokenProblem(slack: SlackStore, request: HttpRequest, call: Json): string | undefined {
  const token = request.headers.authorization?.replace(/^Bearer /i, '') ?? textOf(call, 'token');
  if (!token) return 'not_authed';
  return token === slack.options.botToken ? undefined : 'invalid_auth';
}

/** Slack answers 200 for everything it understood, refusals included. */
function perform(_slack: SlackStore, work: () => Json): HttpResponse {
  try {
    return json(200, { ok: true, ...work() });
  } catch (error) {
    if (error instanceof SlackRefusal) return json(200, { ok: false, error: error.message, ...error.more });
    throw error;
  }
}

function tooMany(seconds: number): HttpResponse {
  const response = json(429, { ok: false, error: 'ratelimited' });
  return { ...response, headers: { ...response.headers, 'retry-after': String(seconds) } };
}

/** Holds an answer longer than any client of ours waits. */
async function hold(slack: SlackStore): Promise<void> {
  const { clock, holdMilliseconds = 10_000 } = slack.options;
  await clock.within(holdMilliseconds, 'an answer held back on purpose', new Promise(() => {})).catch(() => {});
}

async function withFault(slack: SlackStore, mode: FaultMode | undefined, work: () => HttpResponse): Promise<HttpResponse> {
  if (mode === '429') return tooMany(3);
  if (mode === '5xx') return json(503, { ok: false, error: 'service_unavailable' });
  if (mode === 'reset') return { status: 0 };
  const response = work();
  if (mode === 'lost-answer') return { status: 0 };
  // Done, but the caller has long given up when the answer comes.
  if (mode === 'timeout') await hold(slack);
  return response;
}

function limited(slack: SlackStore, method: string, call: Json): HttpResponse | undefined {
  const channel = slack.channel(textOf(call, 'channel'))?.id ?? '';
  const seconds = slack.limits.refuse(method, channel);
  if (seconds === undefined) return undefined;
  slack.rateLimited += 1;
  return tooMany(seconds);
}

/** For the log: what was asked, without the token and with the JSON of forms opened. */
function loggable(call: Json): Json {
  const { token: _token, ...rest } = call;
  try {
    return unfold(rest);
  } catch {
    return rest;
  }
}

/** For the log: long answers keep their plain values only. */
function brief(response: HttpResponse): unknown {
  const body = parseJson(String(response.body ?? ''));
  if (!isJson(body)) return null;
  const plain = Object.entries(body).filter(([, value]) => typeof value !== 'object');
  return body.ok === true ? Object.fromEntries(plain) : body;
}

function callMethod(slack: SlackStore, request: HttpRequest, method: string, call: Json): HttpResponse {
  const known = METHODS.get(method);
  if (!known) return json(200, { ok: false, error: 'unknown_method', req_method: method });
  const problem = tokenProblem(slack, request, call);
  if (problem) return json(200, { ok: false, error: problem });
  const answer = limited(slack, method, call) ?? perform(slack, () => known(unfold(call), slack));
  const scopes = slack.bot.scopes?.join(',');
  return { ...answer, headers: { ...answer.headers, ...(scopes && { 'x-oauth-scopes': scopes }) } };
}

function callResponseUrl(slack: SlackStore, id: string, call: Json): HttpResponse {
  try {
    answerResponseUrl(slack, id, unfold(call));
    return json(200, { ok: true });
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    return json(error.message.endsWith('_url') ? 404 : 400, { ok: false, error: error.message, ...error.more });
  }
}

export function webApi(slack: SlackStore): Route {
  return async (request) => {
    if (!request.path.startsWith(PREFIX)) return undefined;
    const rest = request.path.slice(PREFIX.length);
    if (rest.startsWith('upload/')) return takeUpload(slack, rest.slice('upload/'.length), request);
    const call = readBody(request);
    const method = rest.startsWith('response/') ? 'response_url' : rest;
    const before = slack.options.clock.wall();
    const response = await withFault(slack, slack.takeFault('api', method), () =>
      method === 'response_url' ? callResponseUrl(slack, rest.slice('response/'.length), call) : callMethod(slack, request, method, call),
    );
    const ms = slack.options.clock.wall() - before;
    slack.record({ kind: 'api', method, request: loggable(call), status: response.status, response: brief(response), ms });
    return response;
  };
}
