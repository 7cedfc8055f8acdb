/** Quiet hours: until when, over midnight, whole days and several at once; and what never waits. */
import { describe, expect, it } from 'vitest';
import { mayWait, quietUntil } from '../../src/domain/quiet-hours.ts';
import { ana, asked, openedWith } from '../fixtures/case-events.ts';
import { policyWith } from '../fixtures/policy.ts';

const night = { from: '22:00', until: '07:00', timeZone: 'Europe/Berlin' };
const lunch = { from: '12:00', until: '13:00', timeZone: 'UTC', channels: ['payments'] };
const weekend = { ...night, days: ['saturday', 'sunday'] };
const endsAt = (hours: object[], now: string, channel = 'C0SECURITY') => {
  const end = quietUntil(channel, Date.parse(now), policyWith({ quietHours: hours }));
  return end === undefined ? undefined : new Date(end).toISOString().slice(0, 16);
};

describe('end', () => {
  // The 20th of November 2026 is a Friday; Berlin is an hour ahead of UTC.
  it.each<[string, object[], string, string | undefined]>([
    ['none', [], '2026-11-20T02:00:00Z', undefined],
    ['in the evening', [night], '2026-11-20T21:30:00Z', '2026-11-21T06:00'],
    ['after midnight', [night], '2026-11-20T02:00:00Z', '2026-11-20T06:00'],
    ['just when they end', [night], '2026-11-20T06:00:00Z', undefined],
    ['just when they begin', [night], '2026-11-20T21:00:00Z', '2026-11-21T06:00'],
    ['by day', [night], '2026-11-20T12:00:00Z', undefined],
    ['on a quiet day', [weekend], '2026-11-21T12:00:00Z', '2026-11-23T06:00'],
    ['in the night before quiet days', [weekend], '2026-11-20T22:00:00Z', '2026-11-23T06:00'],
    ['the longest of several', [night, { from: '02:00', until: '09:00', timeZone: 'UTC' }], '2026-11-20T03:00:00Z', '2026-11-20T09:00'],
  ])('%s', (_, hours, now, expected) => expect(endsAt(hours, now)).toBe(expected));

  it('are those of the channel', () => {
    expect(endsAt([lunch], '2026-11-20T12:10:00Z', 'C0PAYMENTS')).toBe('2026-11-20T13:00');
    expect(endsAt([lunch], '2026-11-20T12:10:00Z')).toBeUndefined();
  });

  it('that never stop being quiet still end', () => {
    const always = { ...night, days: ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] };
    expect(endsAt([always], '2026-11-20T12:00:00Z')).toMatch(/^2026-1[12]-/);
  });
});

describe('waits', () => {
  it('a routine case does', () => expect(mayWait(openedWith().state())).toBe(true));

  it.each<[string, () => ReturnType<typeof openedWith>]>([
    ['tier 3', () => tell('tier-set', { tier: 3, reason: 'x' })],
    ['what a person touched', () => tell('noted', { text: 'x' })],
    ['what asks people for something', () => tell('response-asked', asked())],
  ])('%s does not', (_, log) => expect(mayWait(log().state())).toBe(false));
});

function tell(...[kind, data]: ['tier-set' | 'noted' | 'response-asked', object]) {
  const log = openedWith();
  log.tell(kind, data as never, ana);
  return log;
}
