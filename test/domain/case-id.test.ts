/** Case ids: eight characters people can read out, the same every time, different for what is different. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { caseIdOf, caseIdPattern, referenceOf } from '../../src/domain/case-id.ts';
import { hashOf } from '../fixtures/case-events.ts';

const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

it('are of the pattern, and the same when asked again', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(50), fc.nat(5), (key, generation, attempt) => {
      const id = caseIdOf(key, generation, attempt);
      expect(id).toMatch(caseIdPattern);
      expect(caseIdOf(key, generation, attempt)).toBe(id);
    }),
  );
});

it('are the first forty bits of the hash', () => {
  const digest = hashOf('threat|key\n1');
  const value = [...caseIdOf('threat|key', 1)].reduce((sum, letter) => sum * 32n + BigInt(letters.indexOf(letter)), 0n);
  expect(value.toString(16).padStart(10, '0')).toBe(digest.slice(0, 10));
});

it('differ by key, generation and attempt', () => {
  const ids = [caseIdOf('a', 1), caseIdOf('b', 1), caseIdOf('a', 2), caseIdOf('a', 1, 1), caseIdOf('a', 1, 2), caseIdOf('a', 11)];
  expect(new Set(ids).size).toBe(ids.length);
});

it('use every letter, and none that is read as another', () => {
  const seen = new Set([...Array(500).keys()].flatMap((number) => [...caseIdOf(`key ${number}`, 1)]));
  expect([...seen].sort().join('')).toBe([...letters].sort().join(''));
});

it.each([
  ['K7F3Q2MX', true],
  ['k7f3q2mx', false],
  ['K7F3Q2M', false],
  ['K7F3Q2MXX', false],
  ['K7F3Q2MI', false],
  ['K7F3Q2ML', false],
  ['K7F3Q2MO', false],
  ['K7F3Q2MU', false],
  ['K7F3Q2M\n', false],
  ['', false],
])('%j is a case id: %s', (text, isId) => expect(caseIdPattern.test(text)).toBe(isId));

it('references are ten hex characters and keep their parts apart', () => {
  expect(referenceOf('a', 'b')).toMatch(/^[0-9a-f]{10}$/);
  expect(referenceOf('a', 'b')).toBe(referenceOf('a', 'b'));
  expect(new Set([referenceOf('a', 'b'), referenceOf('ab'), referenceOf('b', 'a'), referenceOf('', 'ab')]).size).toBe(4);
});
