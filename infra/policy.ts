/** Policy on the command line and at build time: read drawbridge.yaml, check it whole, compile it to the JSON the bundles carry. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseDocument } from 'yaml';
import { type Policy, parsePolicy } from '../src/domain/policy.ts';

const defaultFile = 'drawbridge.yaml';

/** The same content gives the same text, whatever the order of its keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/** The first 12 hexadecimal digits of the content's hash. */
export function versionOf(content: unknown): string {
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 12);
}

/** Every problem of the text at once, or the policy. */
export function readPolicy(text: string): { ok: true; policy: Policy } | { ok: false; problems: string[] } {
  const document = parseDocument(text, { uniqueKeys: true });
  if (document.errors.length > 0) return { ok: false, problems: document.errors.map((error) => error.message) };
  const content: unknown = document.toJS();
  return parsePolicy(content, versionOf(content));
}

/** Throws one error that names every problem of the file. */
export function loadPolicy(file: string = defaultFile): Policy {
  const read = readPolicy(readFileSync(file, 'utf8'));
  if (!read.ok) throw new Error(`${file} is not a usable policy:\n${read.problems.map((each) => `  ${each}`).join('\n')}`);
  return read.policy;
}

/** Writes the policy as JSON, version included: what the bundles load, since YAML is not read in Lambda. */
export function compilePolicy(out: string, file: string = defaultFile): Policy {
  const policy = loadPolicy(file);
  writeFileSync(out, `${JSON.stringify(policy, null, 2)}\n`);
  return policy;
}

/** Exit code of `npm run policy -- check [file]`. */
export function runPolicy([verb, file = defaultFile]: readonly string[], say: (line: string) => void): number {
  if (verb !== 'check') {
    say('use: npm run policy -- check [file]');
    return 2;
  }
  try {
    const policy = loadPolicy(file);
    say(`${file} is a usable policy, version ${policy.version}`);
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = runPolicy(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
