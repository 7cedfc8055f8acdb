/** The digest's figures: equal to what a few lines make of the raw log, in any order of the logs, at the edges of the time. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Story } from '../../src/domain/case-story.ts';
import { digestOf } from '../../src/domain/digest.ts';
import type { CaseEvent, EventData, EventKind } from '../../src/domain/events.ts';
import { spreadOf } from '../../src/domain/spread.ts';
import { ana, asked, caseLog, factWith, omar, subjectWith } from '../fixtures/case-events.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const until = Date.UTC(2026, 10, 20, 8);
const day = { from: until - DAY, until };
const people = ['C1'];

type Entry = { [Kind in EventKind]: [kind: Kind, data: EventData[Kind], at: number] }[EventKind];

let stories = 0;
function story(
  openedAt: number,
  entries: readonly Entry[] = [],
  of: { severity?: 'low' | 'high'; type?: string; channel?: string } = {},
): Story {
  const log = caseLog();
  stories += 1;
  const subject = subjectWith({ type: of.type ?? 'Recon:EC2/Portscan', title: `Case ${stories}`, channel: of.channel ?? 'C1' });
  log.tell('case-opened', { subject, findings: [factWith({ identity: `f${stories}`, severity: of.severity ?? 'high' })] }, ana, openedAt);
  for (const [kind, data, at] of entries) log.tell(kind, data as never, omar, at);
  return { caseId: `CASE${stories}`, events: log.events };
}
const responseId = 'r1';
const ended = (outcome: 'CUT' | 'FAILED' | 'UNDONE', at: number, id = responseId): Entry => [
  'response-ended',
  { responseId: id, outcome, detail: '' },
  at,
];

describe('what is open', () => {
  it('is counted by severity and age at the end, without what is closed or elsewhere', () => {
    const digest = digestOf(
      [
        story(until - HOUR),
        story(until - DAY),
        story(until - 8 * DAY, [], { severity: 'low' }),
        story(until - 60 * DAY),
        story(until - 2 * DAY, [['resolved', { code: 'fixed', text: '' }, until - HOUR]]),
        story(until - HOUR, [], { channel: 'C2' }),
        story(until + 1),
      ],
      people,
      day,
    );
    expect(digest.open).toEqual([
      { severity: 'high', byAge: { 'under a day': 1, 'under a week': 1, 'under 30 days': 0, older: 1 } },
      { severity: 'low', byAge: { 'under a day': 0, 'under a week': 0, 'under 30 days': 1, older: 0 } },
    ]);
    expect(digest).toMatchObject({ opened: 2, resolved: 1 });
  });

  it('is told apart when it is quiet or was there before', () => {
    const quiet = story(until - HOUR, [['snoozed', { until: until + HOUR, reason: 'x' }, until - 1000]]);
    const over = story(until - HOUR, [['snoozed', { until: until - 1, reason: 'x' }, until - 1000]]);
    expect(digestOf([quiet, over], people, day)).toMatchObject({ quiet: 1, baseline: 0 });
  });

  it('does not know what comes after the end', () => {
    const later = story(until - HOUR, [['resolved', { code: 'fixed', text: '' }, until]]);
    expect(digestOf([later], people, day)).toMatchObject({ resolved: 0, open: [{ severity: 'high' }] });
    expect(digestOf([later], people, { from: until, until: until + DAY })).toMatchObject({ resolved: 1, open: [] });
  });
});

describe('times', () => {
  it('count from the opening, the first of its kind only, and from the last reopening on again', () => {
    const one = story(until - 10 * HOUR, [
      ['acknowledged', {}, until - 9 * HOUR],
      ['acknowledged', {}, until - 8 * HOUR],
      ['response-asked', asked(), until - 7 * HOUR],
      ended('CUT', until - 6 * HOUR),
      ['resolved', { code: 'fixed', text: '' }, until - 5 * HOUR],
      ['reopened', { because: 'x' }, until - 4 * HOUR],
      ['acknowledged', {}, until - 1 * HOUR],
    ]);
    expect(digestOf([one], people, day).times).toEqual({
      acknowledge: { count: 2, median: 2 * HOUR, ninetieth: 3 * HOUR },
      contain: { count: 1, median: 4 * HOUR, ninetieth: 4 * HOUR },
      resolve: { count: 1, median: 5 * HOUR, ninetieth: 5 * HOUR },
    });
  });

  it('of what failed or was an undo are none', () => {
    const failed = story(until - 3 * HOUR, [['response-asked', asked(), until - 2 * HOUR], ended('FAILED', until - HOUR)]);
    const undo = story(until - 3 * HOUR, [
      ['response-asked', asked({ responseId: 'u1', undoes: 'r0' }), until - 2 * HOUR],
      ended('CUT', until - HOUR, 'u1'),
    ]);
    expect(digestOf([failed, undo], people, day).times).toEqual({});
  });

  it.each<[number[], object | undefined]>([
    [[], undefined],
    [[5], { count: 1, median: 5, ninetieth: 5 }],
    [[4, 2], { count: 2, median: 3, ninetieth: 4 }],
    [[9, 1, 5], { count: 3, median: 5, ninetieth: 9 }],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { count: 10, median: 5.5, ninetieth: 9 }],
  ])('%j', (lengths, expected) => {
    expect(spreadOf(lengths)).toEqual(expected);
  });
});

describe('what to look at', () => {
  it('names snoozes and suppressions that end before the next digest', () => {
    const soon = story(until - HOUR, [['snoozed', { until: until + 2 * HOUR, reason: 'x' }, until - 1000]]);
    const late = story(until - HOUR, [['snoozed', { until: until + DAY, reason: 'x' }, until - 1000]]);
    const hidden = story(until - HOUR, [['suppressed', { until: until + HOUR, reason: 'x' }, until - 1000]]);
    expect(digestOf([soon, late, hidden], people, day).ending.map(({ caseId, what }) => [caseId, what])).toEqual([
      [hidden.caseId, 'suppression'],
      [soon.caseId, 'snooze'],
    ]);
  });

  it('names approvals that expired for good and responses that were undone', () => {
    const expired = story(until - 3 * HOUR, [
      ['response-asked', asked(), until - 2 * HOUR],
      ['approval-expired', { responseId, level: 1, final: false }, until - HOUR],
      ['approval-expired', { responseId, level: 2, final: true }, until - 1000],
    ]);
    const undone = story(until - 3 * HOUR, [
      ['response-asked', asked(), until - 2 * HOUR],
      ended('CUT', until - HOUR),
      ['response-asked', asked({ responseId: 'u1', undoes: responseId, title: 'Undo: disable the key' }), until - 900],
      ended('UNDONE', until - 800, 'u1'),
    ]);
    const digest = digestOf([expired, undone], people, day);
    expect(digest.expired).toMatchObject([{ caseId: expired.caseId, what: 'Disable the key, key AKIA…MPLE' }]);
    expect(digest.undone).toMatchObject([{ caseId: undone.caseId, what: 'Undo: disable the key, key AKIA…MPLE' }]);
  });

  it('names the five most frequent types of what was opened', () => {
    const many = ['a', 'b', 'b', 'c', 'd', 'e', 'f', 'f', 'f'].map((type) => story(until - HOUR, [], { type }));
    const old = story(until - 2 * DAY, [], { type: 'old' });
    expect(digestOf([...many, old], people, day).causes).toEqual([
      { type: 'f', cases: 3 },
      { type: 'b', cases: 2 },
      { type: 'a', cases: 1 },
      { type: 'c', cases: 1 },
      { type: 'd', cases: 1 },
    ]);
  });
});

/** The same figures once more, by counting lines of raw logs and nothing else. */
function byHand(all: readonly Story[], { from, until: end }: typeof day) {
  const logs = all.map(({ events }) => events.map(({ body }) => JSON.parse(body) as CaseEvent).filter(({ at }) => at < end));
  const lines = logs.flat().filter(({ at }) => at >= from);
  const waits = logs.flatMap((log) => {
    const first = log.find(({ kind }) => kind === 'acknowledged');
    return first && first.at >= from ? [first.at - (log[0]?.at ?? 0)] : [];
  });
  const sorted = waits.sort((a, b) => a - b);
  return {
    opened: lines.filter(({ kind }) => kind === 'case-opened').length,
    resolved: lines.filter(({ kind }) => kind === 'resolved').length,
    open: logs.filter((log) => log.length > 0 && !log.some(({ kind }) => kind === 'resolved')).length,
    ninetieth: sorted.find((wait) => sorted.filter((other) => other <= wait).length >= sorted.length * 0.9),
    perDay: [6, 5, 4, 3, 2, 1, 0].map(
      (ago) => logs.flat().filter(({ kind, at }) => kind === 'case-opened' && at < end - ago * DAY && at >= end - (ago + 1) * DAY).length,
    ),
  };
}

