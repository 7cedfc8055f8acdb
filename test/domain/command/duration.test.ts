/** Durations that people write, and how long what they mute may last. */
import { describe, expect, it } from 'vitest';
import { durationOf, isWithin } from '../../../src/domain/command/duration.ts';

describe('durations', () => {
  it.each([
    ['1h', 3_600_000],
    ['90d', 7_776_000_000],
    ['30m', 1_800_000],
    ['30 min', 1_800_000],
    ['2 weeks', 1_209_600_000],
    ['4hours', 14_400_000],
    ['100y', undefined],
    ['0d', undefined],
    ['9999w', undefined],
    ['1e3h', undefined],
    ['-1h', undefined],
    ['1h30m', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('%j lasts %s ms', (text, length) => {
    expect(durationOf(text)).toBe(length);
  });

  it.each([
    ['snooze', '15m', true],
    ['snooze', '14m', false],
    ['snooze', '7d', true],
    ['snooze', '8d', false],
    ['suppress', '1d', true],
    ['suppress', '23h', false],
    ['suppress', '90d', true],
    ['suppress', '13w', false],
  ] as const)('%s for %s: %s', (verb, text, fine) => {
    expect(isWithin(verb, text)).toBe(fine);
  });
});
