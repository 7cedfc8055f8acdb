/** The evidence: every event in it once, whatever kills the writer, and every later change of either copy named. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainHash, firstPrev } from '../../src/domain/event-chain.ts';
import { readLine, readManifest } from '../../src/domain/evidence.ts';
import { exportEvidence } from '../../src/flows/export-evidence.ts';
import { type LogCopy, verifyEvidence } from '../../src/flows/verify-evidence.ts';
import { casePartition, createCaseLog, eventKey } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import type { Item } from '../../src/services/table.ts';
import { createFakeEvidence, type FakeEvidence } from '../fakes/evidence.ts';
import { createMemoryTable, type MemoryTable } from '../fakes/memory-table.ts';
import { bot, factWith, omar, subjectWith } from '../fixtures/case-events.ts';

const START = Date.UTC(2026, 10, 20, 3, 0, 0);
const HOUR = 3600;
const quietLog = { info: () => undefined, warn: () => undefined, error: () => 'ref' };

function world(evidence: FakeEvidence = createFakeEvidence()) {
  const clock = new VirtualClock(START);
  const table = createMemoryTable();
  const cases = createCaseLog({ table, clock, policyVersion: 'p1' });
  const services = { clock, table, cases, log: quietLog, evidence, deployment: 'drawbridge' };
  return {
    ...services,
    services,
    async open(caseId: string) {
      const data = { subject: subjectWith({ caseKey: caseId }), findings: [factWith()] };
      await cases.append(caseId, () => [{ id: 'opened', actor: bot, kind: 'case-opened', data }]);
    },
    note: (caseId: string, text: string) =>
      cases.append(caseId, () => [{ id: `note:${text}`, actor: omar, kind: 'noted', data: { text } }]),
    run: () => exportEvidence(services),
  };
}
type World = ReturnType<typeof world>;

/** Two cases over three hours, one of them quiet. */
async function lived(w: World): Promise<void> {
  await w.open('AAAA1111');
  await w.open('BBBB2222');
  await w.note('AAAA1111', 'one');
  await w.clock.advance(2 * HOUR);
  await w.note('AAAA1111', 'two');
  await w.note('BBBB2222', 'three');
  await w.clock.advance(HOUR + 20 * 60);
}

function copyOf(table: MemoryTable, cases: World['cases']): LogCopy {
  const ids = new Set(table.items().flatMap(({ pk, sk }) => (sk.startsWith('EVENT#') ? [pk.slice('CASE#'.length)] : [])));
  return { isWhole: true, caseIds: () => ids, events: (caseId) => cases.events(caseId) };
}
const verified = ({ evidence, table, cases }: World) => verifyEvidence(evidence, copyOf(table, cases));

/** All events in parts that a manifest names, as `case seq`. */
function written({ objects }: FakeEvidence): string[] {
  const manifests = [...objects].flatMap(([key, [text = '']]) => (key.startsWith('heads/') ? (readManifest(text) ?? []) : []));
  const keys = manifests.flatMap(({ parts }) => parts.map(({ key }) => key));
  const lines = keys.flatMap((key) => (objects.get(key)?.[0] ?? '').split('\n').flatMap((line) => readLine(line) ?? []));
  return lines.map(({ caseId, body }) => `${caseId} ${(JSON.parse(body) as { seq: number }).seq}`);
}
const everything = ['AAAA1111 1', 'AAAA1111 2', 'BBBB2222 1', 'AAAA1111 3', 'BBBB2222 2'];

