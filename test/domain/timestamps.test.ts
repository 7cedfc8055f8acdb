/** One instant, in every form it is written in. */
import { expect, test } from 'vitest';
import { timestampFrom } from '../../src/domain/timestamps.ts';

const SECOND = Date.UTC(2025, 1, 25, 20, 40, 6);

test.each([
  ['2025-02-25T20:40:06Z', 0],
  ['2025-02-25T20:40:06.7Z', 700],
  ['2025-02-25T20:40:06.721Z', 721],
  ['2025-02-25T20:40:06.721000000Z', 721],
  ['2025-02-25T20:40:06.721+00:00', 721],
  ['2025-02-25T20:40:06.721+0000', 721],
  ['2025-02-25T22:40:06+02:00', 0],
  ['2025-02-25 20:40:06.721000000', 721],
  ['2025-02-25T20:40:06', 0],
  ['Tue, 25 Feb 2025 20:40:06 GMT', 0],
  [SECOND / 1000, 0],
  [SECOND / 1000 + 0.721, 721],
  [String(SECOND / 1000), 0],
  [SECOND, 0],
  [String(SECOND), 0],
])('%s', (value, milliseconds) => {
  expect(timestampFrom(value)).toBe(SECOND + milliseconds);
});

test('a day without a time is its first instant', () => {
  expect(timestampFrom('2025-02-25')).toBe(Date.UTC(2025, 1, 25));
});

test.each([
  '',
  'yesterday',
  '2025-13-45T00:00:00Z',
  '2025-02-25T99:00:00Z',
  '1',
  7,
  -1,
  Number.NaN,
  Infinity,
  null,
  undefined,
  {},
  [],
  true,
  '9999-12-31T00:00:00Z',
])('%s is no time', (value) => {
  expect(timestampFrom(value)).toBeUndefined();
});
