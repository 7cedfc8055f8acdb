/** Nothing gets through the Slack door that Slack did not sign just now. */
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyRequest } from '../../handlers/slack-verify.ts';
import {
  CASE,
  type Door,
  FORM,
  formOf,
  lambdaEvent,
  NEXT_SECRET,
  nowSeconds,
  openDoor,
  pressed,
  signature,
  signedHeaders,
  who,
} from './open-door.ts';

let door: Door;
beforeAll(async () => {
  door = await openDoor();
});
beforeEach(() => {
  door.queued.length = 0;
});
afterAll(() => door.close());

/** Every one differs, so that none is a replay of another. */
let turn = 0;
const body = (): string => formOf({ ...pressed('acknowledge', CASE), turn: ++turn });

describe('refused with 401 before anything is parsed', () => {
  const forged: [string, (text: string) => Record<string, string>][] = [
    ['no headers of ours', () => ({ 'content-type': FORM })],
    ['no signature', (text) => ({ ...signedHeaders(text), 'x-slack-signature': '' })],
    ['no timestamp', (text) => ({ ...signedHeaders(text), 'x-slack-request-timestamp': '' })],
    ['another secret', (text) => signedHeaders(text, FORM, nowSeconds(), 'somebody else')],
    ['an empty secret', (text) => signedHeaders(text, FORM, nowSeconds(), '')],
    ['another body', () => signedHeaders('payload=%7B%7D')],
    ['another version', (text) => ({ ...signedHeaders(text), 'x-slack-signature': signature(text, nowSeconds()).replace('v0=', 'v1=') })],
    ['no version', (text) => ({ ...signedHeaders(text), 'x-slack-signature': signature(text, nowSeconds()).slice(3) })],
    ['a signature cut short', (text) => ({ ...signedHeaders(text), 'x-slack-signature': signature(text, nowSeconds()).slice(0, 40) })],
    ['upper case', (text) => ({ ...signedHeaders(text), 'x-slack-signature': signature(text, nowSeconds()).toUpperCase() })],
    ['more than five minutes old', (text) => signedHeaders(text, FORM, nowSeconds() - 302)],
    ['more than five minutes ahead', (text) => signedHeaders(text, FORM, nowSeconds() + 302)],
    ['ten hours ahead', (text) => signedHeaders(text, FORM, nowSeconds() + 36_000)],
    [
      'a timestamp that is no number',
      (text) => ({ ...signedHeaders(text), 'x-slack-request-timestamp': 'soon', 'x-slack-signature': signature(text, 'soon') }),
    ],
    [
      'a negative timestamp',
      (text) => ({ ...signedHeaders(text), 'x-slack-request-timestamp': '-1', 'x-slack-signature': signature(text, '-1') }),
    ],
    ['a timestamp in milliseconds', (text) => signedHeaders(text, FORM, nowSeconds() * 1000)],
  ];
  it.each(forged)('%s', async (_, headers) => {
    const text = body();
    expect((await door.send(text, headers(text))).status).toBe(401);
    expect(door.queued).toEqual([]);
  });

  it.each([
    ['nothing', '', FORM],
    ['broken JSON', '{"type":', 'application/json'],
    ['a broken payload', 'payload=%7Bnot', FORM],
    ['bytes', gzipSync('payload'), 'application/octet-stream'],
    ['the old check of certificates', 'ssl_check=1&token=x', FORM],
    ['a challenge', JSON.stringify({ type: 'url_verification', challenge: 'x' }), 'application/json'],
  ])('unsigned: %s', async (_, text, contentType) => {
    expect(await door.send(text, { 'content-type': contentType })).toEqual({ status: 401, body: '' });
  });

  it.each([
    ['headers are null', { headers: null, body: 'payload=%7B%7D' }],
    ['headers are missing', { body: null }],
    ['the event is empty', {}],
    ['headers hold nothing', { headers: { 'x-slack-signature': undefined }, body: undefined, isBase64Encoded: true }],
  ])('%s', async (_, event) => {
    expect(await door.handle(event as never, {})).toEqual({ statusCode: 401, body: '' });
  });

  it('the same header twice in two spellings is ambiguous', async () => {
    const text = body();
    const headers = { ...signedHeaders(text), 'X-Slack-Signature': signature(text, nowSeconds()) };
    expect(await door.handle(lambdaEvent({ headers, body: Buffer.from(text) }), {})).toMatchObject({ statusCode: 401 });
  });
});

it('four megabytes are refused before they are hashed, signed or not', async () => {
  const large = `payload=${'x'.repeat(4 * 1024 * 1024)}`;
  expect((await door.send(large, signedHeaders(large))).status).toBe(413);
  expect((await door.send(large, { ...signedHeaders(''), 'content-type': FORM })).status).toBe(413);
  expect((await door.send(large, { 'content-type': FORM })).status).toBe(401);
});

