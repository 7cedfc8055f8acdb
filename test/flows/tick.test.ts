/** The tick alone is enough: with all pokes dropped every case is shown, every timer fires once, and what failed is tried again. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewEvent } from '../../src/domain/events.ts';
import { dueIn, setDue } from '../../src/flows/due.ts';
import { tick } from '../../src/flows/tick.ts';
import { minuteOf } from '../../src/services/case-log.ts';
import { NOW } from '../fixtures/finding.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const OTHER = 'Z9Y8X7W6';
const minute = 60_000;
let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

async function minutes(many: number): Promise<void> {
  for (let each = 0; each < many; each += 1) {
    await rig.clock.advance(60);
    await tick(rig.services);
  }
}
const state = async (caseId = CASE) => {
  const found = await rig.cases.read(caseId);
  if (!found) throw new Error('the case is gone');
  return found;
};
const kinds = async (caseId = CASE) => (await rig.cases.events(caseId)).map(({ body }) => (JSON.parse(body) as { kind: string }).kind);
const quiet = (kind: 'snoozed' | 'suppressed', until: number): NewEvent => ({
  id: kind,
  actor: ana,
  kind,
  data: { until, reason: 'later' },
});

describe('with every poke dropped', () => {
  it('whatever happens when, all of it is on screen after the next tick', async () => {
    const steps = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 150 }), on: fc.constantFrom(CASE, OTHER) }), {
      minLength: 1,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(steps, async (notes) => {
        rig = createSlackRig();
        await rig.open(CASE, { poked: false });
        await rig.open(OTHER, { poked: false, channel: 'C2' });
        await tick(rig.services);
        for (const [index, { seconds, on }] of notes.entries()) {
          // Ticks come on the minute, events at any time.
          const before = Math.floor(rig.clock.now() / minute);
          await rig.clock.advance(seconds);
          if (Math.floor(rig.clock.now() / minute) > before) await tick(rig.services);
          await rig.add(on, rig.note(`word${index}.`), false);
        }
        await minutes(1);
        await rig.project();
        const whole = JSON.stringify(rig.fake.messages);
        for (const index of notes.keys()) expect(whole).toContain(`word${index}.`);
        expect([rig.fake.cards(CASE).length, rig.fake.cards(OTHER).length]).toEqual([1, 1]);
        expect(rig.dirty()).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it('wakes each surface that is behind, Slack with one poke whatever waits', async () => {
    await rig.open(CASE, { enriched: false });
    await rig.open(OTHER, { enriched: false });
    rig.pokes.length = 0;
    await minutes(1);
    expect(rig.pokes.toSorted()).toEqual([
      ['enrichment', CASE],
      ['enrichment', OTHER],
      ['pagerduty', CASE],
      ['pagerduty', OTHER],
      ['slack', CASE],
    ]);
  });

  it('does the same when it runs twice', async () => {
    await rig.open(CASE, { poked: false });
    await rig.add(CASE, quiet('snoozed', NOW + minute), false);
    await setDue(rig.table, NOW + minute, CASE, 'snooze');
    await rig.clock.advance(120);
    await Promise.all([tick(rig.services), tick(rig.services)]);
    await tick(rig.services);
    expect((await kinds()).filter((kind) => kind === 'woke')).toHaveLength(1);
  });
});

describe('timers', () => {
  beforeEach(() => rig.open(CASE));

  it.each([
    ['snoozed', 'snooze', 'woke'],
    ['suppressed', 'suppression', 'suppression-ended'],
  ] as const)('%s: ends at its time, not before, once', async (kind, what, ended) => {
    const until = NOW + 10 * minute + 30_000;
    await rig.add(CASE, quiet(kind, until));
    await setDue(rig.table, until, CASE, what);
    await minutes(10);
    expect(await kinds()).not.toContain(ended);
    await minutes(5);
    expect((await kinds()).filter((each) => each === ended)).toHaveLength(1);
    const { snooze, suppression } = await state();
    expect([snooze, suppression]).toEqual([undefined, undefined]);
    expect(await dueIn(rig.table, minuteOf(until))).toEqual([]);
  });

  it('one that was replaced by a later one does nothing at the first', async () => {
    for (const [id, until] of [
      ['a', NOW + 2 * minute],
      ['b', NOW + 5 * minute],
    ] as const) {
      await rig.add(CASE, { ...quiet('snoozed', until), id });
      await setDue(rig.table, until, CASE, 'snooze');
    }
    await minutes(4);
    expect((await state()).snooze?.until).toBe(NOW + 5 * minute);
    await minutes(2);
    expect((await state()).snooze).toBeUndefined();
  });

  it.each([[1], [30], [3 * 24 * 60]])('fire after a stop of %i minutes', async (many) => {
    await minutes(1);
    const until = rig.clock.now() + minute;
    await rig.add(CASE, quiet('snoozed', until));
    await setDue(rig.table, until, CASE, 'snooze');
    await rig.clock.advance((many + 1) * 60);
    await minutes(4);
    expect(await kinds()).toContain('woke');
  });

  it('for a case that is not there is dropped', async () => {
    await setDue(rig.table, NOW + minute, 'N0TTHERE', 'snooze');
    await minutes(2);
    expect(rig.table.items().filter(({ pk }) => pk.startsWith('DUE#'))).toEqual([]);
    expect(rig.lines).toEqual([]);
  });

  it('set twice are one', async () => {
    await setDue(rig.table, NOW, CASE, 'snooze');
    await setDue(rig.table, NOW, CASE, 'snooze');
    await setDue(rig.table, NOW, CASE, 'suppression');
    expect(await dueIn(rig.table, minuteOf(NOW))).toHaveLength(2);
  });
});

describe('what failed', () => {
  beforeEach(() => rig.open(CASE));

  it('a timer that could not be fired does not stop the next one and is fired by a later tick', async () => {
    await rig.open(OTHER);
    for (const caseId of [CASE, OTHER]) {
      await rig.add(caseId, quiet('snoozed', NOW + minute));
      await setDue(rig.table, NOW + minute, caseId, 'snooze');
    }
    const { append } = rig.services.cases;
    let failing = 2;
    rig.services.cases.append = async (caseId, ...rest) => {
      if (caseId === CASE && failing-- > 0) throw new Error('throttled');
      return append(caseId, ...rest);
    };
    await minutes(1);
    expect([(await state()).snooze !== undefined, (await state(OTHER)).snooze]).toEqual([true, undefined]);
    await minutes(3);
    expect((await kinds()).filter((kind) => kind === 'woke')).toHaveLength(1);
  });

  it('a change that could not be marked is marked by a later tick', async () => {
    await rig.project();
    await rig.add(CASE, rig.note('unheard'), false);
    const { put } = rig.table;
    let failing = 1;
    rig.table.put = async (item) => {
      if (item.pk.startsWith('DIRTY#') && failing-- > 0) throw new Error('throttled');
      return put(item);
    };
    await minutes(3);
    await rig.project();
    expect(rig.fake.lines(CASE).map(({ text }) => text.includes('unheard'))).toEqual([true]);
  });

  it('for good is given up after an hour, and the others never wait for it', async () => {
    const { read } = rig.services.cases;
    await rig.add(CASE, rig.note('broken'), false);
    rig.services.cases.read = async (caseId) => {
      if (caseId === CASE) throw new Error('a broken case');
      return read(caseId);
    };
    await minutes(70);
    await rig.open(OTHER, { poked: false });
    await minutes(1);
    await rig.project();
    expect(rig.fake.cards(OTHER)).toHaveLength(1);
    const cursor = await rig.table.get('TICK', 'TICK');
    expect(Number(cursor?.minute)).toBeGreaterThanOrEqual(Number(minuteOf(rig.clock.now())) - 1);
  });
});

describe('reminders', () => {
  const [asked, until] = [NOW, NOW + 10 * minute];
  const data = {
    responseId: 'r1',
    levels: [],
    steps: [],
    target: { kind: 'access-key', label: 'a key', key: 'k', account: '111122223333', region: 'us-east-1' },
  } as unknown as Extract<NewEvent, { kind: 'response-asked' }>['data'];
  const opened = { responseId: 'r1', approvalId: 'a1', level: 1, until, approvers: [], group: 'oncall-l1' };
  const decided = { responseId: 'r1', decision: 'denied' as const, onePerson: false, planHash: '' };
  it.each<[string, NewEvent[], number]>([
    ['nobody answered', [], 1],
    ['somebody decided', [{ id: 'decided', actor: ana, kind: 'approval-decided', data: decided }], 0],
    ['the level is over', [{ id: 'over', actor: ana, kind: 'approval-expired', data: { responseId: 'r1', level: 1, final: false } }], 0],
  ])('%s: %#', async (_, events, reminded) => {
    await rig.open(CASE);
    await rig.add(CASE, { id: 'asked', actor: ana, kind: 'response-asked', data });
    await rig.add(CASE, { id: 'opened', actor: ana, kind: 'approval-opened', data: opened });
    for (const event of events) await rig.add(CASE, event);
    await setDue(rig.table, asked + (until - asked) / 2, CASE, 'approval-reminder');
    await minutes(4);
    expect(await kinds()).not.toContain('approval-reminded');
    await minutes(8);
    expect((await kinds()).filter((kind) => kind === 'approval-reminded')).toHaveLength(reminded);
  });
});
