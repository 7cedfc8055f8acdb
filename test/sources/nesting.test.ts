/** Text that is nested without end is told apart without reading it as JSON. */
import { expect, test } from 'vitest';
import { parseInput } from '../../src/sources/index.ts';
import { isTooDeep } from '../../src/sources/nesting.ts';

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test.each<[string, string, boolean]>([
  ['flat', '{"a":1}', false],
  ['200 levels', nested(200), false],
  ['201 levels', nested(201), true],
  ['lists', `${'['.repeat(300)}${']'.repeat(300)}`, true],
  ['many objects side by side', `[${'{},'.repeat(5000)}{}]`, false],
  ['brackets inside texts', `{"a":"${'[{\\"'.repeat(400)}"}`, false],
  ['never closed', '['.repeat(100_000), true],
  ['empty', '', false],
])('%s', (_, json, deep) => {
  expect(isTooDeep(json)).toBe(deep);
});

test('such an input is rejected, whatever its depth', () => {
  expect(parseInput(nested(100_000)).results).toEqual([{ outcome: 'rejected', reason: expect.stringContaining('nested deeper') }]);
});
