/** The fake's incidents over time: levels that nobody answers, time-outs, snoozing, merging, and what REST refuses. */
import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RateLimit } from '../../../infra/local/pagerduty/rate-limit.ts';
import { type Account, openAccount, TOKEN, value } from './account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const minutes = (count: number) => account.clock.advance(count * 60);
const first = async () => (await account.incidents())[0];
const paged = async () =>
  ((await first()).pages as { level: number; users: string[] }[]).map(({ level, users }) => `${level} ${users.join()}`);

describe('nobody answers', () => {
  it('and level after level is paged, once more from the first, then nobody', async () => {
    await account.page();
    await minutes(29);
    expect(await paged()).toEqual(['1 omar']);
    await minutes(1);
    expect(await paged()).toEqual(['1 omar', '2 li']);
    await minutes(600);
    expect(await paged()).toEqual(['1 omar', '2 li', '3 mia', '1 omar', '2 li', '3 mia']);
  });
  it('until somebody acknowledges', async () => {
    await account.page();
    await minutes(30);
    await account.verb('acknowledge', { user: 'li' });
    await minutes(600);
    expect(await paged()).toEqual(['1 omar', '2 li']);
    expect(await first()).toMatchObject({ status: 'acknowledged', assignments: [{ assignee: { summary: 'Li' } }] });
  });
  it('and a level with nobody is skipped at once', async () => {
    await account.verb('shift', { level: 1, users: [] });
    await account.page();
    expect(await paged()).toEqual(['2 li']);
    await account.verb('shift', { level: 3, users: ['ana', 'mia'] });
    await minutes(30);
    expect(await paged()).toEqual(['2 li', '3 ana,mia']);
  });
  it('after the times that are set', async () => {
    await account.verb('settings', { minutes: [5, 10, 15], policy: { num_loops: 0 } });
    await account.page();
    await minutes(5);
    expect(await paged()).toHaveLength(2);
    await minutes(10);
    expect(await paged()).toHaveLength(3);
    await minutes(600);
    expect(await paged()).toHaveLength(3);
  });
});

describe('time-outs', () => {
  it('resolve an incident by themselves', async () => {
    await account.verb('settings', { service: { auto_resolve_timeout: 14_400 } });
    await account.page();
    await minutes(239);
    expect((await first()).status).toBe('triggered');
    await minutes(1);
    expect((await first()).status).toBe('resolved');
  });
  it('take an acknowledgement back, and paging goes on', async () => {
    await account.verb('settings', { service: { acknowledgement_timeout: 600 } });
    await account.page();
    await account.verb('acknowledge');
    await minutes(10);
    expect(await first()).toMatchObject({ status: 'triggered', acknowledgements: [] });
    await minutes(30);
    expect(await paged()).toEqual(['1 omar', '2 li']);
  });
  it('end a snooze', async () => {
    const id = await account.page();
    value(await account.pagerDuty.snooze(id, 120, 'omar@acme.example'));
    expect((await first()).status).toBe('acknowledged');
    await minutes(2);
    expect((await first()).status).toBe('triggered');
  });
});

describe('a merge', () => {
  it('moves the alerts and closes the source; the target lives until all its alerts are resolved', async () => {
    const [source, target] = [await account.page('a'), await account.page('b')];
    await account.verb('merge', { incident: source, into: target, user: 'li' });
    const byId = async (id: string) => (await account.incidents()).find((one) => one.id === id);
    expect(await byId(source)).toMatchObject({
      status: 'resolved',
      alerts: [],
      resolve_reason: { type: 'merge_resolve_reason', incident: { id: target } },
    });
    for (const [key, status] of [
      ['b', 'triggered'],
      ['a', 'resolved'],
    ] as const) {
      value(await account.pagerDuty.resolve(key));
      await account.clock.advance(1);
      expect((await byId(target)).status).toBe(status);
    }
  });
});

