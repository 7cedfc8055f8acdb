/** Alerts as they leave for the Events API: within PagerDuty's limits whatever a finding says, and never of a severity that pages nobody. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Alert } from '../../../src/services/pagerduty.ts';
import { bodySchemas } from '../../fixtures/pagerduty-bodies.ts';
import { type Account, alert, openAccount, value } from '../../infra/pagerduty/account.ts';

let account: Account;
beforeEach(async () => {
  account = await openAccount();
});
afterEach(() => account.close());

interface Body {
  dedup_key: string;
  payload: { summary: string; source: string; severity: string; custom_details: Record<string, unknown> };
  links: { text: string }[];
  client_url?: string;
}

async function sent(more: Partial<Alert>): Promise<Body> {
  value(await account.pagerDuty.trigger(alert('drawbridge:CASE0001', more)));
  return JSON.parse(account.requests.at(-1)?.body.toString() ?? '') as Body;
}
/** No half of a surrogate pair stands alone; UTF-8 would lose it. */
const isWhole = (text: string) => Buffer.from(text).toString() === text && !/\\ud[89a-f]/i.test(text);
const bytes = () => account.requests.at(-1)?.body.length ?? 0;

describe('a summary', () => {
  it('of 5000 emoji is cut to 1024 without breaking one', async () => {
    const { payload } = await sent({ summary: '🚨'.repeat(5000) });
    expect(payload.summary.length).toBeLessThanOrEqual(1024);
    expect(payload.summary.length).toBeGreaterThan(1020);
    expect(payload.summary).toMatch(/^(?:🚨)+…$/u);
    expect(isWhole(payload.summary)).toBe(true);
  });
  it('that fits is left as it is, and none is refused', async () => {
    expect((await sent({ summary: 'é'.repeat(1024) })).payload.summary).toBe('é'.repeat(1024));
    expect(await account.pagerDuty.trigger(alert('k', { summary: '  ' }))).toMatchObject({ ok: false, retryable: false, status: 0 });
  });
});

describe('details', () => {
  it('that fit are whole', async () => {
    const details = { account: '111122223333', resources: ['i-1', 'i-2'], nested: { deep: [1, 2, { three: true }] } };
    expect((await sent({ details })).payload.custom_details).toEqual(details);
  });
  it.each<[string, Record<string, unknown>]>([
    ['one text of a megabyte', { first: 'kept', huge: 'x'.repeat(1_000_000) }],
    ['many fields', Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`field${index}`, 'y'.repeat(200)]))],
    ['a long list', { rows: Array.from({ length: 50_000 }, (_, index) => ({ id: `i-${index}`, why: 'z'.repeat(100) })) }],
    ['wide characters', { text: '漢'.repeat(300_000), more: '🔥'.repeat(100_000) }],
  ])('%s stay below 32 kB, and the body far below 512 kB', async (_, details) => {
    const { payload } = await sent({ details });
    expect(Buffer.byteLength(JSON.stringify(payload.custom_details))).toBeLessThanOrEqual(32_000);
    expect(bytes()).toBeLessThan(64_000);
    expect(isWhole(JSON.stringify(payload))).toBe(true);
  });
  it('that are left out are named', async () => {
    const details = { first: 'kept', second: Array.from({ length: 100 }, () => 'x'.repeat(1000)), third: 'kept too' };
    const { payload } = await sent({ details });
    expect(payload.custom_details).toEqual({ first: 'kept', third: 'kept too', leftOut: 'second' });
  });
});

describe('a key', () => {
  it.each([
    ['none', ''],
    ['256 characters', 'k'.repeat(256)],
  ])('of %s is refused before it is sent', async (_, key) => {
    const { pagerDuty } = account;
    for (const work of [pagerDuty.trigger(alert(key)), pagerDuty.acknowledge(key), pagerDuty.resolve(key)])
      expect(await work).toMatchObject({ ok: false, retryable: false, status: 0 });
    expect(account.requests).toEqual([]);
  });
  it('is the caller’s, every time, and another for another case', async () => {
    const keys = [];
    for (const key of ['drawbridge:A', 'drawbridge:A', 'drawbridge:B']) {
      value(await account.pagerDuty.trigger(alert(key)));
      keys.push((JSON.parse(account.requests.at(-1)?.body.toString() ?? '') as Body).dedup_key);
    }
    expect(keys).toEqual(['drawbridge:A', 'drawbridge:A', 'drawbridge:B']);
  });
  it('needs a routing key that can be one', async () => {
    expect(await account.connect({ routingKeys: ['short'] }).trigger(alert())).toMatchObject({ ok: false, status: 0 });
  });
});

it.each(['critical', 'error'] as const)('severity %s makes an incident of high urgency', async (severity) => {
  const id = await account.page('drawbridge:S', { severity });
  expect(value(await account.pagerDuty.incident(id))?.urgency).toBe('high');
});

/** Every body of a whole conversation, by its schema. */
function checkBodies(): number {
  const checked = account.requests.filter(({ method }) => method !== 'GET');
  for (const { method, path, body } of checked) {
    const name = `${method} ${path.replace(/^\/incidents\/[^/]+/, '/incidents/*')}`;
    const schema = bodySchemas[name];
    if (!schema) throw new Error(`no schema for ${name}`);
    const result = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(JSON.parse(body.toString()));
    expect(result.success, `${name}: ${JSON.stringify(result.error?.issues)}`).toBe(true);
  }
  return checked.length;
}

describe('bodies', () => {
  it('of every call pass our schemas, and PagerDuty takes them', async () => {
    const { pagerDuty } = account;
    const from = 'omar@acme.example';
    const links = [{ href: 'https://acme.slack.com/archives/C1/p1', text: 'Thread' }];
    const id = await account.page('drawbridge:X', {
      component: 'instance',
      group: '1111',
      class: 'c',
      links,
      clientUrl: 'https://x.example/#K',
    });
    const answers = [
      await pagerDuty.acknowledge('drawbridge:X'),
      await pagerDuty.update(id, { escalationLevel: 2 }, from),
      await pagerDuty.update(id, { assignees: ['PUSERMIA0'], priorityId: 'PPRIORP1' }, from),
      await pagerDuty.update(id, { status: 'acknowledged' }, from),
      await pagerDuty.note(id, 'n'.repeat(50_000), from),
      await pagerDuty.snooze(id, 604_800, from),
      await pagerDuty.update(id, { status: 'resolved', resolution: 'fixed' }, from),
      await pagerDuty.resolve('drawbridge:X'),
      await pagerDuty.change('isolated i-1, approved by omar', { case: 'X' }),
    ];
    for (const answer of answers) expect(answer).toEqual({ ok: true, value: undefined });
    expect(checkBodies()).toBe(10);
  });

  it('of alerts with anything in them pass, too', async () => {
    const word = fc.string({ unit: 'binary', maxLength: 3000 });
    const details = fc.dictionary(fc.string({ maxLength: 300 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 8 });
    const about = { summary: word, source: word, component: word, group: word, class: word, details };
    await fc.assert(
      fc.asyncProperty(fc.record(about), async (more) => {
        account.requests.splice(0);
        await account.clock.advance(1);
        const answer = await account.pagerDuty.trigger(alert('drawbridge:F', more));
        expect(answer.ok).toBe(more.summary.trim() !== '');
        checkBodies();
      }),
      { numRuns: 60 },
    );
  });
});
