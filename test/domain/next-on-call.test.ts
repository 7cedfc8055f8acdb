/** Who is next and when, from the shifts PagerDuty tells. */
import { describe, expect, it } from 'vitest';
import { nextOnCall, type OnCallShift } from '../../src/domain/next-on-call.ts';

type Shift = OnCallShift<{ id: string }>;
const now = 1_000;
const shift = (id: string, from?: number, until?: number, level = 1): Shift => ({
  level,
  person: { id },
  ...(from !== undefined && { from }),
  ...(until !== undefined && { until }),
});

describe('who is next', () => {
  it.each<[string, Shift[], [number, number, string][]]>([
    ['nobody is known', [], []],
    ['nothing changes', [shift('omar')], []],
    ['another one', [shift('omar', 500, 1_500), shift('li', 1_500, 2_500)], [[1, 1_500, 'li']]],
    ['the first of several, in whatever order', [shift('mia', 2_500), shift('li', 1_500), shift('omar', 0, 1_500)], [[1, 1_500, 'li']]],
    ['two at once', [shift('li', 1_500), shift('mia', 1_500), shift('li', 1_500)], [[1, 1_500, 'li,mia']]],
    [
      'whoever goes straight on is not next',
      [shift('omar', 0, 1_500), shift('omar', 1_500, 2_000), shift('li', 2_000)],
      [[1, 2_000, 'li']],
    ],
    ['whoever comes back is', [shift('omar', 0, 1_500), shift('omar', 1_600, 2_000), shift('li', 2_000)], [[1, 1_600, 'omar']]],
    ['a gap now', [shift('li', 1_500)], [[1, 1_500, 'li']]],
    ['somebody joins those who always are', [shift('omar'), shift('li', 1_500)], [[1, 1_500, 'li']]],
    [
      'each level for itself',
      [shift('li', 1_500, 2_000, 2), shift('mia', 1_700), shift('omar', 0, 1_700)],
      [
        [1, 1_700, 'mia'],
        [2, 1_500, 'li'],
      ],
    ],
  ])('%s', (_, shifts, expected) => {
    expect(nextOnCall(shifts, now).map(({ level, at, people }) => [level, at, people.map(({ id }) => id).join()])).toEqual(expected);
  });
});