describe('REST', () => {
  async function call(method: string, path: string, { from, token = TOKEN, body }: { from?: string; token?: string; body?: object } = {}) {
    const headers = { host: 'api.pagerduty.com', authorization: `Token token=${token}`, ...(from && { from }) };
    return new Promise<{ status: number; body: Record<string, never>; headers: Record<string, unknown> }>((resolve, reject) => {
      const sent = request(`${account.address}${path}`, { method, headers }, (answer) => {
        let text = '';
        answer.on('data', (data: Buffer) => {
          text += data.toString();
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(text || '{}'), headers: answer.headers }));
      });
      sent.on('error', reject);
      sent.end(body && JSON.stringify(body));
    });
  }
  const from = 'omar@acme.example';
  const page = {
    incident: { type: 'incident', title: 'By hand', service: { id: 'PDRAWSERVICE', type: 'service_reference' }, incident_key: 'mine' },
  };

  it('takes no token but its own, and knows no other paths', async () => {
    expect((await call('GET', '/incidents', { token: 'x' })).status).toBe(401);
    expect(await call('GET', '/nothing')).toMatchObject({ status: 404, body: { error: { code: 2100 } } });
  });
  it('wants to know who writes', async () => {
    const id = await account.page();
    const body = { incident: { type: 'incident_reference', status: 'acknowledged' } };
    expect((await call('PUT', `/incidents/${id}`, { body })).status).toBe(400);
    expect(await call('PUT', `/incidents/${id}`, { body, from: 'no@where.example' })).toMatchObject({ body: { error: { code: 1008 } } });
    expect((await call('PUT', `/incidents/${id}`, { body, from: from.toUpperCase() })).status).toBe(200);
  });
  it('pages by hand once per key, with a key of its own', async () => {
    expect(await call('POST', '/incidents', { from, body: page })).toMatchObject({
      status: 201,
      body: { incident: { incident_key: 'mine', status: 'triggered' } },
    });
    expect((await call('POST', '/incidents', { from, body: page })).status).toBe(400);
    const mine = { incident: { ...page.incident, incident_key: 'other', assignments: [{ assignee: { id: 'PUSEROMAR' } }] } };
    expect(await call('POST', '/incidents', { from, body: mine })).toMatchObject({ body: { incident: { status: 'acknowledged' } } });
  });
  it.each<[string, string, object, number, number]>([
    ['an escalation beyond the top', 'PUT', { incident: { escalation_level: 9 } }, 400, 1006],
    ['a status there is not', 'PUT', { incident: { status: 'ack' } }, 400, 2001],
    ['an assignment to nobody', 'PUT', { incident: { assignments: [{ assignee: { id: 'PNOBODY' } }] } }, 400, 2001],
    ['a snooze of eight days', 'POST /snooze', { duration: 691_200 }, 400, 2001],
    ['a note without words', 'POST /notes', { note: {} }, 400, 2001],
    ['responders', 'POST /responder_requests', {}, 402, 2012],
  ])('refuses %s', async (_, what, body, status, code) => {
    const id = await account.page();
    const [method = '', rest = ''] = what.split(' ');
    expect(await call(method, `/incidents/${id}${rest}`, { from, body })).toMatchObject({ status, body: { error: { code } } });
  });
  it('counts calls, and stops at 960 a minute', async () => {
    const left = async () => Number((await call('GET', '/priorities')).headers['ratelimit-remaining']);
    expect([await left(), await left()]).toEqual([959, 958]);
    const limit = new RateLimit(account.clock, 960);
    for (let count = 0; count < 960; count += 1) expect(limit.take('key').ok).toBe(true);
    expect(limit.take('key')).toEqual({ ok: false, remaining: 0, resetSeconds: 60 });
    expect(limit.take('another').ok).toBe(true);
    await account.clock.advance(60);
    expect(limit.take('key').ok).toBe(true);
  });
  it('pages lists, 25 rows unless more are wanted', async () => {
    for (let count = 0; count < 30; count += 1)
      await account.pagerDuty.trigger({ dedupKey: `k${count}`, summary: 's', source: 's', severity: 'error', details: {}, links: [] });
    await account.clock.advance(1);
    expect((await call('GET', '/incidents')).body).toMatchObject({ limit: 25, offset: 0, more: true });
    expect((await call('GET', '/incidents?offset=25')).body).toMatchObject({ more: false, incidents: { length: 5 } });
    expect((await call('GET', '/incidents?limit=100&offset=9999')).status).toBe(400);
  });
});

describe('the control door', () => {
  it('names its verbs, and says who is not there', async () => {
    expect(await account.verb('dance')).toMatchObject({
      status: 404,
      body: { available: expect.arrayContaining(['acknowledge', 'shift']) },
    });
    expect(await account.verb('acknowledge', { incident: 'QNOTHING' })).toMatchObject({ status: 404 });
    await account.page('k');
    expect(await account.verb('acknowledge', { incident: 'k', user: 'nobody' })).toMatchObject({ status: 404 });
    expect(await account.verb('acknowledge', { incident: 'k', user: 'omar' })).toMatchObject({ status: 200 });
    expect(await account.verb('acknowledge', { incident: 'k', user: 'omar' })).toMatchObject({ status: 400, body: { code: 1002 } });
  });
  it('changes who somebody is', async () => {
    await account.verb('person', { user: 'omar', email: 'omar.new@acme.example' });
    expect(value(await account.pagerDuty.onCall())[0]).toMatchObject({ id: 'PUSEROMAR', email: 'omar.new@acme.example' });
  });
  it('takes PagerDuty down and up again', async () => {
    await account.verb('outage', { mode: 'html502' });
    for (let count = 0; count < 3; count += 1) expect(await account.pagerDuty.onCall()).toMatchObject({ ok: false, retryable: true });
    await account.verb('outage', { on: false });
    expect(await account.pagerDuty.onCall()).toMatchObject({ ok: true });
  });
});
