/** Sends the bot what a person did, signed as Slack signs it, and waits three seconds for the answer. */
import { createHmac } from 'node:crypto';
import type { SlackStore } from './store.ts';
import type { Json } from './types.ts';

const ANSWER_MILLISECONDS = 3_000;

export interface Delivery {
  /** 0 when there was no answer. */
  status: number;
  body: string;
  ms: number;
  /** Answered 2xx within three seconds. */
  acknowledged: boolean;
}

function sign(secret: string, timestamp: number, body: string): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
}

async function send(slack: SlackStore, method: string, body: string, headers: Record<string, string>, request: unknown): Promise<Delivery> {
  const { clock, deliver } = slack.options;
  const started = clock.wall();
  const gaveUp = new AbortController();
  const work = fetch(deliver.url, { method: 'POST', body, headers, signal: gaveUp.signal, redirect: 'manual' });
  const answer = work.then(async (response) => ({ status: response.status, body: await response.text() }));
  let result: { status: number; body: string };
  let reason: string | undefined;
  try {
    result = await clock.within(ANSWER_MILLISECONDS, 'the bot', answer);
  } catch (error) {
    gaveUp.abort();
    answer.catch(() => {});
    result = { status: 0, body: '' };
    reason = error instanceof Error ? error.message : String(error);
  }
  const ms = clock.wall() - started;
  slack.record({ kind: 'delivery', method, request, status: result.status, response: reason ?? result.body, ms });
  return { ...result, ms, acknowledged: result.status >= 200 && result.status < 300 };
}

async function deliver(slack: SlackStore, method: string, body: string, contentType: string, request: unknown): Promise<Delivery> {
  const timestamp = Math.floor(slack.options.clock.wall() / 1000);
  const headers = {
    'content-type': contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': String(timestamp),
    'x-slack-signature': sign(slack.options.signingSecret, timestamp, body),
  };
  const twice = slack.takeFault('delivery', method) === 'duplicate';
  const first = send(slack, method, body, headers, request);
  const second = twice ? send(slack, method, body, headers, request) : undefined;
  await second;
  return first;
}

/** Buttons, menus and modals: a form with one field that holds JSON. */
export function deliverInteraction(slack: SlackStore, payload: Json): Promise<Delivery> {
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  return deliver(slack, String(payload.type), body, 'application/x-www-form-urlencoded', payload);
}

export function deliverCommand(slack: SlackStore, fields: Record<string, string>): Promise<Delivery> {
  return deliver(slack, 'command', new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', fields);
}

export function deliverEvent(slack: SlackStore, event: Json): Promise<Delivery> {
  const { team, clock } = slack.options;
  const envelope = {
    token: 'unused',
    team_id: team.id,
    api_app_id: slack.bot.appId,
    event,
    type: 'event_callback',
    event_id: slack.newId('Ev'),
    event_time: Math.floor(clock.wall() / 1000),
    authorizations: [{ enterprise_id: null, team_id: team.id, user_id: slack.bot.userId, is_bot: true, is_enterprise_install: false }],
    is_ext_shared_channel: false,
  };
  return deliver(slack, String(event.type), JSON.stringify(envelope), 'application/json', envelope);
}