it('exactly five minutes to either side is taken, one second more is not', () => {
  const wall = 1_795_000_000_500;
  const at = (seconds: number) => {
    const timestamp = 1_795_000_000 + seconds;
    return verifyRequest({ headers: signedHeaders('x', FORM, timestamp), body: 'x' }, ['signing-secret'], wall).ok;
  };
  expect([-301, -300, 0, 300, 301].map(at)).toEqual([false, true, true, true, false]);
});

describe('taken', () => {
  it('names of headers in any case, a charset, either secret, plain or base64', async () => {
    const shouted = (headers: Record<string, string>) =>
      Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    for (const [type, secret, base64] of [
      [FORM, 'signing-secret', true],
      [`${FORM}; charset=utf-8`, NEXT_SECRET, false],
      ['Application/X-WWW-Form-Urlencoded;charset=UTF-8', 'signing-secret', true],
    ] as const) {
      const text = body();
      const event = lambdaEvent({ headers: shouted(signedHeaders(text, type, nowSeconds(), secret)), body: Buffer.from(text) }, base64);
      expect(await door.handle(event, {})).toMatchObject({ statusCode: 200, body: '' });
    }
    expect(door.queued).toHaveLength(3);
  });

  it('JSON with letters beyond ASCII, in base64', async () => {
    const event = { type: 'app_mention', user: 'UANA', text: '<@U0DRAWBRIDGE> Zürich 東京 🔑', ts: '1795000000.000200', channel: 'C1' };
    const text = JSON.stringify({ type: 'event_callback', team_id: 'T1', event_id: 'Ev1', event });
    expect((await door.send(text, signedHeaders(text, 'application/json; charset=utf-8'))).status).toBe(200);
    expect(door.queued).toMatchObject([{ click: { id: 'Ev1', kind: 'mention', text: event.text }, once: 'Ev1', group: 'UANA' }]);
  });

  it('a signed challenge is answered', async () => {
    const text = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    expect(await door.send(text, signedHeaders(text, 'application/json'))).toEqual({ status: 200, body: '{"challenge":"abc"}' });
  });

  it('a replay gets the same answer and does nothing', async () => {
    const text = body();
    const headers = signedHeaders(text);
    const answers = await Promise.all([door.send(text, headers), door.send(text, headers)]);
    answers.push(await door.send(text, headers));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(door.queued).toHaveLength(1);
  });
});

it.each([
  ['text/plain', 'payload=%7B%7D', 415],
  ['', 'payload=%7B%7D', 415],
  ['application/json', '{"type":', 400],
  [FORM, 'payload=%7Bnot', 400],
  ['application/json', '', 400],
])('signed, but %s with %j cannot be read: %i', async (type, text, status) => {
  expect((await door.send(text, signedHeaders(text, type))).status).toBe(status);
  expect(door.queued).toEqual([]);
});

it('no change of a signed request is answered 200', async () => {
  const text = formOf({ ...pressed('acknowledge', CASE), ...who });
  const bytes = Buffer.from(text);
  const change = fc.oneof(
    fc.record({ what: fc.constant('flip' as const), at: fc.nat(bytes.length - 1), bit: fc.integer({ min: 0, max: 7 }) }),
    fc.record({ what: fc.constant('cut' as const), at: fc.integer({ min: 0, max: bytes.length - 1 }) }),
    fc.record({ what: fc.constant('add' as const), more: fc.string({ minLength: 1, maxLength: 40 }) }),
    fc.record({
      what: fc.constant('signature' as const),
      at: fc.integer({ min: 3, max: 66 }),
      letter: fc.constantFrom(...'0123456789abcdefXYZ ='),
    }),
    fc.record({ what: fc.constant('time' as const), seconds: fc.integer({ min: -400, max: 400 }).filter((seconds) => seconds !== 0) }),
  );
  await fc.assert(
    fc.asyncProperty(change, async (how) => {
      const timestamp = nowSeconds();
      const headers = signedHeaders(bytes, FORM, timestamp);
      let sent: Buffer = bytes;
      if (how.what === 'flip') {
        sent = Buffer.from(bytes);
        sent[how.at] = (sent[how.at] ?? 0) ^ (1 << how.bit);
      } else if (how.what === 'cut') sent = bytes.subarray(0, how.at);
      else if (how.what === 'add') sent = Buffer.concat([bytes, Buffer.from(how.more)]);
      else if (how.what === 'time') headers['x-slack-request-timestamp'] = String(timestamp + how.seconds);
      else {
        const before = headers['x-slack-signature'] ?? '';
        fc.pre(before[how.at] !== how.letter);
        headers['x-slack-signature'] = `${before.slice(0, how.at)}${how.letter}${before.slice(how.at + 1)}`;
      }
      const { statusCode } = await door.handle(lambdaEvent({ headers, body: sent }), {});
      expect(statusCode).toBe(401);
    }),
    { numRuns: 400 },
  );
  expect(door.queued).toEqual([]);
});
