/** Where PagerDuty's requests go, what they carry, and that no setting sends a token anywhere else. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPagerDuty } from '../../../src/services/pagerduty/create-pagerduty.ts';
import { type Account, alert, openAccount, ROUTING_KEY, SPARE_KEY, TOKEN, value } from '../../infra/pagerduty/account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const hosts = () => account.requests.map(({ headers }) => headers.host);

describe('hosts', () => {
  it.each([
    ['us', ['events.pagerduty.com', 'api.pagerduty.com']],
    ['eu', ['events.eu.pagerduty.com', 'api.eu.pagerduty.com']],
  ] as const)('both are those of the region %s', async (region, expected) => {
    const pagerDuty = account.connect({ region });
    value(await pagerDuty.trigger(alert()));
    value(await pagerDuty.change('isolated', {}));
    value(await pagerDuty.onCall());
    expect([...new Set(hosts())]).toEqual(expected);
  });

  it.each([
    ['outside the sandbox', { sandbox: false }],
    ['that is not of this machine', { sandboxUrl: 'http://collector.example/' }],
    ['that would be a real host', { sandboxUrl: 'https://api.pagerduty.com/' }],
  ])('an override %s is refused', (_, options) => {
    expect(() => account.connect(options)).toThrow('PAGERDUTY_SANDBOX_URL');
  });
});

describe('what a request carries', () => {
  it('a key of the REST API, or a scoped token as a bearer', async () => {
    await account.pagerDuty.onCall();
    await account.connect({ token: 'pdus+_0XYZ_scoped' }).onCall();
    expect(account.requests.map(({ headers }) => headers.authorization)).toEqual([`Token token=${TOKEN}`, 'Bearer pdus+_0XYZ_scoped']);
    expect(account.requests.map(({ headers }) => headers.accept)).toEqual(Array(2).fill('application/vnd.pagerduty+json;version=2'));
  });

  it('the person who acts, on every write and on no read', async () => {
    const id = await account.page();
    account.requests.splice(0);
    const { pagerDuty } = account;
    value(await pagerDuty.update(id, { status: 'acknowledged' }, 'omar@acme.example'));
    value(await pagerDuty.note(id, 'seen', 'li@acme.example'));
    value(await pagerDuty.snooze(id, 60, 'mia@acme.example'));
    value(await pagerDuty.incident(id));
    const sent = account.requests.map(({ method, headers }) => [method, headers.from]);
    expect(sent).toEqual([
      ['PUT', 'omar@acme.example'],
      ['POST', 'li@acme.example'],
      ['POST', 'mia@acme.example'],
      ['GET', undefined],
    ]);
  });

  it('nobody acts: nothing is sent', async () => {
    const id = await account.page();
    account.requests.splice(0);
    const { pagerDuty } = account;
    const answers = await Promise.all([
      pagerDuty.update(id, { status: 'resolved' }, ''),
      pagerDuty.note(id, 'x', 'a bot'),
      pagerDuty.snooze(id, 60, ''),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ ok: false, retryable: false, status: 0 });
    expect(account.requests).toEqual([]);
  });

  it('an id from outside stays one part of the path', async () => {
    const { pagerDuty } = account;
    for (const id of ['../users/PUSEROMAR', 'Q1', 'https://evil.example/Q123456', 'Q123456?x=1', '']) {
      expect(await pagerDuty.incident(id)).toMatchObject({ ok: false, retryable: false, status: 0 });
      expect(await pagerDuty.note(id, 'x', 'omar@acme.example')).toMatchObject({ ok: false, status: 0 });
      expect(await pagerDuty.alertKeys(id)).toMatchObject({ ok: false, status: 0 });
      expect(await pagerDuty.person(id)).toMatchObject({ ok: false, status: 0 });
    }
    expect(account.requests).toEqual([]);
  });
});

describe('modes', () => {
  it('without configuration every answer is a refusal, and nothing is sent', async () => {
    const none = createPagerDuty(undefined);
    expect(none.mode).toBe('none');
    const answers = [await none.trigger(alert()), await none.onCall(), await none.update('Q123456', {}, 'a@b'), await none.service()];
    for (const answer of answers)
      expect(answer).toEqual({ ok: false, retryable: false, status: 0, because: 'PagerDuty is not configured' });
    expect(none.spare).toBeUndefined();
  });

  it('with a routing key alone alerts are raised and closed, and nothing can be asked', async () => {
    const events = createPagerDuty({ region: 'us', routingKeys: [ROUTING_KEY], sandbox: true, sandboxUrl: account.address });
    expect(events.mode).toBe('events');
    for (const work of [events.trigger(alert()), events.acknowledge('k'), events.resolve('k'), events.change('c', {})])
      expect(await work).toEqual({ ok: true, value: undefined });
    const asked = account.requests.length;
    for (const work of [events.onCall(), events.incidentOf('k'), events.note('Q123456', 'x', 'a@b'), events.subscriptions()])
      expect(await work).toMatchObject({ ok: false, retryable: false, status: 0, because: expect.stringContaining('routing key') });
    expect(account.requests).toHaveLength(asked);
  });

  it('with everything it is full, and the second routing key is a way of its own', async () => {
    expect(account.pagerDuty.mode).toBe('full');
    value(await account.pagerDuty.trigger(alert('a')));
    value((await account.pagerDuty.spare?.trigger(alert('a'))) ?? { ok: false, retryable: false, status: 0, because: 'no spare' });
    const keys = account.requests.map(({ body }) => (JSON.parse(body.toString()) as { routing_key: string }).routing_key);
    expect(keys).toEqual([ROUTING_KEY, SPARE_KEY]);
    expect(account.connect({ routingKeys: [ROUTING_KEY] }).spare).toBeUndefined();
  });
});
