/** The fake's Events API: what is refused, what is accepted, and when an incident comes of it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeEvent } from '../../../infra/local/pagerduty/events-api.ts';
import { type Account, alert, openAccount, ROUTING_KEY, value } from './account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const payload = { summary: 's', source: 'x', severity: 'critical' };
function send(event: unknown, isChange = false): { status: number; body: Record<string, unknown> } {
  const body = Buffer.from(typeof event === 'string' ? event : JSON.stringify(event));
  const answer = takeEvent(account.fake.state, body, isChange);
  return { status: answer.status, body: JSON.parse(String(answer.body)) as Record<string, unknown> };
}
const whole = (more: object = {}) => ({ routing_key: ROUTING_KEY, event_action: 'trigger', dedup_key: 'k', payload, ...more });
const statuses = async () => (await account.incidents()).map(({ status }) => status as string);

describe('an event', () => {
  it.each<[string, unknown, string]>([
    ['that is no JSON', '{', 'JSON'],
    ['that is a list', [], 'unrecognized'],
    ['with a short routing key', whole({ routing_key: 'abc' }), "Length of 'routing_key'"],
    ['with no action', whole({ event_action: undefined }), 'event_action'],
    ['with another action', whole({ event_action: 'page' }), 'event_action'],
    ['without payload', whole({ payload: undefined }), 'payload.summary'],
    ['with a long summary', whole({ payload: { ...payload, summary: 'x'.repeat(1025) } }), '1024'],
    ['without source', whole({ payload: { ...payload, source: '' } }), 'payload.source'],
    ['with a severity in capitals', whole({ payload: { ...payload, severity: 'CRITICAL' } }), 'payload.severity'],
    ['with a long key', whole({ dedup_key: 'x'.repeat(256) }), '255'],
    ['that resolves nothing', { routing_key: ROUTING_KEY, event_action: 'resolve' }, 'dedup_key'],
  ])('%s is refused', (_, event, words) => {
    const { status, body } = send(event);
    expect(status).toBe(400);
    expect((body.errors as string[])[0]).toContain(words);
  });

  it('that is too large is refused', () => {
    expect(send(whole({ payload: { ...payload, custom_details: { x: 'y'.repeat(530_000) } } })).status).toBe(413);
  });

  it('is accepted, and an incident a second later', async () => {
    expect(send(whole())).toEqual({ status: 202, body: { status: 'success', message: 'Event processed', dedup_key: 'k' } });
    expect(await statuses()).toEqual([]);
    await account.clock.advance(1);
    expect(await statuses()).toEqual(['triggered']);
  });

  it('without a key gets one', () => {
    expect(send(whole({ dedup_key: undefined })).body.dedup_key).toMatch(/^\w{10,}$/);
  });

  it('with a key that nobody has is accepted and comes to nothing', async () => {
    expect(send(whole({ routing_key: 'z9'.repeat(16) })).status).toBe(202);
    await account.clock.advance(2);
    expect(await statuses()).toEqual([]);
  });
});

describe('the same key', () => {
  it('while open is the same incident with newer words, and no second page', async () => {
    const id = await account.page('k');
    send(whole({ payload: { ...payload, custom_details: { news: true } } }));
    await account.clock.advance(1);
    const [incident, ...others] = await account.incidents();
    expect(others).toEqual([]);
    expect(incident).toMatchObject({ id, alerts: [{ key: 'k', details: { news: true } }] });
    expect(incident.pages).toHaveLength(1);
  });
  it('after a resolve is a new incident', async () => {
    await account.page('k');
    for (const event_action of ['resolve', 'trigger']) send(whole({ event_action }));
    await account.clock.advance(1);
    expect(await statuses()).toEqual(['resolved', 'triggered']);
  });
  it('by way of another routing key is another incident', async () => {
    await account.page('k');
    value((await account.pagerDuty.spare?.trigger(alert('k'))) ?? { ok: false, retryable: true, because: 'no spare' });
    await account.clock.advance(1);
    expect(await statuses()).toEqual(['triggered', 'triggered']);
  });
  it('unknown is dropped without a word', async () => {
    for (const event_action of ['acknowledge', 'resolve']) expect(send(whole({ event_action })).status).toBe(202);
    await account.clock.advance(1);
    expect(await statuses()).toEqual([]);
  });
});

it('urgency follows severity, and low urgency never escalates', async () => {
  for (const severity of ['critical', 'error', 'warning', 'info']) send(whole({ dedup_key: severity, payload: { ...payload, severity } }));
  await account.clock.advance(1);
  expect((await account.incidents()).map(({ urgency }) => urgency)).toEqual(['high', 'high', 'low', 'low']);
  await account.clock.advance(31 * 60);
  expect((await account.incidents()).map(({ level }) => level)).toEqual([2, 2, 1, 1]);
});

it('a service of constantly low urgency pages low, whatever the severity', async () => {
  await account.verb('settings', { service: { incident_urgency_rule: { type: 'constant', urgency: 'low' } } });
  await account.page('k');
  expect((await account.incidents())[0].urgency).toBe('low');
});

describe('accepted is not paged', () => {
  it.each(['maintenance', 'suppress'])('in %s', async (verb) => {
    await account.verb(verb);
    expect(send(whole()).status).toBe(202);
    await account.clock.advance(2);
    expect(await statuses()).toEqual([]);
    await account.verb(verb, { on: false });
    send(whole());
    await account.clock.advance(1);
    expect(await statuses()).toEqual(['triggered']);
  });
  it('when no level has anybody', async () => {
    for (const level of [1, 2, 3]) await account.verb('shift', { level, users: [] });
    send(whole());
    await account.clock.advance(2);
    expect(await statuses()).toEqual([]);
  });
});

it('takes 120 events a minute for one routing key, and again when the minute is over', async () => {
  const { pagerDuty } = account;
  for (let count = 0; count < 120; count += 1) value(await pagerDuty.resolve(`k${count}`));
  expect(await pagerDuty.resolve('one too many')).toMatchObject({ ok: false, retryable: true });
  expect(await pagerDuty.spare?.resolve('another routing key')).toMatchObject({ ok: true });
  await account.clock.advance(60);
  expect(await pagerDuty.resolve('one too many')).toMatchObject({ ok: true });
});

it('changes are kept and page nobody', async () => {
  value(await account.pagerDuty.change('isolated i-1', { case: 'K' }));
  expect(send({ routing_key: ROUTING_KEY, payload: {} }, true).status).toBe(400);
  await account.clock.advance(2);
  expect(await statuses()).toEqual([]);
  expect(account.fake.state.changes).toMatchObject([{ summary: 'isolated i-1', details: { case: 'K' } }]);
});
