/** People work a case: each verb is its event, the first decision stands, and a click that is delivered again is one event. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor, NewEvent } from '../../src/domain/events.ts';
import { dueIn } from '../../src/flows/due.ts';
import { type CaseVerb, caseVerbs, workCase } from '../../src/flows/work-case.ts';
import { minuteOf } from '../../src/services/case-log.ts';
import type { Directory } from '../../src/services/directory.ts';
import { omar } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const directory: Directory = { person: async (team, id) => ({ team, id, name: id.slice(1).toLowerCase() }), members: async () => [] };
let rig: SlackRig;
beforeEach(async () => {
  rig = createSlackRig();
  await rig.open(CASE);
});
let clicks = 0;
async function work(verb: CaseVerb, values: Record<string, string> = {}, by: Actor = ana, click?: string) {
  clicks += 1;
  return workCase(CASE, verb, values, by, click ?? `click-${clicks}`, { ...rig.services, directory });
}
const last = async () => (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body) as NewEvent).at(-1);
const count = async () => (await rig.cases.events(CASE)).length;

const rows: [CaseVerb, Record<string, string>, NewEvent['kind'], object][] = [
  ['acknowledge', {}, 'acknowledged', {}],
  ['assign', { assignee: 'UOMAR' }, 'assigned', { to: { id: 'UOMAR', name: 'omar' } }],
  ['note', { text: 'looks like us' }, 'noted', { text: 'looks like us' }],
  ['snooze', { until: '4h', reason: 'after lunch' }, 'snoozed', { reason: 'after lunch' }],
  ['suppress', { until: '7d', reason: 'known' }, 'suppressed', { reason: 'known' }],
  ['resolve', { code: 'false-positive', reason: 'a test' }, 'resolved', { code: 'false-positive', text: 'a test' }],
];

describe('each verb', () => {
  it.each(rows)('%s is recorded as what was said, by whom', async (verb, values, kind, data) => {
    expect(await work(verb, values)).toMatchObject({ ok: true, state: { caseId: CASE } });
    expect(await last()).toMatchObject({ kind, actor: ana, data });
  });

  it.each(rows)('%s delivered again is one event', async (verb, values) => {
    await work(verb, values, ana, 'same');
    const before = await count();
    expect(await work(verb, values, ana, 'same')).toMatchObject({ ok: true });
    expect(await count()).toBe(before);
  });

  it('reopening wakes a case that only sleeps; one that is over as well is opened and awake', async () => {
    const kinds = async () => (await rig.cases.events(CASE)).map(({ body }) => (JSON.parse(body) as NewEvent).kind).slice(2);
    await work('snooze', { until: '4h', reason: 'after lunch' });
    await work('reopen', { reason: 'lunch is over' }, ana, 'again');
    await work('reopen', { reason: 'lunch is over' }, ana, 'again');
    expect(await kinds()).toEqual(['snoozed', 'woke']);
    expect(await last()).toMatchObject({ actor: ana, data: { because: 'lunch is over' } });
    expect((await rig.cases.read(CASE))?.snooze).toBeUndefined();
    await work('snooze', { until: '4h', reason: 'a nap' });
    await work('suppress', { until: '7d', reason: 'known' });
    await work('reopen', { reason: 'not known' });
    expect((await kinds()).slice(2)).toEqual(['snoozed', 'suppressed', 'reopened', 'woke']);
    expect(await work('reopen', { reason: 'once more' })).toEqual({ ok: false, because: 'the case is open' });
  });

  it('there is no other', () => {
    expect([...rows.map(([verb]) => verb), 'reopen'].toSorted()).toEqual([...caseVerbs].toSorted());
  });

  it.each([
    ['snooze', 'snooze'],
    ['suppress', 'suppression'],
  ] as const)('%s ends by a timer, also when the first try died before it was set', async (verb, what) => {
    const { put } = rig.table;
    rig.table.put = async (item) => {
      if (item.pk.startsWith('DUE#')) throw new Error('throttled');
      return put(item);
    };
    await expect(work(verb, { until: '1h', reason: 'x' }, ana, 'same')).rejects.toThrow('throttled');
    rig.table.put = put;
    await work(verb, { until: '1h', reason: 'x' }, ana, 'same');
    const state = await rig.cases.read(CASE);
    const until = (state?.snooze ?? state?.suppression)?.until ?? 0;
    expect(until).toBeGreaterThan(NOW);
    expect(await dueIn(rig.table, minuteOf(until))).toMatchObject([{ caseId: CASE, what, at: until }]);
  });

  it('is refused for a case that is not there', async () => {
    const services = { ...rig.services, directory };
    expect(await workCase('N0TTHERE', 'note', { text: 'x' }, ana, 'c', services)).toEqual({ ok: false, because: 'this case is not known' });
  });
});

describe('the first decision stands', () => {
  const by = (kind: 'resolved' | 'acknowledged' | 'suppressed' | 'reopened'): NewEvent =>
    ({
      id: `before:${kind}`,
      actor: omar,
      kind,
      data: { code: 'fixed', text: '', until: NOW + 3_600_000, reason: 'known', because: 'again' },
    }) as NewEvent;
  it.each<[CaseVerb, string, NewEvent[], string | undefined]>([
    ['acknowledge', 'acknowledged', [by('acknowledged')], '@omar acknowledged it already'],
    ['resolve', 'resolved', [by('resolved')], '@omar resolved it already'],
    ['reopen', 'open', [], 'the case is open'],
    ['reopen', 'suppressed', [by('suppressed')], undefined],
    ['reopen', 'resolved', [by('resolved')], undefined],
    ['snooze', 'resolved', [by('resolved')], 'the case is closed; reopen it first'],
    ['acknowledge', 'resolved', [by('resolved')], 'the case is closed; reopen it first'],
    ['note', 'resolved', [by('resolved')], undefined],
    ['assign', 'resolved', [by('resolved')], undefined],
    ['resolve', 'reopened', [by('resolved'), by('reopened')], undefined],
  ])('%s when %s: %#', async (verb, _, events, because) => {
    for (const event of events) await rig.add(CASE, event);
    const before = await count();
    const worked = await work(verb, { reason: 'x', code: 'fixed', assignee: 'UANA', text: 'x' });
    expect(worked).toMatchObject(because ? { ok: false, because } : { ok: true });
    expect(await count()).toBe(before + (because ? 0 : 1));
  });

  it('of two people at once: one is told the other was first', async () => {
    const answers = await Promise.all([work('acknowledge', {}, ana), work('acknowledge', {}, omar)]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    const acknowledged = (await rig.cases.events(CASE)).filter(({ body }) => body.includes('"acknowledged"'));
    expect(acknowledged).toHaveLength(1);
  });
});
