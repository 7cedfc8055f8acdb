/** The reducer: what each event leaves, and what a finding does to a case that was quiet or over. */
import { describe, expect, it } from 'vitest';
import { type CaseState, isOpen } from '../../src/domain/case-state.ts';
import type { Actor, EventData, EventKind } from '../../src/domain/events.ts';
import { ana, bot, consolePerson, factWith, omar, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

type Told = { [Kind in EventKind]: [Kind, EventData[Kind], Actor?] }[EventKind];
const tellAll = (told: readonly Told[], log = openedWith()): CaseState => {
  for (const [kind, data, actor] of told) log.tell(kind, data as EventData[typeof kind], actor);
  return log.state();
};
const UNTIL = NOW + 3_600_000;
const row2 = { identity: 'guardduty/f2', rowKey: 'row 2' };

describe('what each event leaves', () => {
  const rows: [string, Told[], object][] = [
    ['acknowledged', [['acknowledged', {}, ana]], { acknowledged: { by: ana, at: NOW + 1000 } }],
    ['assigned', [['assigned', { to: { id: 'UOMAR', name: 'omar' } }, ana]], { assignee: { id: 'UOMAR', name: 'omar', at: NOW + 1000 } }],
    [
      'noted twice: the last',
      [
        ['noted', { text: 'one' }, ana],
        ['noted', { text: 'two' }, omar],
      ],
      { lastNote: { text: 'two', by: omar, at: NOW + 2000 } },
    ],
    ['snoozed', [['snoozed', { until: UNTIL, reason: 'known' }, ana]], { snooze: { until: UNTIL, reason: 'known', by: ana } }],
    [
      'woke',
      [
        ['snoozed', { until: UNTIL, reason: 'known' }, ana],
        ['woke', { because: 'time' }],
      ],
      { snooze: undefined },
    ],
    ['suppressed', [['suppressed', { until: UNTIL, reason: 'test' }, ana]], { suppression: { until: UNTIL, reason: 'test', by: ana } }],
    [
      'suppression ended',
      [
        ['suppressed', { until: UNTIL, reason: 'x' }, ana],
        ['suppression-ended', { because: 'time' }],
      ],
      { suppression: undefined },
    ],
    [
      'resolved',
      [['resolved', { code: 'fixed', text: 'rotated' }, ana]],
      { resolution: { code: 'fixed', text: 'rotated', by: ana, at: NOW + 1000 } },
    ],
    [
      'reopened: resolution and suppression are over',
      [
        ['suppressed', { until: UNTIL, reason: 'x' }, ana],
        ['resolved', { code: 'fixed', text: '' }, ana],
        ['reopened', { because: 'not so' }, omar],
      ],
      { resolution: undefined, suppression: undefined, closedAt: undefined, reopenedAt: NOW + 3000 },
    ],
    ['tier set by a person, downwards', [['tier-set', { tier: 1, reason: 'lab account' }, ana]], { tier: 1, tierReason: 'lab account' }],
    [
      'a higher tier wakes',
      [
        ['snoozed', { until: UNTIL, reason: 'x' }, ana],
        ['tier-set', { tier: 3, reason: 'exposed' }],
      ],
      { tier: 3, snooze: undefined },
    ],
    ['promoted from', [['promoted-from', { from: 'AAAAAAAA' }]], { promotedFrom: 'AAAAAAAA' }],
    ['joined a storm', [['storm-joined', { storm: 'BBBBBBBB' }]], { storm: 'BBBBBBBB' }],
    [
      'refused: told, and nothing changes',
      [['response-refused', { playbook: 'p', label: 'l', because: 'b', nextStep: 'n' }, ana]],
      { responses: {} },
    ],
    [
      'console: resolved',
      [['console-edited', { workflow: 'RESOLVED' }, consolePerson]],
      { resolution: { code: 'console', by: consolePerson }, consoleWorkflow: 'RESOLVED' },
    ],
    [
      'console: notified',
      [['console-edited', { workflow: 'NOTIFIED' }, consolePerson]],
      { acknowledged: { by: consolePerson, at: NOW + 1000 } },
    ],
    ['console: suppressed', [['console-edited', { workflow: 'SUPPRESSED' }, consolePerson]], { suppression: { by: consolePerson } }],
    [
      'console: a note',
      [['console-edited', { note: 'mine' }, consolePerson]],
      { lastNote: { text: 'mine', by: consolePerson }, consoleWorkflow: undefined },
    ],
    [
      'console: new again after resolved',
      [
        ['resolved', { code: 'fixed', text: '' }, ana],
        ['console-edited', { workflow: 'NEW' }, consolePerson],
      ],
      { resolution: undefined, reopenedAt: NOW + 2000 },
    ],
    [
      'console: resolved after a person resolved: the first word stays',
      [
        ['resolved', { code: 'fixed', text: 'rotated' }, ana],
        ['console-edited', { workflow: 'RESOLVED' }, consolePerson],
      ],
      { resolution: { code: 'fixed', by: ana } },
    ],
  ];
  it.each(rows)('%s', (_, told, expected) => {
    const state = tellAll(told);
    for (const [field, value] of Object.entries(expected)) {
      const held = state[field as keyof CaseState];
      if (value === undefined) expect(held, field).toBeUndefined();
      else expect({ [field]: held }).toMatchObject({ [field]: value });
    }
  });

  it('enrichment adds what it found, and its environment is the owner’s', () => {
    const owner = { team: 'payments', environment: 'production', sources: [] };
    const state = tellAll([['enriched', { context: { owner } as never, failures: ['could not look up the address'] }]]);
    expect(state).toMatchObject({
      environment: 'production',
      failures: ['could not look up the address'],
      enrichedAt: NOW + 1000,
      context: { owner },
    });
  });

  it('a promoted row names its case', () => {
    const log = openedWith([factWith({ rowKey: 'row 1' }), factWith(row2)]);
    const state = log.tell('row-promoted', { rowKey: 'row 2', label: 'user ci', to: 'CCCCCCCC' });
    expect(state.rows.map(({ promotedTo }) => promotedTo)).toEqual([undefined, 'CCCCCCCC']);
    expect(state.promotions).toEqual([{ key: 'row 2', label: 'user ci', to: 'CCCCCCCC' }]);
  });

  it('people’s doings are timed, the bot’s are not', () => {
    expect(tellAll([['noted', { text: 'x' }, bot]]).peopleAt).toBeUndefined();
    expect(
      tellAll([
        ['noted', { text: 'x' }, ana],
        ['woke', { because: 'time' }, bot],
      ]).peopleAt,
    ).toBe(NOW + 1000);
  });
});

describe('a finding that comes to a case', () => {
  it.each<[string, 'baseline' | undefined, Partial<Parameters<typeof factWith>[0]>, 'baseline' | undefined, boolean]>([
    ['of the baseline, new: it is a case like any other now', 'baseline', row2, undefined, true],
    ['of the baseline, while it is being recorded', 'baseline', row2, 'baseline', false],
    ['of the baseline, over already', 'baseline', { ...row2, active: false }, undefined, false],
    ['of the baseline, known', 'baseline', { updatedAt: NOW }, undefined, false],
    ['of the baseline, known and now of a higher tier', 'baseline', { updatedAt: NOW, tier: 3 }, undefined, true],
    ['of any other', undefined, row2, undefined, false],
  ])('%s', (_, subject, fact, quiet, isLive) => {
    const log = openedWith([factWith({ tier: 1 })], subject && { quiet: subject });
    const state = log.tell('findings-received', { findings: [factWith({ tier: 1, ...fact })], ...(quiet && { quiet }) });
    expect(state.liveAt).toBe(isLive ? NOW + 1000 : undefined);
  });

  it.each([
    [2, true],
    [3, false],
  ] as const)('of tier %i in a snoozed case of tier 2: still snoozed %s', (tier, isSnoozed) => {
    const log = openedWith([factWith({ tier: 2 })]);
    log.tell('snoozed', { until: UNTIL, reason: 'known' }, ana);
    const state = log.tell('findings-received', { findings: [factWith({ ...row2, tier })] });
    expect(state.snooze !== undefined).toBe(isSnoozed);
  });

  it('opens a resolved case again', () => {
    const log = openedWith();
    log.tell('resolved', { code: 'fixed', text: '' }, ana);
    expect(isOpen(log.tell('findings-received', { findings: [factWith({ ...row2, updatedAt: NOW + 60_000 })] }))).toBe(true);
  });
});
