/** Key ids in texts: every full one becomes its fingerprint, wherever it stands, and nothing else is touched. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessKeyFrom, fingerprint } from '../../src/domain/access-key.ts';
import { deepWithoutKeyIds, withoutKeyIds } from '../../src/domain/redaction.ts';
import { KEY, OTHER_KEY, SESSION_KEY } from '../fixtures/finding.ts';

const fullKey = /(?:AKIA|ASIA)[A-Z0-9]{16}/;
const keys = fc.constantFrom(KEY, OTHER_KEY, SESSION_KEY);

describe('a text', () => {
  it.each([
    ['a key alone', KEY, 'AKIA…MPLE'],
    ['a session key', `signed by ${SESSION_KEY}.`, 'signed by ASIA…MPLE.'],
    ['two keys', `${KEY},${OTHER_KEY}`, 'AKIA…MPLE,AKIA…MPLE'],
    ['two keys in one word', `${KEY}${OTHER_KEY}`, 'AKIA…MPLE'],
    ['a key behind what looks like half of one', `AKIA${'X'.repeat(12)}${KEY}`, 'AKIA…MPLE'],
    ['in a path', `key/${KEY}/x`, 'key/AKIA…MPLE/x'],
    ['after a letter', `x${KEY}`, 'xAKIA…MPLE'],
    ['after an escaped newline', JSON.stringify(`\n${KEY}`), '"\\nAKIA…MPLE"'],
    ['too short for a key', 'AKIAIOSFODNN7EXAMPL', 'AKIAIOSFODNN7EXAMPL'],
    ['a user id', 'AIDAIOSFODNN7EXAMPLE', 'AIDAIOSFODNN7EXAMPLE'],
    ['no key', 'nothing here', 'nothing here'],
  ])('%s', (_, text, expected) => expect(withoutKeyIds(text)).toBe(expected));

  it('holds no full key afterwards, and a second time changes nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(keys, fc.string(), fc.constantFrom('AKIA', 'ASIA', 'A', '7'))), (parts) => {
        const once = withoutKeyIds(parts.join(''));
        expect(once).not.toMatch(fullKey);
        expect(withoutKeyIds(once)).toBe(once);
      }),
    );
  });
});

describe('a value', () => {
  it('has none left in texts, lists, objects or their keys', () => {
    const shape = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 4 }, fc.string(), keys, fc.integer(), fc.boolean(), fc.constant(null), tie('list'), tie('object')),
      list: fc.array(tie('value'), { maxLength: 3 }),
      object: fc.dictionary(fc.oneof(keys, fc.string()), tie('value'), { maxKeys: 3 }),
    }));
    fc.assert(fc.property(shape.value, (value) => void expect(JSON.stringify(deepWithoutKeyIds(value))).not.toMatch(fullKey)));
  });

  it('is otherwise as it was, and the given one is not changed', () => {
    const given = { a: [1, null, true, `by ${KEY}`], [`of ${KEY}`]: { deep: 'text' } };
    const copy = structuredClone(given);
    expect(deepWithoutKeyIds(given)).toEqual({ a: [1, null, true, 'by AKIA…MPLE'], 'of AKIA…MPLE': { deep: 'text' } });
    expect(given).toEqual(copy);
  });
});

describe('an access key id', () => {
  it.each<[string, string | null | undefined, string, string]>([
    ['long-term', KEY, KEY, 'long-term'],
    ['temporary', SESSION_KEY, SESSION_KEY, 'temporary'],
    ['with its type before it', `AWS::IAM::AccessKey:${KEY}`, KEY, 'long-term'],
    ['null', null, 'null', 'none'],
    ['missing', undefined, 'null', 'none'],
    ['empty', ' ', 'null', 'none'],
    ['of a sample finding', 'GeneratedFindingAccessKeyId', 'GeneratedFindingAccessKeyId', 'none'],
    ['with a letter too many', `${KEY}X`, `${KEY}X`, 'none'],
    ['with a letter before it', `x${KEY}`, `x${KEY}`, 'none'],
    ['in small letters', KEY.toLowerCase(), KEY.toLowerCase(), 'none'],
  ])('%s', (_, found, id, kind) => expect(accessKeyFrom(found)).toEqual({ id, kind }));

  it.each([
    [KEY, 'AKIA…MPLE'],
    ['null', 'null'],
    ['', 'null'],
    ['short', 'sh…'],
    ['elevenchars', 'el…'],
    ['twelve_chars', 'twel…hars'],
  ])('%j is shown as %s', (id, shown) => expect(fingerprint(id)).toBe(shown));
});
