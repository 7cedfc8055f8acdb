/** The Slack door over real HTTP, in front of a fake Slack, with a queue that remembers or refuses. */
import { createHmac } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { createSlackDoor } from '../../handlers/slack-door.ts';
import { type HttpRequest, type HttpResponse, serve } from '../../infra/local/http.ts';
import type { Click } from '../../src/domain/click.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { openWorkspace, SECRET, type Workspace } from '../infra/slack/workspace.ts';

export const NEXT_SECRET = 'next-signing-secret';
export const FORM = 'application/x-www-form-urlencoded';
export const actionIds = ['disable_access_keys', 'isolate_instance'];

interface Queued {
  click: Click;
  once: string;
  group: string;
}
export interface Door {
  space: Workspace;
  queued: Queued[];
  lines: string[];
  queue: { answer: () => Promise<void> };
  handle: ReturnType<typeof createSlackDoor>;
  /** Sends exactly these bytes and headers. */
  send: (body: string | Buffer, headers: Record<string, string>) => Promise<{ status: number; body: string }>;
  /** A payload as Slack sends it, signed. */
  click: (payload: object) => Promise<{ status: number; body: string }>;
  /** Calls of the Web API so far, by method. */
  calls: () => string[];
  close: () => Promise<void>;
}

export const nowSeconds = (): number => Math.floor(systemClock.wall() / 1000);

export function signature(body: string | Buffer, timestamp: number | string, secret = SECRET): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

export function signedHeaders(
  body: string | Buffer,
  contentType = FORM,
  timestamp = nowSeconds(),
  secret = SECRET,
): Record<string, string> {
  return {
    'content-type': contentType,
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': signature(body, timestamp, secret),
  };
}

export const formOf = (payload: object): string => new URLSearchParams({ payload: JSON.stringify(payload) }).toString();

/** As API Gateway and function URLs pass a request on. */
export function lambdaEvent({ headers, body }: Pick<HttpRequest, 'headers' | 'body'>, base64 = true): APIGatewayProxyEventV2 {
  return {
    version: '2.0',
    rawPath: '/slack',
    headers,
    body: body.toString(base64 ? 'base64' : 'utf8'),
    isBase64Encoded: base64,
  } as unknown as APIGatewayProxyEventV2;
}

/** `apiUrl` is for a Slack that is not the fake one. */
export async function openDoor(apiUrl?: string): Promise<Door> {
  const space = await openWorkspace();
  const queued: Queued[] = [];
  const lines: string[] = [];
  const queue = { answer: async () => {} };
  const handle = createSlackDoor({
    config: {
      signingSecrets: [SECRET, NEXT_SECRET],
      token: 'xoxb-test',
      botId: 'B0DRAWBRIDGE',
      botUserId: 'U0DRAWBRIDGE',
      apiUrl: apiUrl ?? `${space.slack.state.options.baseUrl()}/slack/api/`,
    },
    clock: systemClock,
    log: createLog((line) => lines.push(line)),
    queues: {
      async click(body, once, group) {
        await queue.answer();
        queued.push({ click: JSON.parse(body) as Click, once, group });
      },
    },
    actionIds,
  });
  const answer = async (request: HttpRequest): Promise<HttpResponse> => {
    const { statusCode = 0, headers = {}, body = '' } = await handle(lambdaEvent(request), {});
    return { status: statusCode, headers: headers as Record<string, string>, body };
  };
  space.bot.answer = ({ request }) => answer(request);
  const server = await serve([answer], 0, () => {});
  const send: Door['send'] = async (body, headers) => {
    const response = await fetch(server.address, { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers });
    return { status: response.status, body: await response.text() };
  };
  return {
    space,
    queued,
    lines,
    queue,
    handle,
    send,
    click: (payload) => send(formOf(payload), signedHeaders(formOf(payload))),
    calls: () => space.slack.state.log.filter(({ kind }) => kind === 'api').map(({ method }) => method),
    close: async () => {
      await server.close();
      await space.close();
    },
  };
}

export const CASE = '7K3QM2XA';
export const who = { user: { id: 'UANA', team_id: 'T1' }, team: { id: 'T1' } };

/** Both ways Slack tells of a control in a message. */
export function pressed(actionId: string, value: string, trigger = 'no-such-trigger'): object {
  return {
    type: 'block_actions',
    ...who,
    container: { type: 'message', message_ts: '1795000000.000100', channel_id: 'C1', is_ephemeral: false },
    channel: { id: 'C1', name: 'security' },
    trigger_id: trigger,
    actions: [{ type: 'button', action_id: actionId, block_id: 'do', value }],
  };
}

export function chosen(value: string): object {
  const action = { type: 'overflow', action_id: 'more', block_id: 'head', selected_option: { value } };
  return { ...pressed('more', ''), actions: [action] };
}

export function submitted(callbackId: string, values: Record<string, object>, privateMetadata = CASE): object {
  const state = { values: Object.fromEntries(Object.entries(values).map(([id, entered]) => [id, { [id]: entered }])) };
  return {
    type: 'view_submission',
    ...who,
    view: { id: 'V123', type: 'modal', callback_id: callbackId, private_metadata: privateMetadata, state },
  };
}

export const typed = (value: string) => ({ type: 'plain_text_input', value });
export const picked = (value: string) => ({ type: 'static_select', selected_option: { value } });
