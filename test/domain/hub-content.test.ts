/** What Security Hub should say about a case, and when nothing: what was written in the console stays as they wrote it. */
import { describe, expect, it } from 'vitest';
import type { Actor, EventData, EventKind } from '../../src/domain/events.ts';
import { hubContentOf } from '../../src/domain/hub-content.ts';
import { ana, bot, CASE, consolePerson, factWith, omar, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

type Told = { [Kind in EventKind]: [Kind, EventData[Kind], Actor] }[EventKind];
const inPagerDuty: Actor = { kind: 'pagerduty', id: 'PPAT001', name: 'pat' };
const UNTIL = NOW + 60_000;
const id = `Drawbridge case ${CASE}`;
const fixed: Told = ['resolved', { code: 'fixed', text: 'rotated' }, ana];
const suppressed: Told = ['suppressed', { until: UNTIL, reason: 'pen test' }, ana];
const assigned: Told = ['assigned', { to: { id: 'UOMAR', name: 'omar' } }, ana];

function contentAfter(told: readonly Told[], shown = true, now = NOW) {
  const log = openedWith();
  for (const [kind, data, actor] of told) log.tell(kind, data as EventData[typeof kind], actor);
  return hubContentOf(log.state(), shown, now);
}

describe('workflow and note', () => {
  it.each<[string, Told[], string, string]>([
    ['shown', [], 'NOTIFIED', id],
    ['acknowledged', [['acknowledged', {}, ana]], 'NOTIFIED', `${id}: acknowledged by ana`],
    ['acknowledged and assigned', [['acknowledged', {}, ana], assigned], 'NOTIFIED', `${id}: acknowledged by ana assigned to omar`],
    ['acknowledged in PagerDuty', [['acknowledged', {}, inPagerDuty]], 'NOTIFIED', `${id}: acknowledged by pat in PagerDuty`],
    [
      'resolved in PagerDuty',
      [['resolved', { code: 'pagerduty', text: 'done' }, inPagerDuty]],
      'RESOLVED',
      `${id}: resolved by pat in PagerDuty (pagerduty): done`,
    ],
    ['assigned', [assigned], 'NOTIFIED', `${id}: assigned to omar`],
    ['noted', [['noted', { text: 'is ours' }, omar]], 'NOTIFIED', `${id}: noted · note by omar: is ours`],
    ['noted by the bot: nothing more', [['noted', { text: 'x' }, bot]], 'NOTIFIED', id],
    ['suppressed', [suppressed], 'SUPPRESSED', `${id}: suppressed: pen test`],
    ['suppressed, though acknowledged', [['acknowledged', {}, ana], suppressed], 'SUPPRESSED', `${id}: suppressed: pen test`],
    ['resolved', [fixed], 'RESOLVED', `${id}: resolved by ana (fixed): rotated`],
    ['resolved by nobody in person', [['resolved', { code: 'fixed', text: 'proved' }, bot]], 'RESOLVED', `${id}: resolved (fixed): proved`],
    [
      'changed by policy, without proof that the intruder is stopped',
      [['resolved', { code: 'fixed', text: 'the key is inactive' }, { kind: 'policy' }]],
      'NOTIFIED',
      `${id}: changed by policy: the key is inactive`,
    ],
    ['reopened', [fixed, ['reopened', { because: 'again' }, bot]], 'NEW', `${id}: reopened`],
    [
      'reopened, then acknowledged',
      [fixed, ['reopened', { because: '' }, bot], ['acknowledged', {}, ana]],
      'NOTIFIED',
      `${id}: acknowledged by ana`,
    ],
    ['acknowledged in the console: still ours', [['console-edited', { workflow: 'NOTIFIED' }, consolePerson]], 'NOTIFIED', id],
  ])('%s', (_, told, workflow, note) => {
    expect(contentAfter(told)).toMatchObject({ workflow, note });
  });
});

describe('what people found it to be', () => {
  const closed = (code: string, by: Actor = ana): Told => ['resolved', { code, text: 'looked at' }, by];
  it.each<[string, Told[], string | undefined]>([
    ['fixed', [closed('fixed')], 'TRUE_POSITIVE'],
    ['a false positive', [closed('false-positive')], 'FALSE_POSITIVE'],
    ['an accepted risk', [closed('accepted-risk')], 'BENIGN_POSITIVE'],
    ['a test', [closed('test')], 'BENIGN_POSITIVE'],
    ['suppressed', [suppressed], 'BENIGN_POSITIVE'],
    ['a duplicate says nothing about it', [closed('duplicate')], undefined],
    ['closed by nobody in person', [closed('fixed', bot)], undefined],
    ['acknowledged only', [['acknowledged', {}, ana]], undefined],
  ])('%s', (_, told, verification) => expect(contentAfter(told)?.verification).toBe(verification));
});

describe('nothing of ours to say', () => {
  it.each<[string, Told[], boolean]>([
    ['not shown yet', [], false],
    ['resolved in the console', [['console-edited', { workflow: 'RESOLVED' }, consolePerson]], true],
    ['suppressed in the console', [['console-edited', { workflow: 'SUPPRESSED' }, consolePerson]], true],
  ])('%s', (_, told, shown) => expect(contentAfter(told, shown)).toBeUndefined());

  it('until somebody does something, even when it is not shown', () => {
    expect(contentAfter([['acknowledged', {}, ana]], false)).toMatchObject({ workflow: 'NOTIFIED' });
  });
});

it('a suppression ends with its time', () => {
  expect(contentAfter([suppressed], true, UNTIL - 1)).toMatchObject({ workflow: 'SUPPRESSED' });
  expect(contentAfter([suppressed], true, UNTIL)).toMatchObject({ workflow: 'NOTIFIED' });
});

it('what was resolved in the console and seen again is ours to say', () => {
  const log = openedWith();
  log.tell('console-edited', { workflow: 'RESOLVED' }, consolePerson);
  const seen = factWith({ updatedAt: NOW + 60_000, lastSeenAt: NOW + 60_000 });
  expect(hubContentOf(log.tell('findings-received', { findings: [seen] }), true, NOW)).toEqual({
    workflow: 'NEW',
    note: `${id}: reopened`,
  });
});

it('what policy fixed is RESOLVED once its effect is proved, and a setting by being as it should', () => {
  const resolved: Told = ['resolved', { code: 'fixed', text: 'no use since' }, { kind: 'policy' }];
  const log = openedWith();
  log.tell(resolved[0], resolved[1] as EventData['resolved'], resolved[2]);
  const state = log.state();
  const expected = { workflow: 'RESOLVED', note: `${id}: resolved by policy, after proof (fixed): no use since` };
  const responses = { r1: { outcome: 'CONTAINED' } } as unknown as typeof state.responses;
  expect(hubContentOf({ ...state, responses }, true, NOW)).toEqual(expected);
  expect(hubContentOf({ ...state, subject: { ...state.subject, threat: 'exposure' } }, true, NOW)).toEqual(expected);
});
