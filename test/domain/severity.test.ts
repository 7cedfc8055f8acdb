/** The five words from every scale. */
import { expect, test } from 'vitest';
import { severityFromAsff, severityFromOcsf, severityFromScore, severityFromWord } from '../../src/domain/severity.ts';

test.each([
  [{ Product: 2, Label: 'LOW', Normalized: 40 }, 'low'],
  [{ Label: 'CRITICAL', Original: 0 }, 'critical'],
  [{ Product: 5, Normalized: 50 }, 'medium'],
  [{ Normalized: '90' }, 'critical'],
  [{ Normalized: 0 }, 'informational'],
  [{ Normalized: 39 }, 'low'],
  [{ Product: 8 }, 'high'],
  [{ Product: 90 }, 'critical'],
  [{ Original: 'MEDIUM' }, 'medium'],
  [{ Label: 'nonsense', Normalized: 70 }, 'high'],
  [{ Normalized: 101 }, undefined],
  [{}, undefined],
])('ASFF %o is %s', (severity, expected) => {
  expect(severityFromAsff(severity)).toBe(expected);
});

test.each([
  [8, 'high'],
  ['8.9', 'high'],
  [9, 'critical'],
  [3.9, 'low'],
  [4, 'medium'],
  [0, 'informational'],
  [11, undefined],
  [Number.NaN, undefined],
])('score %s is %s', (score, expected) => {
  expect(severityFromScore(score)).toBe(expected);
});

test.each([
  [5, 'whatever', 'critical'],
  ['4', undefined, 'high'],
  [6, 'Fatal', 'critical'],
  [99, 'Informational', 'informational'],
  [0, 'Unknown', 'informational'],
  [undefined, 'High', 'high'],
  [undefined, undefined, undefined],
])('OCSF %s %s is %s', (id, word, expected) => {
  expect(severityFromOcsf(id, word)).toBe(expected);
});

test('words', () => {
  expect(['UNTRIAGED', ' Important ', 'moderate', 'x', 4].map(severityFromWord)).toEqual([
    'informational',
    'high',
    'medium',
    undefined,
    undefined,
  ]);
});
