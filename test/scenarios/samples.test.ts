/** Every real input through the sandbox's doors: one by one, all again, and all at once in a random order; each has an outcome, none crashes. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../infra/local/start-sandbox.ts';
import type { Json, Outcome } from './sandbox.ts';

const ROOT = '../shared/samples';
const files = existsSync(ROOT)
  ? readdirSync(ROOT)
      .filter((folder) => folder !== 'pagerduty' && statSync(join(ROOT, folder)).isDirectory())
      .flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
  : [];
const reason = files.length > 0 ? '' : ` (skipped: no samples in ${ROOT})`;

interface Row extends Outcome {
  id: string;
}

async function start() {
  const lines: string[] = [];
  const onLog = (line: string) => void lines.push(line);
  const sandbox = await startSandbox({ port: 0, empty: true, quiet: true, frozenAt: Date.UTC(2026, 10, 20, 3), onLog });
  return { sandbox, errors: () => lines.filter((line) => line.includes('"level":"error"')) };
}

async function post(sandbox: Sandbox, file: string): Promise<string[]> {
  const answer = await fetch(`${sandbox.address}/aws/events`, { method: 'POST', body: readFileSync(join(ROOT, file), 'utf8') });
  expect(answer.status).toBe(202);
  const { ids } = (await answer.json()) as { ids: string[] };
  expect(ids.length).toBeGreaterThan(0);
  return ids;
}

async function rowsOf(sandbox: Sandbox): Promise<Row[]> {
  return (await (await fetch(`${sandbox.address}/_control/outcomes`)).json()) as Row[];
}

async function messages(sandbox: Sandbox): Promise<number> {
  const { log } = (await (await fetch(`${sandbox.address}/slack/log`)).json()) as { log: Json[] };
  return log.filter((call) => JSON.stringify(call).includes('chat.postMessage')).length;
}

/** By case: what people see of it, whatever the order it came in. */
function seen(rows: Row[]): unknown[] {
  const cases = new Map(
    rows
      .filter(({ caseId }) => caseId)
      .map(({ caseId, tier, offers, posted }) => [caseId, { caseId, tier, offers: offers?.toSorted(), posted }]),
  );
  return [...cases.values()].sort((a, b) => ((a.caseId ?? '') < (b.caseId ?? '') ? -1 : 1));
}

function complete(rows: Row[], ids: string[]): void {
  const known = new Set(rows.map(({ id }) => id));
  expect(ids.filter((id) => !known.has(id))).toEqual([]);
  // The rest is what we wrote to Security Hub ourselves, coming back.
  const posted = new Set(ids);
  for (const row of rows.filter(({ id }) => !posted.has(id))) expect(row.reason).toMatch(/our own update|nothing new/);
  for (const row of rows) {
    expect(['case', 'declined', 'rejected'], JSON.stringify(row)).toContain(row.outcome);
    if (row.outcome === 'case') expect(row, JSON.stringify(row)).toMatchObject({ caseId: expect.any(String), tier: expect.any(Number) });
    // A sentence, or the start of one: words that say why.
    else expect(row.reason).toMatch(/^[^{[]*\p{L}+ .*\p{L}+ .*\p{L}+/u);
  }
}

describe.skipIf(files.length === 0)(`real inputs through the doors${reason}`, () => {
  let one: Awaited<ReturnType<typeof start>>;
  let rows: Row[];
  beforeAll(async () => {
    one = await start();
    const ids: string[] = [];
    for (const file of files) {
      ids.push(...(await post(one.sandbox, file)));
      // Far enough apart that the same type again and again is no storm.
      await one.sandbox.clock.advance(35);
    }
    await one.sandbox.clock.advance(300);
    rows = await rowsOf(one.sandbox);
    complete(rows, ids);
  }, 300_000);
  afterAll(() => one?.sandbox.close());

  test('nothing failed on the way', () => {
    expect(one.errors()).toEqual([]);
  });

  test('what has a button is something that an AWS product names, never a sample and never root', async () => {
    for (const row of rows.filter(({ offers }) => (offers ?? []).length > 0)) {
      const state = await one.sandbox.bot.services.cases.read(row.caseId ?? '');
      expect(state?.subject).toMatchObject({ genuine: true, sample: false });
      expect(state?.rows.every(({ resource }) => resource.kind !== 'root')).toBe(true);
    }
  });

  test('tier 2 and 3 are shown while they are open, tier 1 is not', async () => {
    for (const row of rows.filter(({ outcome }) => outcome === 'case')) {
      const state = await one.sandbox.bot.services.cases.read(row.caseId ?? '');
      const promoted = state?.promotions.length === state?.rowCount;
      if (!promoted) expect([row.caseId, row.posted]).toEqual([row.caseId, (row.tier ?? 0) > 1]);
    }
  });

  test('all of them again change nothing: no message, no case, no tier', async () => {
    const before = { seen: seen(rows), messages: await messages(one.sandbox) };
    expect(before.messages).toBeGreaterThanOrEqual(40);
    for (const file of files) await post(one.sandbox, file);
    await one.sandbox.clock.advance(300);
    expect({ seen: seen(await rowsOf(one.sandbox)), messages: await messages(one.sandbox) }).toEqual(before);
    expect(one.errors()).toEqual([]);
  }, 300_000);

  test('all at once in a random order: every one has an outcome, none failed, no case twice', async () => {
    const many = await start();
    const shuffled = files.map((file) => ({ file, at: Math.random() })).sort((a, b) => a.at - b.at);
    const ids = (await Promise.all(shuffled.map(({ file }) => post(many.sandbox, file)))).flat();
    await many.sandbox.clock.advance(600);
    complete(await rowsOf(many.sandbox), ids);
    expect(many.errors()).toEqual([]);
    const posted = await messages(many.sandbox);
    await Promise.all(files.map((file) => post(many.sandbox, file)));
    await many.sandbox.clock.advance(600);
    expect(await messages(many.sandbox)).toBe(posted);
    await many.sandbox.close();
  }, 240_000);
});
