/** `npm run audit:verify`: whether an exported log is whole and unchanged, and whether the log agrees with the evidence in S3. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { verifyExport } from '../src/domain/audit-export.ts';
import { type Places, verifyAgainstEvidence } from './audit-evidence.ts';

export interface Result {
  lines: string[];
  ok: boolean;
}

const usage = [
  'usage: npm run audit:verify -- FILE [HASH]                   an exported log, and whether it ends where the timeline says',
  '       npm run audit:verify -- FILE --bucket NAME            and against the evidence',
  '       npm run audit:verify -- --bucket NAME --table NAME    all of the log against all of the evidence',
  '       … --sandbox ADDRESS                                   in a sandbox, where both names have a default',
].join('\n');

/** `given` is the last hash, or its first twelve characters or more, as somebody read it elsewhere. */
function endProblems(ends: readonly string[], given: string | undefined): string[] {
  if (given === undefined) return [];
  const hash = given.trim().toLowerCase();
  if (!/^[0-9a-f]{12,64}$/.test(hash)) return ['the last hash to compare with has 12 to 64 of the digits 0 to 9 and a to f'];
  return ends.some((end) => end.startsWith(hash)) ? [] : [`no case ends with ${hash}: it goes on, or its end was rewritten`];
}

export function verifyText(text: string, given?: string): Result {
  const { cases, problems: broken } = verifyExport(text);
  const verified = cases.map(({ caseId, events, lastHash }) => `case ${caseId}: ${events} events, last hash ${lastHash}`);
  const problems = [
    ...broken,
    ...endProblems(
      cases.map(({ lastHash }) => lastHash),
      given,
    ),
  ];
  const holds =
    given === undefined
      ? 'The chain holds. Compare the last hash with the one the timeline shows.'
      : 'The chain holds, and it ends where you were told.';
  const last = problems.length === 0 ? holds : 'This is not the log as it was written.';
  return { lines: [...verified, ...problems.map((problem) => `✖ ${problem}`), last], ok: problems.length === 0 };
}

interface Asked extends Places {
  file?: string;
  hash?: string;
}

function askedFor(args: readonly string[]): Asked | undefined {
  const text = { type: 'string' } as const;
  const options = { bucket: text, table: text, sandbox: text };
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [file, hash, ...more] = positionals;
    const isEnough = file !== undefined || values.sandbox !== undefined || (values.bucket !== undefined && values.table !== undefined);
    return isEnough && more.length === 0 ? { ...values, ...(file && { file }), ...(hash && { hash }) } : undefined;
  } catch {
    return undefined;
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Undefined when it was asked for wrongly; rejects when something cannot be read. */
export async function auditVerify(args: readonly string[]): Promise<Result | undefined> {
  const asked = askedFor(args);
  if (!asked) return undefined;
  const { file, hash, ...places } = asked;
  const text = file === undefined ? undefined : textOf(file);
  const alone = text === undefined ? { lines: [], ok: true } : verifyText(text, hash);
  if (places.bucket === undefined && places.sandbox === undefined) return alone;
  const compared = await verifyAgainstEvidence(places, text);
  return { lines: [...alone.lines, ...compared.lines], ok: alone.ok && compared.ok };
}

async function main(): Promise<void> {
  try {
    const result = await auditVerify(process.argv.slice(2));
    if (result) process.stdout.write(`${result.lines.join('\n')}\n`);
    else process.stderr.write(`${usage}\n`);
    process.exitCode = result ? Number(!result.ok) : 2;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