describe('the export', () => {
  it('writes each whole hour once it is settled, quiet hours too', async () => {
    const w = world();
    await w.open('AAAA1111');
    await w.clock.advance(HOUR + 19 * 60);
    await w.run();
    expect([...w.evidence.objects.keys()]).toEqual(['heads/2026/11/20/02.json']);
    await w.clock.advance(60);
    expect(await w.run()).toBe(1);
    expect(written(w.evidence)).toEqual(['AAAA1111 1']);
    await w.clock.advance(3 * HOUR);
    expect(await w.run()).toBe(3);
    expect([...w.evidence.objects.keys()].filter((key) => key.startsWith('heads/'))).toHaveLength(5);
    expect(await w.run()).toBe(0);
    expect((await verified(w)).problems).toEqual([]);
  });

  it('reads a long case from where the hour begins', async () => {
    const w = world();
    await w.open('AAAA1111');
    for (let n = 0; n < 70; n += 1) await w.note('AAAA1111', `early ${n}`);
    await w.clock.advance(HOUR);
    for (let n = 0; n < 60; n += 1) await w.note('AAAA1111', `late ${n}`);
    await w.clock.advance(30 * 60);
    await w.run();
    await w.clock.advance(HOUR);
    await w.run();
    expect(written(w.evidence)).toEqual(Array.from({ length: 131 }, (_, index) => `AAAA1111 ${index + 1}`));
  });

  it('killed before or after any write and run again: nothing missing, nothing doubled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 6 }), async (kills) => {
        const left = [...kills];
        const state = { countdown: left.shift() ?? -1 };
        const around = (): void => {
          if (state.countdown === 0) throw new Error('killed');
          state.countdown -= 1;
        };
        const w = world(createFakeEvidence(around));
        // The first hours are written while nobody kills, so that the first hour is the same in each run.
        state.countdown = -1;
        await w.run();
        await lived(w);
        state.countdown = left.shift() ?? -1;
        for (;;) {
          const done = await w.run().then(
            () => true,
            () => false,
          );
          if (done) break;
          state.countdown = left.shift() ?? -1;
        }
        expect(written(w.evidence)).toEqual(everything);
        expect((await verified(w)).problems).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('somebody wrote the seal of an hour first: it fails loudly and writes over nothing', async () => {
    const w = world();
    await w.run();
    await lived(w);
    w.evidence.objects.set('heads/2026/11/20/03.json', ['{}']);
    await expect(w.run()).rejects.toThrow(/2026-11-20T03 is there already and says something else/);
    expect(w.evidence.objects.get('heads/2026/11/20/03.json')).toEqual(['{}']);
  });

  it('without a bucket it does nothing', async () => {
    const w = world();
    expect(await exportEvidence({ ...w.services, evidence: undefined })).toBe(0);
  });
});

async function rewrite({ table }: World, caseId: string, seq: number, change: (item: Item) => Item): Promise<void> {
  const item = await table.get(casePartition(caseId), eventKey(seq));
  if (!item) throw new Error('no such event');
  await table.put(change(item));
}

/** Everything from that event on, hashes and all: what somebody with the whole table could do. */
async function forge(w: World, caseId: string, from: number): Promise<void> {
  let prev = from === 1 ? firstPrev : String((await w.table.get(casePartition(caseId), eventKey(from - 1)))?.hash);
  for (let seq = from; ; seq += 1) {
    const item = await w.table.get(casePartition(caseId), eventKey(seq));
    if (!item) return;
    const body = seq === from ? String(item.body).replace('"one"', '"won"') : String(item.body);
    const hash = chainHash(prev, body);
    await w.table.put({ ...item, prev, body, hash });
    prev = hash;
  }
}

function changeObject({ evidence }: World, prefix: string, change: (text: string) => string): void {
  const key = [...evidence.objects.keys()].sort().find((each) => each.startsWith(prefix)) ?? '';
  evidence.objects.set(key, [change(evidence.objects.get(key)?.[0] ?? '')]);
}

describe('afterwards somebody', () => {
  const rows: [string, (w: World) => unknown, RegExp[]][] = [
    [
      'changed an event in the log',
      (w) => rewrite(w, 'AAAA1111', 2, (item) => ({ ...item, body: String(item.body).replace('one', 'won') })),
      [/^case AAAA1111, event 2: changed in the log/],
    ],
    ['forged the log from an event on', (w) => forge(w, 'AAAA1111', 2), [/^case AAAA1111, event 2: the log says something else/]],
    [
      'took the last event from the log',
      (w) => w.table.remove(casePartition('BBBB2222'), eventKey(2)),
      [/^case BBBB2222, event 2: in the evidence, and gone from the log/],
    ],
    [
      'took a case from the log',
      async (w) => {
        for (const seq of [1, 2]) await w.table.remove(casePartition('BBBB2222'), eventKey(seq));
      },
      [/^case BBBB2222, event 1: .* gone/, /^case BBBB2222, event 2: .* gone/],
    ],
    [
      'changed an event in the evidence',
      (w) => changeObject(w, 'events/2026/11/20/03/', (text) => text.replace('one', 'won')),
      [/not as it was sealed in 2026-11-20T03/, /^case AAAA1111, event 2: changed in the evidence/],
    ],
    [
      'took an event from the evidence',
      (w) => changeObject(w, 'events/2026/11/20/03/', (text) => text.split('\n').toSpliced(1, 1).join('\n')),
      [/not as it was sealed/, /AAAA1111, event 2: the head that 2026-11-20T03 sealed/, /AAAA1111, event 2: in the log, and missing/],
    ],
    [
      'took a part of the evidence',
      (w) => w.evidence.objects.delete([...w.evidence.objects.keys()].find((key) => key.startsWith('events/2026/11/20/05/')) ?? ''),
      [
        /missing, with 2 events of 2026-11-20T05/,
        /AAAA1111, event 3: in the log, and missing/,
        /BBBB2222, event 2: in the log, and missing/,
      ],
    ],
    [
      'took the seal of a quiet hour',
      (w) => w.evidence.objects.delete('heads/2026/11/20/04.json'),
      [/2026-11-20T05: the hours since 2026-11-20T03 are missing/],
    ],
    [
      'changed the seal of an hour',
      (w) => changeObject(w, 'heads/2026/11/20/04', (text) => text.replace('"heads":[]', '"heads":[ ]')),
      [/2026-11-20T05: it does not seal the hour before/],
    ],
    [
      'wrote over a seal',
      (w) => w.evidence.objects.get('heads/2026/11/20/04.json')?.push('{}'),
      [/heads\/2026\/11\/20\/04.json: somebody wrote over it/],
    ],
    ['deleted a seal', (w) => w.evidence.hidden.add('heads/2026/11/20/04.json'), [/04.json: somebody deleted it; .* still there/]],
    [
      'added an event behind the export',
      (w) =>
        w.table.put({
          ...{ pk: casePartition('CCCC3333'), sk: eventKey(1), prev: firstPrev },
          ...((body) => ({ body, hash: chainHash(firstPrev, body) }))(JSON.stringify({ seq: 1, at: START + 1 })),
        }),
      [/^case CCCC3333, event 1: in the log, and missing in the evidence/],
    ],
  ];
  it.each(rows)('%s', async (_, tamper, expected) => {
    const w = world();
    await w.run();
    await lived(w);
    await w.run();
    expect(await verified(w)).toMatchObject({ hours: 5, from: '2026-11-20T01', until: '2026-11-20T05', cases: 2, events: 5, problems: [] });
    await tamper(w);
    const { problems } = await verified(w);
    for (const words of expected) expect(problems.filter((each) => words.test(each))).toHaveLength(1);
    expect(problems).toHaveLength(expected.length);
  });

  it('nothing was ever written: that is no agreement', async () => {
    expect((await verified(world())).problems).toEqual(['there is no evidence: not one hour was written']);
  });
});
