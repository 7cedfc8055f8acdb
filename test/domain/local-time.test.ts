/** Times of day in a place: the last and the next one, across midnight, week ends and both changes of the clock. */
import { describe, expect, it } from 'vitest';
import { isTimeZone, lastBefore, localTime, nextAfter } from '../../src/domain/local-time.ts';

const at = (text: string) => Date.parse(text);
const iso = (instant: number) => new Date(instant).toISOString().slice(0, 16);
const berlin = { at: '08:00', timeZone: 'Europe/Berlin' };

describe('the last and the next', () => {
  it.each<[string, string, string, string]>([
    ['before it', '2026-11-20T06:59:00Z', '2026-11-19T07:00', '2026-11-20T07:00'],
    ['at it', '2026-11-20T07:00:00Z', '2026-11-20T07:00', '2026-11-21T07:00'],
    ['after it', '2026-11-20T23:30:00Z', '2026-11-20T07:00', '2026-11-21T07:00'],
    ['the day the clock goes forward', '2026-03-29T08:00:00Z', '2026-03-29T06:00', '2026-03-30T06:00'],
    ['the day it goes back', '2026-10-25T06:30:00Z', '2026-10-24T06:00', '2026-10-25T07:00'],
  ])('%s', (_, now, last, next) => {
    expect([iso(lastBefore(at(now), berlin)), iso(nextAfter(at(now), berlin))]).toEqual([last, next]);
  });

  it('on one day of the week', () => {
    const monday = { at: '08:00', timeZone: 'UTC', weekday: 1 };
    // The 20th is a Friday.
    expect(iso(lastBefore(at('2026-11-20T03:00:00Z'), monday))).toBe('2026-11-16T08:00');
    expect(iso(nextAfter(at('2026-11-20T03:00:00Z'), monday))).toBe('2026-11-23T08:00');
    expect(iso(lastBefore(at('2026-11-23T08:00:00Z'), monday))).toBe('2026-11-23T08:00');
  });

  it('in an hour that the clock skips is an hour later', () => {
    const skipped = { at: '02:30', timeZone: 'Europe/Berlin' };
    expect(iso(nextAfter(at('2026-03-29T00:00:00Z'), skipped))).toBe('2026-03-29T01:30');
    expect(localTime(at('2026-03-29T01:30:00Z'), 'Europe/Berlin').minutes).toBe(3 * 60 + 30);
  });

  it('far from Greenwich is that place’s own day', () => {
    const kiritimati = { at: '08:00', timeZone: 'Pacific/Kiritimati' };
    expect(iso(lastBefore(at('2026-11-20T00:00:00Z'), kiritimati))).toBe('2026-11-19T18:00');
    expect(iso(nextAfter(at('2026-11-20T00:00:00Z'), kiritimati))).toBe('2026-11-20T18:00');
  });
});

it.each([
  ['Europe/Berlin', true],
  ['UTC', true],
  ['Mars/Base', false],
  ['', false],
])('%j is a time zone: %s', (name, is) => {
  expect(isTimeZone(name)).toBe(is);
});
