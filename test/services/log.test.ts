/** Log lines: one JSON object a line, no secret in any of them, and one reference per unexpected error. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLog, redact } from '../../src/services/log.ts';
import { KEY, OTHER_KEY, SESSION_KEY } from '../fixtures/finding.ts';

const TOKEN = ['xoxb', '123456789012', 'abcDEF'].join('-');
const APP_TOKEN = ['xapp', '1', 'A0', 'abc'].join('-');
const secrets = [KEY, OTHER_KEY, SESSION_KEY, TOKEN, APP_TOKEN];

let lines: string[];
const log = createLog((line) => lines.push(line));
const last = () => JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
beforeEach(() => {
  lines = [];
});

describe('a line', () => {
  it.each(['info', 'warn'] as const)('of %s has the level, the message and its fields', (level) => {
    log[level]('a case was shown', { caseId: 'K7F3Q2MX', count: 2 });
    expect(last()).toEqual({ level, message: 'a case was shown', caseId: 'K7F3Q2MX', count: 2 });
    log[level]('nothing more');
    expect(last()).toEqual({ level, message: 'nothing more' });
  });

  it('stays one line whatever a field holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.jsonValue(), (text, value) => {
        log.info('odd', { text, value });
        expect(lines.at(-1)).not.toContain('\n');
        expect(last().text).toBe(redact(text));
      }),
    );
  });
});

describe('an unexpected error', () => {
  it('is told once, under a reference that can be read out', () => {
    const reference = log.error('a step failed', new TypeError('x is not a function'), { caseId: 'K7F3Q2MX' });
    expect(reference).toMatch(/^[0-9a-f]{6}$/);
    expect(lines).toHaveLength(1);
    expect(last()).toMatchObject({
      level: 'error',
      reference,
      caseId: 'K7F3Q2MX',
      error: { name: 'TypeError', message: 'x is not a function' },
    });
    expect(JSON.stringify(last())).toContain('log.test.ts');
  });

  it('names what caused it', () => {
    log.error('failed', new Error('outer', { cause: new Error('inner') }));
    expect(last()).toMatchObject({ error: { message: 'outer', cause: 'Error: inner' } });
  });

  it('may be anything that was thrown', () => {
    for (const thrown of ['a text', undefined, null, 7, { odd: true }]) log.error('failed', thrown);
    expect(lines.map((line) => (JSON.parse(line) as { error: { message: string } }).error.message)).toEqual([
      'a text',
      'undefined',
      'null',
      '7',
      '[object Object]',
    ]);
  });

  it('has its own reference each time', () => {
    expect(new Set([...Array(50).keys()].map(() => log.error('failed', new Error('x')))).size).toBeGreaterThan(45);
  });
});

describe('secrets', () => {
  it.each<[string, (secret: string) => void]>([
    ['in a field', (secret) => log.info('m', { text: `by ${secret}` })],
    ['deep in a field', (secret) => log.info('m', { deep: [{ [secret]: secret }] })],
    ['after a newline', (secret) => log.info('m', { text: `keys:\n${secret}\t${secret}` })],
    ['after a letter', (secret) => log.info('m', { text: `key_${secret}` })],
    ['in a message', (secret) => log.warn(secret)],
    ['in an error and its stack', (secret) => log.error('m', new Error(`denied for\n${secret}`))],
    ['in the cause of an error', (secret) => log.error('m', new Error('x', { cause: new Error(secret) }))],
    ['in what is no error', (secret) => log.error('m', secret)],
  ])('%s are taken out', (_, write) => {
    for (const secret of secrets) write(secret);
    expect(lines).toHaveLength(secrets.length);
    for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('leave what recognises a key', () => expect(redact(`key ${KEY}`)).toBe('key AKIA…MPLE'));
});
