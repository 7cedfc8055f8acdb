/** Who is on call, on a card: by level, at most four, and nobody's name can ping. */
import { describe, expect, it } from 'vitest';
import { onCallWords } from '../../blocks/on-call-words.ts';
import { compose } from '../../blocks/text.ts';

describe('on call', () => {
  it.each<[string, { name: string; level: number }[] | undefined, string]>([
    ['nobody known', undefined, '–'],
    ['nobody there', [], '–'],
    [
      'by level',
      [
        { name: 'omar', level: 1 },
        { name: 'li', level: 2 },
      ],
      'On call: @omar (L1), @li (L2)',
    ],
    [
      'many',
      Array.from({ length: 6 }, (_, index) => ({ name: `p${index}`, level: 1 })),
      'On call: @p0 (L1), @p1 (L1), @p2 (L1), @p3 (L1) and 2 more',
    ],
    ['a hostile name', [{ name: '<!channel>', level: 1 }], 'On call: @&lt;\u200b!channel&gt; (L1)'],
  ])('%s', (_, onCall, expected) => {
    expect(compose(onCallWords(onCall ? { onCall } : {}), 500)).toBe(expected);
  });
});
