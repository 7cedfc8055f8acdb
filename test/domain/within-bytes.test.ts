/** What is stored is bounded in bytes, whatever its characters. */
import { expect, test } from 'vitest';
import { withinBytes, withinJsonBytes } from '../../src/domain/within-bytes.ts';

test.each<[string, number, string]>([
  ['abc', 3, 'abc'],
  ['abcd', 3, 'abc'],
  ['üü', 3, 'ü'],
  ['a😀b', 4, 'a'],
  ['a😀b', 5, 'a😀'],
  ['ü', 0, ''],
  ['ü', -5, ''],
])('%j in %i bytes is %j', (text, most, kept) => {
  expect(withinBytes(text, most)).toBe(kept);
});

test('as JSON, where quotes and control characters grow', () => {
  expect(withinJsonBytes('plain', 100)).toBe('plain');
  for (const character of ['"', '\u0001', '😀', 'a']) {
    expect(Buffer.byteLength(JSON.stringify(withinJsonBytes(character.repeat(1000), 500)))).toBeLessThanOrEqual(500);
  }
});