it('equals the figures counted by hand from the raw logs, whatever happened', () => {
  const hours = fc.integer({ min: 1, max: 24 * 9 });
  const life = fc.tuple(hours, fc.option(hours), fc.option(hours));
  fc.assert(
    fc.property(fc.array(life, { maxLength: 12 }), (lives) => {
      const all = lives.map(([ago, acknowledged, resolved]) => {
        const openedAt = until + DAY - ago * HOUR;
        const entries: Entry[] = [];
        if (acknowledged !== null) entries.push(['acknowledged', {}, openedAt + acknowledged * HOUR]);
        if (resolved !== null) entries.push(['resolved', { code: 'fixed', text: '' }, openedAt + resolved * HOUR]);
        return story(
          openedAt,
          entries.sort((a, b) => a[2] - b[2]),
        );
      });
      const digest = digestOf([...all].reverse(), people, day);
      const open = digest.open.reduce((sum, { byAge }) => sum + Object.values(byAge).reduce((a, b) => a + b, 0), 0);
      const { opened, resolved, times, trend } = digest;
      expect({ opened, resolved, open, ninetieth: times.acknowledge?.ninetieth, perDay: trend.map((each) => each.opened) }).toEqual(
        byHand(all, day),
      );
    }),
    { numRuns: 150 },
  );
});
