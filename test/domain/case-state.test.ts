/** What a case's state answers: open, quiet, what still stands, what is under way. */
import { describe, expect, it } from 'vitest';
import { isOpen, isQuiet, openResponse, type ResponseState, standing } from '../../src/domain/case-state.ts';
import type { EventData, ResponseOutcome } from '../../src/domain/events.ts';
import { ana, asked, factWith, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

const ended = (responseId: string, outcome: ResponseOutcome): EventData['response-ended'] => ({ responseId, outcome, detail: '' });

describe('open', () => {
  it('until a person resolves it, and again when it is reopened', () => {
    const log = openedWith();
    expect(isOpen(log.state())).toBe(true);
    expect(isOpen(log.tell('acknowledged', {}, ana))).toBe(true);
    expect(isOpen(log.tell('resolved', { code: 'fixed', text: '' }, ana))).toBe(false);
    expect(isOpen(log.tell('reopened', { because: '' }, ana))).toBe(true);
  });

  it('not when it came closed', () => expect(isOpen(openedWith([factWith({ active: false })]).state())).toBe(false));
});

describe('quiet', () => {
  it.each<[string, ('snoozed' | 'suppressed')[], number, boolean]>([
    ['neither', [], NOW, false],
    ['snoozed', ['snoozed'], NOW + 999, true],
    ['snoozed until this instant', ['snoozed'], NOW + 1000, false],
    ['suppressed', ['suppressed'], NOW + 999, true],
    ['suppressed until this instant', ['suppressed'], NOW + 1000, false],
    ['both', ['snoozed', 'suppressed'], NOW, true],
  ])('%s', (_, kinds, now, expected) => {
    const log = openedWith();
    for (const kind of kinds) log.tell(kind, { until: NOW + 1000, reason: '' }, ana);
    expect(isQuiet(log.state(), now)).toBe(expected);
  });
});

describe('standing containments', () => {
  const stands = ['CUT', 'CONTAINED', 'PARTIAL', 'NOT_EFFECTIVE'];
  const outcomes: ResponseOutcome[] = [
    ...(['CUT', 'CONTAINED', 'DONE', 'PARTIAL', 'NOT_EFFECTIVE', 'ALREADY', 'REFUSED'] as const),
    ...(['PLAN_CHANGED', 'DENIED', 'EXPIRED', 'CANCELLED', 'UNDONE', 'FAILED'] as const),
  ];
  it.each(outcomes)('%s', (outcome) => {
    const log = openedWith();
    log.tell('response-asked', asked(), ana);
    expect(standing(log.state())).toEqual([]);
    const state = log.tell('response-ended', ended('r1', outcome));
    expect(standing(state).map(({ responseId }) => responseId)).toEqual(stands.includes(outcome) ? ['r1'] : []);
  });

  it('not once undone, and an undo is none itself', () => {
    const log = openedWith();
    log.tell('response-asked', asked(), ana);
    log.tell('response-ended', ended('r1', 'CUT'));
    log.tell('response-asked', asked({ responseId: 'r2', undoes: 'r1' }), ana);
    expect(standing(log.tell('response-ended', ended('r2', 'PARTIAL'))).map(({ responseId }) => responseId)).toEqual(['r1']);
    log.tell('response-asked', asked({ responseId: 'r3', undoes: 'r1', round: 2 }), ana);
    expect(standing(log.tell('response-ended', ended('r3', 'UNDONE')))).toEqual([]);
  });
});

describe('the response under way on a target', () => {
  it('is the one that has not ended, of that target only', () => {
    const log = openedWith();
    const found = (key: string): ResponseState | undefined => openResponse(log.state(), key);
    expect(found('k1')).toBeUndefined();
    log.tell('response-asked', asked(), ana);
    expect(found('k1')?.responseId).toBe('r1');
    expect(found('k2')).toBeUndefined();
    log.tell('response-started', { responseId: 'r1' });
    expect(found('k1')?.status).toBe('running');
    log.tell('response-ended', ended('r1', 'DENIED'));
    expect(found('k1')).toBeUndefined();
    log.tell('response-asked', asked({ responseId: 'r2', round: 2 }), ana);
    expect(found('k1')?.responseId).toBe('r2');
  });
});
