/** `npm run audit:verify -- <file>`: whether an exported log is whole and unchanged. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { verifyExport } from '../src/domain/audit-export.ts';

export interface Result {
  lines: string[];
  ok: boolean;
}

export function verifyText(text: string): Result {
  const { cases, problems } = verifyExport(text);
  const verified = cases.map(({ caseId, events, lastHash }) => `case ${caseId}: ${events} events, last hash ${lastHash}`);
  const last =
    problems.length === 0
      ? 'The chain holds. Compare the last hash with the one the timeline shows.'
      : 'This is not the log as it was written.';
  return { lines: [...verified, ...problems.map((problem) => `✖ ${problem}`), last], ok: problems.length === 0 };
}

function main(file: string | undefined): void {
  if (!file) {
    process.stderr.write('usage: npm run audit:verify -- <file>\n');
    process.exitCode = 2;
    return;
  }
  const { lines, ok } = verifyText(readFileSync(file, 'utf8'));
  process.stdout.write(`${lines.join('\n')}\n`);
  if (!ok) process.exitCode = 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv[2]);
