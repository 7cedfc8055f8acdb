/** A fake Slack over real HTTP with a bot whose answers a test writes. */
import { createHmac } from 'node:crypto';
import { type HttpRequest, type HttpResponse, serve } from '../../../infra/local/http.ts';
import { createFakeSlack, type FakeSlack } from '../../../infra/local/slack/fake-slack.ts';
import { VirtualClock } from '../../../src/services/clock.ts';

export type Json = Record<string, unknown>;
export interface Answer {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes of JSON and assert on what they find
  body: any;
}
export interface Heard {
  request: HttpRequest;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  payload: any;
}
export interface Workspace {
  slack: FakeSlack;
  clock: VirtualClock;
  heard: Heard[];
  /** What the bot answers next; 200 and nothing by default. */
  bot: { answer: (heard: Heard) => HttpResponse | Promise<HttpResponse> };
  call: (method: string, args?: Json, token?: string) => Promise<Answer>;
  form: (method: string, args: Record<string, string>) => Promise<Answer>;
  get: (path: string) => Promise<Answer>;
  act: (door: string, body: Json) => Promise<Answer>;
  post: (url: string, body: Json) => Promise<Answer>;
  close: () => Promise<void>;
}

export const SECRET = 'signing-secret';
const START = Date.parse('2026-11-20T10:00:00Z');

function payloadOf(request: HttpRequest): Json {
  const text = request.body.toString('utf8');
  if (request.headers['content-type'] === 'application/json') return JSON.parse(text) as Json;
  const form = new URLSearchParams(text);
  const payload = form.get('payload');
  return payload ? (JSON.parse(payload) as Json) : Object.fromEntries(form);
}

export function isSigned(request: HttpRequest): boolean {
  const base = `v0:${request.headers['x-slack-request-timestamp']}:${request.body.toString('utf8')}`;
  return request.headers['x-slack-signature'] === `v0=${createHmac('sha256', SECRET).update(base).digest('hex')}`;
}

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
}

export async function openWorkspace(): Promise<Workspace> {
  const clock = new VirtualClock(START);
  const heard: Heard[] = [];
  const bot: Workspace['bot'] = { answer: () => ({ status: 200 }) };
  const deliver = { url: '' };
  let address = '';
  const person = { roles: [], color: '#336699' };
  const slack = createFakeSlack({
    clock,
    signingSecret: SECRET,
    botToken: 'xoxb-test',
    team: { id: 'T1', name: 'Acme Bank' },
    people: [
      { ...person, id: 'UANA', name: 'ana', realName: 'Ana', email: 'ana@example.com' },
      { ...person, id: 'UOMAR', name: 'omar', realName: 'Omar', email: 'omar@example.com' },
      { ...person, id: 'UGUEST', name: 'gus', realName: 'Gus', email: 'gus@example.com', guest: true },
      { ...person, id: 'UGONE', name: 'gone', realName: 'Gone', email: 'gone@example.com', deleted: true },
      { ...person, id: 'USTRANGER', name: 'sam', realName: 'Sam', email: 'sam@example.org', teamId: 'T2' },
    ],
    channels: [
      { id: 'C1', name: 'security' },
      { id: 'C2', name: 'secret', private: true },
    ],
    usergroups: [{ id: 'S1', handle: 'on-call', name: 'On call', users: ['UOMAR'] }],
    deliver,
    baseUrl: () => address,
    holdMilliseconds: 50,
  });
  const door = async (request: HttpRequest) => {
    if (request.path !== '/bot/slack') return undefined;
    const one = { request, payload: payloadOf(request) };
    heard.push(one);
    return bot.answer(one);
  };
  const server = await serve([slack.api, slack.doors, door], 0, () => {});
  address = server.address;
  deliver.url = `${address}/bot/slack`;
  const post = async (url: string, body: Json, headers: Record<string, string> = {}) =>
    read(await fetch(url, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }));
  return {
    slack,
    clock,
    heard,
    bot,
    call: (method, args = {}, token = 'xoxb-test') => post(`${address}/slack/api/${method}`, args, { authorization: `Bearer ${token}` }),
    form: async (method, args) =>
      read(
        await fetch(`${address}/slack/api/${method}`, {
          method: 'POST',
          body: new URLSearchParams(args),
          headers: { authorization: 'Bearer xoxb-test' },
        }),
      ),
    get: async (path) => read(await fetch(`${address}${path}`)),
    act: (name, body) => post(`${address}/slack/_control/${name}`, body),
    post,
    close: server.close,
  };
}

export const words = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string, verbatim = true) => ({ type: 'mrkdwn', text, verbatim });
export const section = (text = 'fine') => ({ type: 'section', text: mrkdwn(text) });
export const modal = (extra: Json = {}) => ({ type: 'modal', callback_id: 'plan', title: words('Plan'), blocks: [section()], ...extra });
export const reasonInput = {
  type: 'input',
  block_id: 'reason',
  label: words('Reason'),
  element: { type: 'plain_text_input', action_id: 'text', min_length: 3 },
};
export const card = [
  {
    type: 'section',
    block_id: 'head',
    text: mrkdwn('A card'),
    accessory: { type: 'overflow', action_id: 'more', options: [option('assign:42'), option('note:42')] },
  },
  {
    type: 'actions',
    block_id: 'do',
    elements: [
      { type: 'button', action_id: 'acknowledge', text: words('Acknowledge'), value: '42' },
      { type: 'button', action_id: 'isolate_instance', text: words('Isolate'), value: '43' },
    ],
  },
];
function option(value: string) {
  return { text: words(value), value };
}
