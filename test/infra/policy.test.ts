/** The policy command: what it says about good and broken files, and what it writes for the bundles. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compilePolicy, loadPolicy, readPolicy, runPolicy, versionOf } from '../../infra/policy.ts';
import { parsePolicy } from '../../src/domain/policy.ts';
import { examplePolicy } from '../fixtures/policy.ts';

const folder = mkdtempSync(join(tmpdir(), 'drawbridge-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(text: string): string {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return file;
}

describe('npm run policy', () => {
  it('accepts the documented example and names its version', () => {
    const said: string[] = [];
    expect(runPolicy(['check'], (line) => said.push(line))).toBe(0);
    expect(said).toEqual([expect.stringMatching(/^drawbridge\.yaml is a usable policy, version [0-9a-f]{12}$/)]);
  });

  it('names every problem at once and fails', () => {
    const said: string[] = [];
    const broken = { ...examplePolicy(), team: 'drawbridge', postingFloor: 4, surprise: true };
    expect(runPolicy(['check', fileWith(JSON.stringify(broken))], (line) => said.push(line))).toBe(1);
    expect(said.join('\n')).toMatch(/team: the team is given by its Slack id[\s\S]*postingFloor: [\s\S]*surprise/);
  });

  it.each([
    ['a missing file', ['check', join('no', 'such.yaml')], 1, /no such file/],
    ['an unknown verb', ['apply'], 2, /npm run policy -- check/],
    ['no verb', [], 2, /npm run policy -- check/],
  ])('%s', (_name, words, code, says) => {
    const said: string[] = [];
    expect(runPolicy(words, (line) => said.push(line))).toBe(code);
    expect(said.join('\n')).toMatch(says);
  });
});

describe('reading', () => {
  it.each([
    ['text that is not YAML', 'a: [1', /./],
    ['a key given twice', 'team: T0ONE\nteam: T0TWO\n', /unique/i],
    ['an empty file', '', /policy: /],
    ['a list', '- team\n', /policy: /],
  ])('refuses %s', (_name, text, problem) => {
    const read = readPolicy(text);
    expect(read).toMatchObject({ ok: false });
    if (!read.ok) expect(read.problems.join('\n')).toMatch(problem);
  });

  it('gives the same version to the same content in another order, another to other content', () => {
    const one = versionOf({ a: 1, b: [{ c: 2, d: 3 }] });
    expect(versionOf({ b: [{ d: 3, c: 2 }], a: 1 })).toBe(one);
    expect(versionOf({ b: [{ d: 3, c: 2 }], a: 2 })).not.toBe(one);
    expect(versionOf({ a: 1, b: [{ d: 3 }, { c: 2 }] })).not.toBe(one);
  });
});

describe('compiling', () => {
  it('writes JSON that reads back as the same policy', () => {
    const out = join(folder, 'policy.json');
    const policy = compilePolicy(out);
    const { version, ...content } = JSON.parse(readFileSync(out, 'utf8')) as Record<string, unknown>;
    expect(parsePolicy(content, String(version))).toEqual({ ok: true, policy });
    expect(policy).toEqual(loadPolicy());
  });

  it('throws before it writes anything of a broken policy', () => {
    expect(() => compilePolicy(join(folder, 'never.json'), fileWith('team: 1'))).toThrow(/not a usable policy:\n {2}team: /);
    expect(() => readFileSync(join(folder, 'never.json'))).toThrow(/no such file/);
  });
});
