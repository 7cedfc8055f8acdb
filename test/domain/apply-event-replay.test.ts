/** The log replayed: at once, bit by bit or from a cached state it says the same, and nothing given is changed. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apply, replay, seal } from '../../src/domain/apply-event.ts';
import { type CaseState, mostEventIds } from '../../src/domain/case-state.ts';
import { firstPrev } from '../../src/domain/event-chain.ts';
import type { Actor, CaseEvent, EventData, EventKind } from '../../src/domain/events.ts';
import { ana, asked, bot, CASE, caseLog, factWith, hashOf, omar, openedWith, subjectWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

type Told = { [Kind in EventKind]: [Kind, EventData[Kind], Actor?] }[EventKind];
const row2 = { identity: 'guardduty/f2', rowKey: 'row 2' };

describe('the log', () => {
  const some: Told[] = [
    ['enriched', { context: {}, failures: [] }],
    ['acknowledged', {}, ana],
    ['noted', { text: 'looking' }, ana],
    ['findings-received', { findings: [factWith(row2)] }],
    ['response-asked', asked(), ana],
    ['approval-decided', { responseId: 'r1', decision: 'approved', onePerson: false, planHash: hashOf('plan') }, omar],
    ['step-done', { responseId: 'r1', step: 0 }],
    ['response-ended', { responseId: 'r1', outcome: 'CUT', detail: '' }],
    ['row-promoted', { rowKey: 'row 2', label: 'x', to: 'CCCCCCCC' }],
    ['resolved', { code: 'fixed', text: '' }, ana],
    ['reopened', { because: 'not so' }, omar],
  ];

  it('read at once, bit by bit or through a cached state says the same', () => {
    const log = openedWith();
    for (const [kind, data, actor] of some) log.tell(kind, data as EventData[typeof kind], actor);
    const whole = replay(CASE, log.events);
    expect(whole).toEqual(log.state());
    for (let cut = 1; cut < log.events.length; cut += 1) {
      const cached = JSON.parse(JSON.stringify(replay(CASE, log.events.slice(0, cut)))) as CaseState;
      expect(replay(CASE, log.events.slice(cut), cached)).toEqual(whole);
    }
  });

  it('leaves the state it is given as it was', () => {
    const log = openedWith([factWith(), factWith({ identity: 'x', rowKey: 'row 3' })]);
    for (const [kind, data, actor] of some) {
      const before = log.state();
      const copy = structuredClone(before);
      log.tell(kind, data as EventData[typeof kind], actor);
      expect(before).toEqual(copy);
    }
    const before = log.state();
    const copy = structuredClone(before);
    replay(CASE, log.events.slice(1), before);
    expect(before).toEqual(copy);
  });

  it('of nothing is no case, and nothing more leaves the case as it was', () => {
    expect(replay(CASE, [])).toBeUndefined();
    const state = openedWith().state();
    expect(replay(CASE, [], state)).toBe(state);
  });

  it('begins with case-opened', () => {
    expect(() => caseLog().tell('acknowledged', {}, ana)).toThrow(/K7F3Q2MX does not begin with case-opened but with acknowledged/);
  });

  it('opened twice keeps what is there and counts the event', () => {
    const log = openedWith();
    log.tell('acknowledged', {}, ana);
    const state = log.tell('case-opened', { subject: subjectWith({ title: 'other' }), findings: [factWith(row2)] });
    expect(state).toMatchObject({ seq: 3, hash: log.events[2]?.hash, acknowledged: { by: ana }, rowCount: 1 });
    expect(state.subject.title).not.toBe('other');
  });

  it('keeps the newest ids only, in order', () => {
    const log = openedWith();
    for (let count = 0; count < mostEventIds + 5; count += 1) log.tell('noted', { text: '' });
    expect(log.state().eventIds).toHaveLength(mostEventIds);
    expect(log.state().eventIds.at(-1)).toBe(`noted:${mostEventIds + 6}`);
    expect(log.state().eventIds[0]).toBe('noted:7');
  });

  it('is sealed as the exact text that was hashed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const event = { v: 1, seq: 1, at: NOW, actor: ana, kind: 'noted', data: { text }, policyVersion: 'p', id: 'n' } as CaseEvent;
        const { body, prev, hash } = seal(event, firstPrev);
        expect(JSON.parse(body)).toEqual(event);
        expect({ prev, hash }).toEqual({ prev: firstPrev, hash: hashOf(`${firstPrev}\n${body}`) });
      }),
    );
  });

  it('gives the first state even when no finding came with it', () => {
    const event = {
      v: 1,
      seq: 1,
      at: NOW,
      actor: bot,
      kind: 'case-opened',
      data: { subject: subjectWith(), findings: [] },
    } as unknown as CaseEvent;
    expect(apply(undefined, event, 'h', CASE)).toMatchObject({
      caseId: CASE,
      seq: 1,
      hash: 'h',
      tier: 1,
      rows: [],
      environment: 'unknown',
    });
  });
});
