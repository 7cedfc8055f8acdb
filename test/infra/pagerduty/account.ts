/** A fake PagerDuty over real HTTP, our client of it, and a bot whose answers to webhooks a test writes. */
import { createHmac } from 'node:crypto';
import { type HttpRequest, type HttpResponse, type Route, serve } from '../../../infra/local/http.ts';
import { createFakePagerDuty, type FakePagerDuty } from '../../../infra/local/pagerduty/fake-pagerduty.ts';
import { VirtualClock } from '../../../src/services/clock.ts';
import { createPagerDuty, type PagerDutyOptions } from '../../../src/services/pagerduty/create-pagerduty.ts';
import type { Alert, Answer, PagerDuty } from '../../../src/services/pagerduty.ts';

export const ROUTING_KEY = 'a1'.repeat(16);
export const SPARE_KEY = 'b2'.repeat(16);
export const TOKEN = 'secret-token-of-rest';
export const SECRETS = ['first-webhook-secret', 'second-webhook-secret'];
export const START = Date.parse('2026-11-20T10:00:00Z');

export interface Heard {
  headers: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: tests read many shapes of JSON and assert on what they find
  event: any;
  body: string;
}
export interface Account {
  fake: FakePagerDuty;
  clock: VirtualClock;
  pagerDuty: PagerDuty;
  address: string;
  /** Every request that reached a PagerDuty host, oldest first. */
  requests: HttpRequest[];
  /** Webhooks the bot got, retries included. */
  heard: Heard[];
  bot: { answer: (heard: Heard) => HttpResponse | Promise<HttpResponse> };
  connect: (options?: Partial<PagerDutyOptions>) => PagerDuty;
  /** The next requests are answered by this instead of the fake. */
  instead: { route: Route | undefined };
  verb: (name: string, body?: object) => Promise<{ status: number; body: Record<string, unknown> }>;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  incidents: () => Promise<any[]>;
  /** Raises an alert and lets it become an incident. */
  page: (key?: string, more?: Partial<Alert>) => Promise<string>;
  close: () => Promise<void>;
}

export const users = ['omar', 'li', 'mia', 'ana'].map((name) => ({
  id: `PUSER${name.toUpperCase().padEnd(4, '0')}`,
  name,
  realName: `${name[0]?.toUpperCase()}${name.slice(1)}`,
  email: `${name}@acme.example`,
}));

export function alert(dedupKey = 'drawbridge:CASE0001', more: Partial<Alert> = {}): Alert {
  const about = {
    summary: '[CRITICAL] A key is used elsewhere',
    source: 'arn:aws:iam::111122223333:user/ci',
    severity: 'critical' as const,
  };
  return { dedupKey, ...about, details: { case: 'CASE0001' }, links: [], ...more };
}

export function value<T>(answer: Answer<T>): T {
  if (!answer.ok) throw new Error(answer.because);
  return answer.value;
}

/** Whether one of the signatures was made with the secret. */
export function isSigned({ headers, body }: Heard, secret: string): boolean {
  const expected = `v1=${createHmac('sha256', secret).update(body).digest('hex')}`;
  return (headers['x-pagerduty-signature'] ?? '').split(',').includes(expected);
}

export async function openAccount(): Promise<Account> {
  const clock = new VirtualClock(START);
  const deliver = { url: '' };
  const heard: Heard[] = [];
  const requests: HttpRequest[] = [];
  const bot: Account['bot'] = { answer: () => ({ status: 202 }) };
  const instead: Account['instead'] = { route: undefined };
  const onCall = (name: string) => users.filter((user) => user.name === name).map(({ id }) => ({ user: id }));
  const fake = createFakePagerDuty({
    clock,
    routingKeys: [ROUTING_KEY, SPARE_KEY],
    token: TOKEN,
    webhookSecrets: SECRETS,
    users,
    levels: ['omar', 'li', 'mia'].map((name) => ({ minutes: 30, onCall: onCall(name) })),
    deliver,
    holdMilliseconds: 2000,
  });
  const door: Route = (request) => {
    if (request.path !== '/bot/pagerduty') return undefined;
    const body = request.body.toString('utf8');
    const one = { headers: request.headers, body, event: (JSON.parse(body) as { event: unknown }).event };
    heard.push(one);
    return bot.answer(one);
  };
  const note: Route = (request) => {
    if (!request.headers.host?.includes('pagerduty.com')) return undefined;
    requests.push(request);
    return instead.route?.(request);
  };
  const server = await serve([note, fake.api, fake.doors, door], 0, () => {});
  deliver.url = `${server.address}/bot/pagerduty`;
  const connect = (options: Partial<PagerDutyOptions> = {}) =>
    createPagerDuty({
      region: 'us',
      routingKeys: [ROUTING_KEY, SPARE_KEY],
      token: TOKEN,
      service: 'PDRAWSERVICE',
      escalationPolicy: 'PDRAWPOLICY',
      sandbox: true,
      sandboxUrl: server.address,
      ...options,
    });
  const pagerDuty = connect();
  return {
    fake,
    clock,
    pagerDuty,
    address: server.address,
    requests,
    heard,
    bot,
    connect,
    instead,
    async verb(name, body = {}) {
      const response = await fetch(`${server.address}/pagerduty/_control/${name}`, { method: 'POST', body: JSON.stringify(body) });
      const answer = (await response.json()) as Record<string, unknown>;
      await clock.settle();
      return { status: response.status, body: answer };
    },
    async incidents() {
      const response = await fetch(`${server.address}/pagerduty/incidents`);
      return ((await response.json()) as { incidents: unknown[] }).incidents;
    },
    async page(key, more) {
      value(await pagerDuty.trigger(alert(key, more)));
      await clock.advance(1);
      const incident = value(await pagerDuty.incidentOf(alert(key).dedupKey));
      if (!incident) throw new Error('there is no incident');
      return incident.id;
    },
    async close() {
      clock.stop();
      await server.close();
    },
  };
}
