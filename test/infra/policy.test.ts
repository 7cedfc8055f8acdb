/** The policy command: what it says about good and broken files, and what it writes for the bundles. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compilePolicy, loadPolicy, readPolicy, runPolicy, versionOf } from '../../infra/policy.ts';
import { lineOf, readYaml } from '../../infra/policy-lines.ts';
import { schemaText } from '../../infra/policy-schema.ts';
import { parsePolicy } from '../../src/domain/policy.ts';
import { control, imported } from '../fixtures/hub.ts';
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
    if (!read.ok) expect(read.problems.map(({ words }) => words).join('\n')).toMatch(problem);
  });

  it('gives the same version to the same content in another order, another to other content', () => {
    const one = versionOf({ a: 1, b: [{ c: 2, d: 3 }] });
    expect(versionOf({ b: [{ d: 3, c: 2 }], a: 1 })).toBe(one);
    expect(versionOf({ b: [{ d: 3, c: 2 }], a: 2 })).not.toBe(one);
    expect(versionOf({ a: 1, b: [{ d: 3 }, { c: 2 }] })).not.toBe(one);
  });
});

describe('the line of a problem', () => {
  const example = readFileSync('drawbridge.yaml', 'utf8');
  const lineWith = (text: string, words: string) => text.split('\n').findIndex((line) => line.includes(words)) + 1;

  it.each<[string, string, string, string]>([
    ['a value', 'team: T0DRAWBRIDGE', 'team: drawbridge', 'team: drawbridge'],
    ['an item of a list', 'accounts: ["111122223333"]', 'accounts: [payments]', 'accounts: [payments]'],
    ['a name that does not exist', 'channel: payments', 'channel: paymentz', 'channel: paymentz'],
    ['a mode', 'isolate_instance: { production: ask', 'isolate_instance: { production: maybe', 'production: maybe'],
    ['a key nobody knows', 'postingFloor: 2', 'postingFloor: 2\ncolour: red', 'colour: red'],
    ['a key nobody knows, further in', 'defaultRoute:', 'defaultRoute:\n  colour: red', 'colour: red'],
    ['a missing part, by what it is missing in', '  - name: payments-account\n', '  -\n', 'channel: payments'],
  ])('%s', (_name, from, to, at) => {
    const text = example.replace(from, to);
    expect(text).not.toBe(example);
    const read = readPolicy(text);
    expect(read.ok ? [] : read.problems.map(({ line }) => line)).toContain(lineWith(text, at));
  });

  it('is said, and is none for what is not there at all', () => {
    const said: string[] = [];
    const text = example.replace('team: T0DRAWBRIDGE', 'unused: 1');
    expect(runPolicy(['check', fileWith(text)], (line) => said.push(line))).toBe(1);
    expect(said.join('\n')).toMatch(new RegExp(`line ${lineWith(text, 'unused: 1')}: policy: Unrecognized key: "unused"`));
    expect(said.join('\n')).toMatch(/^ {2}team: /m);
  });

  it('of text that is no YAML is where it ends to be', () => {
    const read = readPolicy('team: T0ONE\nchannels: [1');
    expect(read.ok ? undefined : read.problems[0]?.line).toBeGreaterThan(1);
  });

  it.each(['people.ana@acme.example', 'a.b.c', '7', 'policy', ''])('never fails: %s', (path) => {
    const source = readYaml('people: { ana@acme.example: U0ANA }\nlist: [1]\n');
    expect([undefined, 1, 2]).toContain(lineOf(`${path}: words`, source));
  });
});

describe('the schema for editors', () => {
  it('is in step with what is checked (npm run policy -- schema writes it)', () => {
    expect(readFileSync('drawbridge.schema.json', 'utf8')).toBe(schemaText());
  });

  it('knows every key, each with words about it', () => {
    const { properties } = JSON.parse(schemaText()) as { properties: Record<string, { description: string }> };
    for (const [key, { description }] of Object.entries(properties)) expect(description.length, key).toBeGreaterThan(key.length);
    expect(Object.keys(properties).sort()).toEqual(
      Object.keys(loadPolicy())
        .filter((key) => key !== 'version')
        .sort(),
    );
  });
});

describe('explaining', () => {
  const said = (verb: string, body: unknown) => {
    const lines: string[] = [];
    const file = join(folder, 'finding.json');
    writeFileSync(file, JSON.stringify(body));
    expect(runPolicy([verb, file], (line) => lines.push(line))).toBe(0);
    return lines;
  };
  const open = control('S3.8', {
    Title: 'S3 general purpose buckets should block public access',
    Compliance: { Status: 'FAILED', SecurityControlId: 'S3.8' },
  });

  it('says tier, route and why, and who must agree to what', () => {
    expect(said('explain', open).join('\n')).toMatchInlineSnapshot(`
      "rule hub-routine, routine lane
      finding S3 general purpose buckets should block public access
      type S3.8, high, exposure, from Security Hub
      account 111122223333 prod-payments, environment production
      case control|111122223333|security hub|S3.8
      tier 2: exposed, production
      route payments-account, channel C0PAYMENTS
      offers
        block_public_bucket on bucket invoices (nondestructive, mode auto)
          people: by itself: reversible, production
          policy: by itself: reversible, production"
    `);
  });

  it('says only the route, and what speaks against the others', () => {
    expect(said('route', imported({ ...open, AwsAccountId: '444455556666' }))).toEqual([
      'route everything-else, channel C0SECURITY',
      '  not payments-account: accounts ["111122223333"]',
      '  not data-team: tags {"team":"data"}',
    ]);
  });

  it('says why something is no finding', () => {
    expect(said('explain', { source: 'aws.ec2', 'detail-type': 'EC2 Instance State-change Notification', detail: {} })).toEqual([
      expect.stringMatching(/^declined: not a security finding/),
    ]);
  });

  it('offers nothing for what anybody may have imported, and says so', () => {
    const forged = { ...open, ProductArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default' };
    expect(said('explain', forged).join('\n')).toMatch(/\(not proven\)[\s\S]*offers none: .* is not a trusted product/);
  });

  it.each([['explain'], ['route']])('%s without a file says how to use it', (verb) => {
    const lines: string[] = [];
    expect(runPolicy([verb], (line) => lines.push(line))).toBe(2);
    expect(lines.join('\n')).toContain('npm run policy -- check');
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
    expect(() => compilePolicy(join(folder, 'never.json'), fileWith('team: 1'))).toThrow(/not a usable policy:\n {2}line 1: team: /);
    expect(() => readFileSync(join(folder, 'never.json'))).toThrow(/no such file/);
  });
});
