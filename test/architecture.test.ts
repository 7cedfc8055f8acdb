/** The house is the one in the design: every floor rule fails on a snippet that breaks it, every file says what it is for. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const importing = (what: string) => `/** X. */\nimport { one } from '${what}';\n\nexport const two = one;\n`;
const saying = (line: string) => `/** X. */\nexport const one = ${line};\n`;
const floor = 'lint/style/noRestrictedImports';
const clean = 'nothing';

const rules: [name: string, file: string, text: string, rule: string][] = [
  ['domain may not import a service', 'src/domain/a.ts', importing('../services/table.ts'), floor],
  ['domain may not import the file system', 'src/domain/b.ts', importing('node:fs'), floor],
  ['domain may not import SDK types', 'src/domain/c.ts', "/** X. */\nexport type { Instance } from '@aws-sdk/client-ec2';\n", floor],
  ['domain may import zod', 'src/domain/d.ts', importing('zod'), clean],
  ['the call map may not hold SDK values', 'src/domain/aws-calls.ts', importing('@aws-sdk/client-ec2'), 'plugin'],
  ['a source may not import a flow', 'src/sources/a.ts', importing('../flows/take-in.ts'), floor],
  ['a source may not open a socket', 'src/sources/b.ts', importing('node:net'), floor],
  ['an enricher may not import a service', 'src/enrichers/a.ts', importing('../services/aws.ts'), floor],
  ['an enricher may not hold SDK values', 'src/enrichers/b.ts', importing('@aws-sdk/client-iam'), 'plugin'],
  ['an enricher may not import an enricher of another floor', 'src/enrichers/c.ts', importing('../playbooks/define.ts'), floor],
  ['a playbook may not import a service', 'src/playbooks/a.ts', importing('../services/aws.ts'), floor],
  ['a part of a playbook may not import a service', 'src/playbooks/parts/a.ts', importing('../../services/aws.ts'), floor],
  ['a part of a playbook may import the contract', 'src/playbooks/parts/b.ts', importing('../define.ts'), clean],
  ['a service may not import a flow', 'src/services/a.ts', importing('../flows/take-in.ts'), floor],
  ['a service may not import blocks', 'src/services/b.ts', importing('../../blocks/kit.ts'), floor],
  ['a service may not import Bolt', 'src/services/c.ts', importing('@slack/bolt'), floor],
  ['a service may import the SDK', 'src/services/d.ts', importing('@aws-sdk/client-ec2'), clean],
  ['a flow may not import a handler', 'src/flows/a.ts', importing('../../handlers/slack.ts'), floor],
  ['a flow may not build an SDK client', 'src/flows/b.ts', importing('@aws-sdk/client-ec2'), 'plugin'],
  ['a flow may import blocks', 'src/flows/c.ts', importing('../../blocks/kit.ts'), clean],
  ['blocks may not import a service', 'blocks/a.ts', importing('../src/services/slack.ts'), floor],
  ["blocks may not import Slack's client", 'blocks/b.ts', importing('@slack/web-api'), floor],
  ['a handler may not import infra', 'handlers/a.ts', importing('../infra/policy.ts'), floor],
  ['a handler may import Bolt', 'handlers/b.ts', importing('@slack/bolt'), clean],
  ['infra may not import Bolt', 'infra/a.ts', importing('@slack/bolt'), floor],
  ['a flow may not read the environment', 'src/flows/d.ts', saying("process.env['HOME']"), 'lint/style/noProcessEnv'],
  ['the configuration may read the environment', 'src/config.ts', saying("process.env['HOME']"), clean],
  ['a flow may not read the time', 'src/flows/e.ts', saying('Date.now()'), 'plugin'],
  ['a flow may not make a date of now', 'src/flows/f.ts', saying('new Date()'), 'plugin'],
  ['a flow may make a date of an instant', 'src/flows/g.ts', saying('new Date(0)'), clean],
  ['a handler may not set a timer', 'handlers/c.ts', saying('setTimeout(String, 1)'), 'lint/style/noRestrictedGlobals'],
  ['the sandbox may not set an interval', 'infra/local/a.ts', saying('setInterval(String, 1)'), 'lint/style/noRestrictedGlobals'],
  ['infra may not import timers', 'infra/local/b.ts', importing('node:timers/promises'), floor],
  ['the clock may do all three', 'src/services/clock.ts', saying('[Date.now(), new Date(), setTimeout(String, 1)]'), clean],
  [
    'more than 250 lines are too many',
    'src/domain/e.ts',
    `/** X. */\nexport const one = [\n${'  1,\n'.repeat(250)}];\n`,
    'lint/style/noExcessiveLinesPerFile',
  ],
  ['no default exports', 'src/domain/f.ts', '/** X. */\nexport default 1;\n', 'lint/style/noDefaultExport'],
  ['no enums', 'src/domain/g.ts', '/** X. */\nexport enum Colour {\n  Red = 1,\n}\n', 'lint/style/noEnum'],
  ['no any', 'src/domain/h.ts', saying('1 as any'), 'lint/suspicious/noExplicitAny'],
  ['no console', 'src/domain/i.ts', saying("console.log('x')"), 'lint/suspicious/noConsole'],
  ['no import cycles', 'src/domain/j.ts', importing('./k.ts'), 'lint/suspicious/noImportCycles'],
  [
    'no import cycles, the other half',
    'src/domain/k.ts',
    "/** X. */\nexport const one = 1;\nexport { two } from './j.ts';\n",
    'lint/suspicious/noImportCycles',
  ],
  ['file names in kebab-case', 'src/domain/takeIn.ts', saying('1'), 'lint/style/useFilenamingConvention'],
];

interface Report {
  diagnostics: { category: string; severity: string; location: { path: string } }[];
}

let folder = '';
let report: Report = { diagnostics: [] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'drawbridge-floors-'));
  for (const each of ['biome.json', 'infra/lint']) cpSync(each, join(folder, each), { recursive: true });
  for (const [, file, text] of rules) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const biome = resolve('node_modules/.bin/biome');
  const options = ['lint', '--vcs-enabled=false', '--max-diagnostics=500', '--reporter=json', '.'];
  report = JSON.parse(spawnSync(biome, options, { cwd: folder, encoding: 'utf8' }).stdout) as Report;
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('lint', () => {
  it.each(rules)('%s (%s)', (_name, file, _text, rule) => {
    const found = report.diagnostics
      .filter((each) => each.location.path === file && each.severity === 'error')
      .map((each) => each.category);
    expect([...new Set(found)]).toEqual(rule === clean ? [] : [rule]);
  });
});
