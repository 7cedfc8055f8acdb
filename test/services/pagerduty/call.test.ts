/** The wrapper over PagerDuty's client: each of its traps, seen from our side as a typed answer, in time and without a secret. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { json } from '../../../infra/local/http.ts';
import { type Account, alert, openAccount, ROUTING_KEY, SPARE_KEY, TOKEN } from '../../infra/pagerduty/account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

const html = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>502</html>' };
const page = () => account.pagerDuty.trigger(alert());
const ask = () => account.pagerDuty.onCall();
const withHeaders = (status: number, headers: Record<string, string>) => ({
  ...json(status, { error: { message: 'slow down' } }),
  headers,
});

describe('what the client lets through as if it were fine', () => {
  it.each([400, 401, 402, 403, 404, 413, 422])('%i is permanent, with what PagerDuty says', async (status) => {
    account.instead.route = () => json(status, { error: { code: 2001, message: 'Invalid Input', errors: ['title is blank'] } });
    const because = `PagerDuty answered ${status}: Invalid Input; title is blank`;
    expect(await ask()).toEqual({ ok: false, retryable: false, status, code: 2001, because });
    account.instead.route = () => json(status, { status: 'invalid event', message: 'Event object is invalid', errors: ['no source'] });
    const words = `PagerDuty answered ${status}: Event object is invalid; no source`;
    expect(await page()).toEqual({ ok: false, retryable: false, status, because: words });
    expect(account.requests).toHaveLength(2);
  });

  it.each([408, 500, 502, 503, 504])('%i is worth another try, and is not tried by itself', async (status) => {
    account.instead.route = () => json(status, { error: { message: 'later' } });
    const retryable = { ok: false, retryable: true, because: `PagerDuty answered ${status}: later` };
    expect(await ask()).toEqual(retryable);
    expect(account.requests).toHaveLength(1);
  });
});

describe('what the client rejects with', () => {
  it('HTML over REST is no error object, and becomes an answer', async () => {
    account.instead.route = () => html;
    expect(await ask()).toEqual({ ok: false, retryable: true, because: 'PagerDuty answered 502' });
  });
  it('HTML from the Events API keeps its status', async () => {
    account.instead.route = () => html;
    expect(await page()).toEqual({ ok: false, retryable: true, because: 'PagerDuty answered 502' });
    account.instead.route = () => ({ ...html, status: 403 });
    expect(await page()).toMatchObject({ ok: false, retryable: false, status: 403 });
  });
  it('a 202 that cannot be read is worth another try', async () => {
    account.instead.route = () => ({ ...html, status: 202 });
    expect(await page()).toMatchObject({ ok: false, retryable: true });
    expect(await ask()).toEqual({ ok: false, retryable: true, because: 'PagerDuty: its answer cannot be read' });
  });
  it('a connection that breaks', async () => {
    account.instead.route = () => ({ status: 0 });
    const broken = { ok: false, retryable: true, because: 'PagerDuty: no connection (ECONNRESET)' };
    expect([await ask(), await page()]).toEqual([broken, broken]);
  });
  it('nobody there', async () => {
    const alone = account.connect({ sandboxUrl: 'http://127.0.0.1:1' });
    const refused = { ok: false, retryable: true, because: 'PagerDuty: no connection (ECONNREFUSED)' };
    expect([await alone.onCall(), await alone.trigger(alert())]).toEqual([refused, refused]);
  });
  it('a redirect is not followed, and says so', async () => {
    account.instead.route = () => ({ status: 302, headers: { location: 'https://elsewhere.example/' } });
    expect(await ask()).toMatchObject({ ok: false, retryable: false, status: 302 });
    expect(account.requests).toHaveLength(1);
  });
  it('a shape that is not known is not tried again', async () => {
    account.instead.route = () => json(200, { oncalls: [{ user: {} }] });
    expect(await ask()).toMatchObject({ ok: false, retryable: false, status: 200 });
  });
});

describe('too many requests', () => {
  it('sleeps nowhere: one request, and the caller hears when', async () => {
    account.instead.route = () => withHeaders(429, { 'content-type': 'application/json', 'ratelimit-reset': '17' });
    const limited = { ok: false, retryable: true, afterSeconds: 17, because: 'PagerDuty answered 429' };
    const began = performance.now();
    expect([await ask(), await page()]).toEqual([limited, limited]);
    expect(performance.now() - began).toBeLessThan(1000);
    expect(account.requests).toHaveLength(2);
  });
  it.each<[string, Record<string, string>, number | undefined]>([
    ['Retry-After in seconds', { 'retry-after': '4' }, 4],
    ['both', { 'ratelimit-reset': '2', 'retry-after': '60' }, 2],
    ['a date', { 'retry-after': 'Fri, 20 Nov 2026 10:00:00 GMT' }, undefined],
    ['nothing', {}, undefined],
    ['more than an hour', { 'retry-after': '999999' }, 3600],
    ['less than nothing', { 'retry-after': '-5' }, undefined],
  ])('with %s', async (_, headers, seconds) => {
    account.instead.route = () => withHeaders(429, headers);
    const answer = await ask();
    expect(answer).toMatchObject({ ok: false, retryable: true });
    expect('afterSeconds' in answer ? answer.afterSeconds : undefined).toBe(seconds);
  });
  it('then accepted, when it is tried again', async () => {
    account.fake.fault('429', 1);
    expect(await page()).toMatchObject({ ok: false, retryable: true });
    expect(await page()).toEqual({ ok: true, value: undefined });
  });
});

describe('time', () => {
  it('an answer that does not come is not waited for', async () => {
    account.fake.fault('timeout', 2);
    const hasty = account.connect({ timeoutMilliseconds: 100 });
    expect(await hasty.trigger(alert())).toEqual({ ok: false, retryable: true, because: 'PagerDuty: no answer within 0.1 s' });
    expect(await hasty.incident('PNOBODY1')).toMatchObject({ ok: false, retryable: true });
  });
  it('five seconds is the usual patience, two where somebody waits for authority', async () => {
    account.instead.route = () => new Promise(() => {});
    const began = performance.now();
    const elapsed = (work: Promise<unknown>) => work.then(() => performance.now() - began);
    const [usual, authority] = await Promise.all([elapsed(account.pagerDuty.priorities()), elapsed(ask())]);
    expect(usual).toBeGreaterThan(4500);
    expect(usual).toBeLessThan(7000);
    expect(authority).toBeGreaterThan(1800);
    expect(authority).toBeLessThan(4000);
  });
});

describe('secrets', () => {
  it('are in no answer, even when node’s http client complains of one', async () => {
    const token = 'very\nsecret-token';
    const answer = await account.connect({ token }).onCall();
    expect(answer.ok).toBe(false);
    expect(JSON.stringify(answer)).not.toMatch(/secret-token|very/);
    expect(account.requests).toEqual([]);
  });
  it('a newline at the end, as files have, is no harm', async () => {
    expect(await account.connect({ token: `${TOKEN}\n` }).onCall()).toMatchObject({ ok: true });
  });
  it('that PagerDuty echoes are taken out', async () => {
    account.instead.route = (request) => json(400, { message: `bad ${request.headers.authorization} ${request.body.toString()}` });
    const said = JSON.stringify([await ask(), await page(), await account.pagerDuty.spare?.trigger(alert())]);
    for (const secret of [TOKEN, ROUTING_KEY, SPARE_KEY]) expect(said).not.toContain(secret);
    expect(said).toContain('Token token=…');
  });
});
