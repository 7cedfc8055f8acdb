/** The fake's webhooks: who did what, in PagerDuty's shapes, signed, in order, tried again, given up, and switched off. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Account, isSigned, openAccount, SECRETS, value } from './account.ts';

const [first = '', second = ''] = SECRETS;
let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const types = () => account.heard.map(({ event }) => event.event_type as string);
const last = () => account.heard.at(-1);
const person = (name: string) => ({ type: 'user_reference', id: `PUSER${name.toUpperCase().padEnd(4, '0')}` });

describe('a delivery', () => {
  it('is signed on its bytes and carries PagerDuty’s headers', async () => {
    await account.page();
    const heard = last();
    expect(heard?.headers).toMatchObject({ 'user-agent': 'PagerDuty-Webhook/V3.0', 'x-webhook-subscription': 'PDRAWHOOK' });
    expect(heard?.headers['x-webhook-id']).toMatch(/^[0-9a-f-]{36}$/);
    expect(heard && isSigned(heard, first)).toBe(true);
    expect(heard && isSigned(heard, second)).toBe(false);
  });
  it('is signed with both secrets while one is exchanged', async () => {
    await account.verb('rotate', { secrets: [0, 1] });
    await account.page();
    expect(SECRETS.map((secret) => isSigned(last() as never, secret))).toEqual([true, true]);
    await account.verb('rotate', { secrets: [1] });
    await account.verb('acknowledge');
    expect(SECRETS.map((secret) => isSigned(last() as never, secret))).toEqual([false, true]);
  });
  it('tells of an incident without its key, and who raised it', async () => {
    const id = await account.page('drawbridge:K', { clientUrl: 'https://acme.slack.com/#K' });
    expect(last()?.event).toMatchObject({
      event_type: 'incident.triggered',
      resource_type: 'incident',
      occurred_at: '2026-11-20T10:00:01.000Z',
      agent: { type: 'inbound_integration_reference' },
      client: { name: 'Drawbridge', url: 'https://acme.slack.com/#K' },
      data: {
        id,
        type: 'incident',
        status: 'triggered',
        incident_key: null,
        urgency: 'high',
        assignees: [{ summary: 'Omar' }],
        resolve_reason: null,
      },
    });
    expect(last()?.body).not.toContain('drawbridge:K');
  });
});

describe('who acted', () => {
  beforeEach(() => account.page('k'));
  it.each<[string, object, string, object | null]>([
    ['acknowledge', { user: 'li' }, 'acknowledged', person('li')],
    ['resolve', { user: 'omar' }, 'resolved', person('omar')],
    ['resolve-by-itself', {}, 'resolved', null],
    ['escalate', { user: 'omar' }, 'escalated', person('omar')],
    ['reassign', { user: 'omar', to: ['mia'] }, 'reassigned', person('omar')],
    ['priority', { user: 'li', priority: 'P1' }, 'priority_updated', person('li')],
    ['snooze', { user: 'omar', seconds: 60 }, 'acknowledged', person('omar')],
  ])('%s', async (verb, body, type, agent) => {
    expect(await account.verb(verb, body)).toMatchObject({ status: 200 });
    expect(last()?.event.event_type).toBe(`incident.${type}`);
    if (agent === null) expect(last()?.event.agent).toBeNull();
    else expect(last()?.event.agent).toMatchObject(agent);
  });

  it('our own events come back as the integration’s', async () => {
    value(await account.pagerDuty.acknowledge('k'));
    value(await account.pagerDuty.resolve('k'));
    await account.clock.advance(1);
    expect(types()).toEqual(['incident.triggered', 'incident.acknowledged', 'incident.resolved']);
    expect(account.heard.map(({ event }) => event.agent.type)).toEqual(Array(3).fill('inbound_integration_reference'));
  });
  it('what we do over REST comes back as the person’s', async () => {
    const [incident] = await account.incidents();
    value(await account.pagerDuty.update(incident.id, { status: 'acknowledged' }, 'li@acme.example'));
    await account.clock.settle();
    expect(last()?.event.agent).toMatchObject(person('li'));
  });
  it('nobody: a level that went unanswered, an acknowledgement that lapsed', async () => {
    await account.clock.advance(1800);
    await account.verb('acknowledge');
    await account.verb('unacknowledge');
    expect(types()).toEqual(['incident.triggered', 'incident.escalated', 'incident.acknowledged', 'incident.unacknowledged']);
    expect(account.heard.map(({ event }) => event.agent?.type ?? null)).toEqual([
      'inbound_integration_reference',
      null,
      'user_reference',
      null,
    ]);
  });
  it('a note names the incident, and a resolution comes as one', async () => {
    const [incident] = await account.incidents();
    await account.verb('resolve', { user: 'omar', resolution: 'done' });
    expect(last()?.event).toMatchObject({
      event_type: 'incident.annotated',
      agent: person('omar'),
      data: { type: 'incident_note', content: 'Resolution Note: done', incident: { id: incident.id, type: 'incident_reference' } },
    });
    await account.verb('note', { user: 'li', content: '<!channel> look' });
    expect(last()?.event.data.content).toBe('<!channel> look');
  });
  it('a merge looks like a person’s resolve but for its reason', async () => {
    const source = (await account.incidents())[0].id;
    const target = await account.page('other');
    await account.verb('merge', { incident: source, into: target, user: 'li' });
    expect(last()?.event).toMatchObject({
      event_type: 'incident.resolved',
      agent: person('li'),
      data: { id: source, resolve_reason: { type: 'merge_resolve_reason', incident: { id: target } } },
    });
  });
  it('a reopening is told', async () => {
    await account.verb('resolve', { user: 'omar' });
    await account.verb('reopen', { user: 'omar' });
    expect(types().at(-1)).toBe('incident.reopened');
  });
});

describe('delivering', () => {
  const answer = (...statuses: number[]) => {
    account.bot.answer = () => ({ status: statuses.shift() ?? 202 });
  };
  it.each([500, 503, 429])('a %i is tried again with the same id, and what comes later waits', async (status) => {
    answer(status, status);
    await account.page();
    await account.verb('acknowledge');
    expect(types()).toEqual(['incident.triggered']);
    await account.clock.advance(3600);
    expect(types()).toEqual([...Array(3).fill('incident.triggered'), 'incident.acknowledged']);
    expect(new Set(account.heard.slice(0, 3).map(({ headers }) => headers['x-webhook-id'])).size).toBe(1);
    expect(account.fake.state.webhooks.deliveries.map(({ outcome, tries }) => [outcome, tries])).toEqual([
      ['delivered', 3],
      ['delivered', 1],
    ]);
  });
  it('another incident does not wait', async () => {
    await account.page('a');
    account.bot.answer = ({ event }) => ({ status: event.event_type === 'incident.acknowledged' ? 500 : 202 });
    await account.verb('acknowledge', { incident: 'a' });
    await account.verb('resolve', { incident: 'a' });
    await account.page('b');
    expect(types()).toEqual(['incident.triggered', 'incident.acknowledged', 'incident.triggered']);
  });
  it('is given up after two days', async () => {
    account.bot.answer = () => ({ status: 503 });
    await account.page();
    await account.clock.advance(49 * 3600);
    expect(account.fake.state.webhooks.deliveries[0]).toMatchObject({ outcome: 'dropped', status: 503 });
    expect(account.fake.state.webhooks.disabled).toBe(false);
  });
  it('a bot that breaks the connection is tried again', async () => {
    answer(0);
    await account.page();
    await account.clock.advance(60);
    expect(types()).toEqual(['incident.triggered', 'incident.triggered']);
  });
  it('a refusal is dropped for good; three in a row switch the subscription off for a day', async () => {
    answer(401, 401, 202, 400, 404, 401);
    await account.page();
    for (const content of ['1', '2', '3', '4', '5']) await account.verb('note', { content });
    const { webhooks } = account.fake.state;
    expect(webhooks.deliveries.map(({ outcome }) => outcome)).toEqual(['dropped', 'dropped', 'delivered', 'dropped', 'dropped', 'dropped']);
    expect(webhooks.disabled).toBe(true);
    await account.verb('note', { content: 'nobody hears this' });
    expect(account.heard).toHaveLength(6);
    expect(value(await account.pagerDuty.subscriptions())).toMatchObject([{ temporarilyDisabled: true }]);
    await account.clock.advance(86_400);
    await account.verb('note', { content: 'heard again' });
    expect(last()?.event.data.content).toBe('heard again');
  });
  it('twice, when it is to', async () => {
    account.fake.fault('duplicate', 1);
    await account.page();
    expect(types()).toEqual(['incident.triggered', 'incident.triggered']);
    expect(account.heard[0]?.headers['x-webhook-id']).toBe(account.heard[1]?.headers['x-webhook-id']);
  });
});

it('only what the subscription names is delivered', async () => {
  await account.verb('settings', { subscription: { events: ['incident.resolved'] } });
  await account.page();
  await account.verb('resolve');
  expect(types()).toEqual(['incident.resolved']);
  await account.verb('settings', { subscription: { active: false } });
  await account.verb('reopen');
  await account.verb('resolve');
  expect(types()).toEqual(['incident.resolved']);
});

describe('by hand', () => {
  it('a ping', async () => {
    await account.verb('ping');
    expect(last()?.event).toMatchObject({ event_type: 'pagey.ping', resource_type: 'pagey', data: { type: 'ping' } });
  });
  it('any event, with any signature; the bot’s answer is told', async () => {
    account.bot.answer = () => ({ status: 401, body: 'no' });
    const body = { event: { event_type: 'incident.sang' } };
    expect(await account.verb('event', { body, secret: second })).toMatchObject({ body: { answer: { status: 401, body: 'no' } } });
    expect(last() && isSigned(last() as never, second)).toBe(true);
    await account.verb('event', { body: JSON.stringify(body), signature: 'v1=00', headers: { 'x-webhook-id': 'mine' } });
    expect(last()?.headers).toMatchObject({ 'x-pagerduty-signature': 'v1=00', 'x-webhook-id': 'mine' });
    expect(account.fake.state.webhooks.deliveries).toEqual([]);
  });
});
