/** Numbers of things in words. */
import { expect, it } from 'vitest';
import { counted } from '../../src/domain/counted.ts';

it.each([
  [counted(0, 'call'), '0 calls'],
  [counted(1, 'call'), '1 call'],
  [counted(1_840, 'time'), '1,840 times'],
  [counted(1, 'more address', 'more addresses'), '1 more address'],
  [counted(2, 'more address', 'more addresses'), '2 more addresses'],
])('%s', (said, wanted) => {
  expect(said).toBe(wanted);
});
