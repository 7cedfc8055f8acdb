/** docs/commands.md lists every verb as help does, and no other. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { verbWords } from '../../../src/domain/command/verbs.ts';
import { playbookIds } from '../../../src/playbooks/ids.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

it('a row for each verb: how it is written, its other names, its right, what it is for', () => {
  const page = readFileSync('docs/commands.md', 'utf8');
  const rows = verbWords(playbookIds).map(({ name, also, usage, what, right }) => {
    const names = also.filter((each) => !each.includes('_')).map((each) => `\`${each}\``);
    return `| \`${name}\` | \`${cell(usage)}\` | ${names.join(', ')} | ${right ?? '–'} | ${cell(what)} |`;
  });
  expect(page.split('\n').filter((line) => /^\| `/.test(line))).toEqual(rows);
});
