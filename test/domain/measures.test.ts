/** Which events end which wait: the first response that holds, and never its undo. */
import { describe, expect, it } from 'vitest';
import type { CaseState } from '../../src/domain/case-state.ts';
import type { CaseEvent } from '../../src/domain/events.ts';
import { measuredBy } from '../../src/domain/measures.ts';

const state = { openedAt: 1_000_000, responses: { r1: {}, u1: { undoes: 'r1' } } } as unknown as CaseState;
const event = (kind: string, data: object = {}) => ({ kind, data, at: 1_090_000 }) as unknown as CaseEvent;
const ended = (responseId: string, outcome: string) => event('response-ended', { responseId, outcome, detail: '' });

describe('after 90 seconds', () => {
  it.each([
    ['somebody took it', event('acknowledged'), { TimeToAcknowledge: 90 }],
    ['a response was proved to hold', ended('r1', 'CUT'), { TimeToContain: 90 }],
    ['its effect was measured, too', ended('r1', 'CONTAINED'), {}],
    ['it was taken back', ended('u1', 'CUT'), {}],
    ['it failed', ended('r1', 'FAILED'), {}],
    ['a note was added', event('noted'), {}],
  ])('%s', (_, appended, measured) => {
    expect(measuredBy(appended, state)).toEqual(measured);
  });
});
