/** The promise rules catch the calls that would be lost when a Lambda function freezes: nobody waited for them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const snippets: [name: string, rule: 'no-floating-promises' | 'no-misused-promises' | 'clean', line: string][] = [
  ['an SDK call', 'no-floating-promises', 'ec2.send(new StopInstancesCommand({ InstanceIds: [] }));'],
  ['an SDK call of a service', 'no-floating-promises', 'services.ec2.send(new StopInstancesCommand({ InstanceIds: [] }));'],
  ['an SDK call behind void', 'no-floating-promises', 'void ec2.send(new StopInstancesCommand({ InstanceIds: [] }));'],
  ['a Slack message', 'no-floating-promises', "slack.chat.postMessage({ channel: 'C1', text: 'hello' });"],
  [
    'a Slack message per item',
    'no-misused-promises',
    "['a'].forEach(async (text) => { await slack.chat.postMessage({ channel: 'C1', text }); });",
  ],
  ['a condition that is a promise', 'no-misused-promises', 'if (slack.auth.test()) process.exitCode = 1;'],
  ['an awaited SDK call', 'clean', 'await ec2.send(new StopInstancesCommand({ InstanceIds: [] }));'],
  ['an awaited Slack message', 'clean', "await slack.chat.postMessage({ channel: 'C1', text: 'hello' });"],
];

const heading = `
import { EC2Client, StopInstancesCommand } from '@aws-sdk/client-ec2';
import { WebClient } from '@slack/web-api';
const ec2 = new EC2Client({});
const services = { ec2 };
const slack = new WebClient('token');
export const used = [ec2, services, slack, StopInstancesCommand];
`;

let folder = '';
let caught: { code: string; filename: string }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drawbridge-promises-'));
  mkdirSync(join(folder, 'src'));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  for (const file of ['tsconfig.json', '.oxlintrc.json']) symlinkSync(resolve(file), join(folder, file));
  for (const [index, [, , line]] of snippets.entries()) writeFileSync(join(folder, `src/snippet-${index}.ts`), `${heading}${line}\n`);
  const run = spawnSync(resolve('node_modules/.bin/oxlint'), ['--type-aware', '-c', '.oxlintrc.json', '--format', 'json', 'src'], {
    cwd: folder,
    encoding: 'utf8',
  });
  caught = (JSON.parse(run.stdout) as { diagnostics: { code: string; filename: string }[] }).diagnostics;
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('promises nobody waits for', () => {
  it.each(snippets.map(([name, rule], index) => ({ name, rule, index })))('$name: $rule', ({ rule, index }) => {
    const codes = caught.filter((each) => each.filename.endsWith(`snippet-${index}.ts`)).map((each) => each.code);
    expect(codes).toEqual(rule === 'clean' ? [] : [expect.stringContaining(rule)]);
  });
});
