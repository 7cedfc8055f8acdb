/** npm run audit:verify: what it says of a file, and how it ends. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyText } from '../../infra/audit-verify.ts';
import { exportOf } from '../../src/domain/audit-export.ts';
import { caseIdOf } from '../../src/domain/case-id.ts';
import { omar, openedWith } from '../fixtures/case-events.ts';

const log = openedWith(undefined, { caseKey: 'threat|key' });
log.tell('noted', { text: 'ours' }, omar);
const caseId = caseIdOf('threat|key', 1);
const text = exportOf(caseId, log.events);
const last = log.events.at(-1)?.hash ?? '';

describe('the last hash, as the timeline shows it', () => {
  it.each<[string, string | undefined, boolean, RegExp]>([
    ['none', undefined, true, /The chain holds\. Compare the last hash/],
    ['the right one', last.slice(0, 12), true, /it ends where you were told/],
    ['the whole of it', ` ${last.toUpperCase()} `, true, /it ends where you were told/],
    ['another one', '0123456789ab', false, /✖ no case ends with 0123456789ab: it goes on, or its end was rewritten/],
    ['too little of it', last.slice(0, 4), false, /✖ the last hash to compare with has 12 to 64/],
    ['not one', 'constructor', false, /✖ the last hash to compare with/],
  ])('%s', (_, given, ok, words) => {
    const result = verifyText(text, given);
    expect(result.ok).toBe(ok);
    expect(result.lines.join('\n')).toMatch(words);
  });
});

describe('at the terminal', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'drawbridge-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(content: string | undefined, ...more: string[]) {
    const file = join(folder, 'log.ndjson');
    if (content !== undefined) writeFileSync(file, content);
    const given = content === undefined ? [] : [file, ...more];
    return spawnSync(process.execPath, ['--import', 'tsx', 'infra/audit-verify.ts', ...given], { encoding: 'utf8' });
  }

  it('a log as it was written', () => {
    const { status, stdout } = run(text, last);
    expect(stdout).toBe(`case ${caseId}: 2 events, last hash ${last}\nThe chain holds, and it ends where you were told.\n`);
    expect(status).toBe(0);
  });

  it('one that was changed fails, so that a script notices', () => {
    const { status, stdout } = run(text.replace('ours', 'theirs'));
    expect(stdout).toContain(`✖ case ${caseId}: the chain does not hold at event 2\nThis is not the log as it was written.\n`);
    expect(status).toBe(1);
  });

  it('without a file, or with one that is not there, it says how', () => {
    expect(run(undefined)).toMatchObject({ status: 2, stderr: expect.stringContaining('usage: npm run audit:verify') });
    const missing = spawnSync(process.execPath, ['--import', 'tsx', 'infra/audit-verify.ts', join(folder, 'nothing')], {
      encoding: 'utf8',
    });
    expect(missing).toMatchObject({ status: 2, stderr: expect.stringContaining('cannot be read') });
  });
});
