/** When somebody is paged, and what PagerDuty should hold from then on: a table over the log. */
import { describe, expect, it } from 'vitest';
import type { CaseState } from '../../src/domain/case-state.ts';
import { desiredAlert, nextAlert } from '../../src/domain/desired-alert.ts';
import { ana, caseLog, factWith, openedWith, subjectWith } from '../fixtures/case-events.ts';

const grave = () => factWith({ tier: 3, severity: 'high' });
const opened = (subject = {}, fact = grave()) => openedWith([fact], subject);
const until = 2_000_000_000_000;
type Log = ReturnType<typeof opened>;
const resolution = { code: 'fixed', text: 'done' };

function paged(log: Log = opened()): Log {
  log.tell('paged', { round: 1, severity: 'error', rows: 1 });
  return log;
}

describe('nobody was told yet', () => {
  it.each<[string, () => CaseState, string]>([
    ['tier 3', () => opened().state(), 'triggered'],
    ['tier 2', () => opened({}, factWith({ tier: 2 })).state(), 'none'],
    ['a sample', () => opened({ sample: true }).state(), 'none'],
    ['what is not active', () => opened({}, factWith({ tier: 3, active: false })).state(), 'none'],
    ['what was open before the installation', () => opened({ quiet: 'baseline' }).state(), 'none'],
    ['a workflow’s request', () => opened({ kind: 'approval' }).state(), 'none'],
    ['a stop', () => opened({ kind: 'stop' }).state(), 'none'],
    ['a storm', () => opened({ kind: 'storm' }).state(), 'triggered'],
    ['tier 2 raised to 3', () => opened({}, factWith({ tier: 2 })).tell('tier-set', { tier: 3, reason: 'reachable' }), 'triggered'],
    [
      'tier 2, and somebody wants the people on call',
      () => opened({}, factWith({ tier: 2 })).tell('page-asked', { reason: 'help' }, ana),
      'triggered',
    ],
    ['acknowledged meanwhile: somebody on call still has to know', () => opened().tell('acknowledged', {}, ana), 'triggered'],
    ['resolved meanwhile', () => opened().tell('resolved', resolution, ana), 'none'],
    ['snoozed meanwhile', () => opened().tell('snoozed', { until, reason: 'x' }, ana), 'none'],
    ['suppressed meanwhile', () => opened().tell('suppressed', { until, reason: 'x' }, ana), 'none'],
  ])('%s', (_name, state, desired) => {
    expect(desiredAlert(state())).toBe(desired);
    expect(nextAlert(state())).toBe(desired === 'none' ? undefined : 'trigger');
  });

  it('a row with a case, and a page, of its own pages only there', () => {
    const log = opened();
    const [row] = log.state().rows;
    expect(desiredAlert(log.tell('row-promoted', { rowKey: row?.key ?? '', label: 'web-7', to: 'ZZZZZZZZ' }))).toBe('none');
  });
});

describe('somebody was told', () => {
  it.each<[string, (log: Log) => unknown, string | undefined]>([
    ['nothing else', () => {}, undefined],
    ['acknowledged', (log) => log.tell('acknowledged', {}, ana), 'acknowledge'],
    ['resolved', (log) => log.tell('resolved', resolution, ana), 'resolve'],
    ['suppressed', (log) => log.tell('suppressed', { until, reason: 'x' }, ana), 'resolve'],
    ['snoozed: the alert stays', (log) => log.tell('snoozed', { until, reason: 'x' }, ana), undefined],
    [
      'tier lowered by a person: it stays until somebody closes it',
      (log) => log.tell('tier-set', { tier: 2, reason: 'drill' }, ana),
      undefined,
    ],
    [
      'graver',
      (log) => log.tell('findings-received', { findings: [factWith({ identity: 'f2', tier: 3, severity: 'critical' })] }),
      'update',
    ],
    ['of another round', (log) => log.tell('paged', { round: 7, severity: 'error', rows: 1 }), undefined],
  ])('%s', (_name, happens, next) => {
    const log = paged();
    happens(log);
    expect(nextAlert(log.state())).toBe(next);
  });

  it('a storm says so again each time it has doubled, and only then', () => {
    const log = caseLog();
    log.tell('case-opened', { subject: subjectWith({ kind: 'storm' }), findings: [grave()] });
    paged(log);
    const words: (string | undefined)[] = [];
    for (let row = 2; row <= 8; row += 1) {
      const state = log.tell('findings-received', {
        findings: [factWith({ identity: `f${row}`, rowKey: `r${row}`, tier: 3, severity: 'high' })],
      });
      words.push(nextAlert(state));
      if (words.at(-1) === 'update') log.tell('paged', { round: 1, severity: 'error', rows: state.rowCount, update: true });
    }
    expect(words).toEqual(['update', undefined, 'update', undefined, undefined, undefined, 'update']);
  });

  it('what comes back begins anew, and pages anew', () => {
    const log = paged();
    log.tell('acknowledged', {}, ana);
    log.tell('resolved', resolution, ana);
    log.tell('alert-told', { round: 1, status: 'resolved' });
    const state = log.tell('reopened', { because: 'it is back' }, ana);
    expect(state.page).toMatchObject({ round: 2, tries: 0, people: [] });
    expect(state.acknowledged).toBeUndefined();
    expect(nextAlert(state)).toBe('trigger');
  });

  it('what was paged and answered by no incident is sent again when somebody wants it', () => {
    const log = paged();
    log.tell('page-unverified', { round: 1, tell: [], otherWay: true });
    expect(nextAlert(log.state())).toBeUndefined();
    expect(nextAlert(log.tell('page-retried', {}, ana))).toBe('trigger');
  });
});
