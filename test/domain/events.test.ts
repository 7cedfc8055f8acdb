/** The hash chain (I16): what was written verifies, and any change to it is found where it was made. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainHash, firstPrev, type StoredEvent, verifyChain } from '../../src/domain/event-chain.ts';
import { ana, hashOf, openedWith } from '../fixtures/case-events.ts';

/** A log with as many notes as texts. */
function chainOf(texts: readonly string[]): StoredEvent[] {
  const log = openedWith();
  for (const text of texts) log.tell('noted', { text }, ana);
  return log.events;
}
const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 2, maxLength: 8 });

function changed(events: readonly StoredEvent[], index: number, change: Partial<StoredEvent>): StoredEvent[] {
  return events.map((event, at) => (at === index ? { ...event, ...change } : event));
}

describe('every chain verifies (I16)', () => {
  it('whatever the events say', () => {
    fc.assert(
      fc.property(texts, (words) => {
        expect(verifyChain(chainOf(words))).toBeUndefined();
      }),
    );
  });

  it('when nothing is in it', () => expect(verifyChain([])).toBeUndefined());

  it('with the documented hash', () => {
    const [first, second] = chainOf(['x']);
    expect(first?.prev).toBe('0'.repeat(64));
    expect(first?.hash).toBe(hashOf(`${firstPrev}\n${first?.body}`));
    expect(second?.prev).toBe(first?.hash);
    expect(second?.hash).toBe(chainHash(first?.hash ?? '', second?.body ?? ''));
  });
});

describe('any change is found at its seq (I16)', () => {
  const fields = ['body', 'prev', 'hash'] as const;
  it.each(fields)('of any byte of %s', (field) => {
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 127 }), (words, which, where, flip) => {
        const events = chainOf(words);
        const index = which % events.length;
        const before = events[index]?.[field] ?? '';
        const bytes = Buffer.from(before);
        const at = where % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ flip;
        fc.pre(bytes.toString() !== before);
        expect(verifyChain(changed(events, index, { [field]: bytes.toString() }))).toBe(index + 1);
      }),
    );
  });

  it('of the order, at the first that is out of its place', () => {
    fc.assert(
      fc.property(texts, fc.nat(), (words, which) => {
        const events = chainOf(words);
        const index = which % (events.length - 1);
        const [one, other] = [events[index], events[index + 1]];
        if (!one || !other) throw new Error('the chain is too short');
        expect(verifyChain([...events.slice(0, index), other, one, ...events.slice(index + 2)])).toBe(index + 1);
      }),
    );
  });

  it.each<[string, (events: StoredEvent[]) => StoredEvent[], number]>([
    ['an event left out', (events) => events.filter((_, index) => index !== 2), 3],
    ['the first left out', (events) => events.slice(1), 1],
    ['an event told twice', (events) => events.flatMap((event, index) => (index === 1 ? [event, event] : [event])), 3],
    ['a body cut short, hashed again', (events) => rehashed(events, 2, (body) => body.slice(0, -1)), 3],
    ['a body that is no object, hashed again', (events) => rehashed(events, 2, () => 'null'), 3],
    ['another seq, hashed again', (events) => rehashed(events, 2, (body) => body.replace('"seq":3', '"seq":4')), 3],
    ['another text, hashed again: the next no longer fits', (events) => rehashed(events, 2, (body) => body.replace('two', 'xxx')), 4],
  ])('%s', (_, change, seq) => {
    expect(verifyChain(change(chainOf(['one', 'two', 'three'])))).toBe(seq);
  });
});

function rehashed(events: StoredEvent[], index: number, change: (body: string) => string): StoredEvent[] {
  const { body, prev } = events[index] ?? { body: '', prev: '' };
  const forged = change(body);
  return changed(events, index, { body: forged, hash: chainHash(prev, forged) });
}
