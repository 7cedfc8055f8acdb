/** Policy on the command line and at build time: read drawbridge.yaml, check it whole, compile it to the JSON the bundles carry. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type Policy, parsePolicy } from '../src/domain/policy.ts';
import { explain } from './policy-explain.ts';
import { lineOf, readYaml } from './policy-lines.ts';
import { schemaFile, schemaText } from './policy-schema.ts';

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

export interface Problem {
  /** From 1; undefined when it is about what is not there. */
  line?: number | undefined;
  words: string;
}

/** Every problem of the text at once, or the policy. */
export function readPolicy(text: string): { ok: true; policy: Policy } | { ok: false; problems: Problem[] } {
  const source = readYaml(text);
  const { errors } = source.document;
  if (errors.length > 0)
    return {
      ok: false,
      problems: errors.map(({ message, linePos }) => ({ line: linePos?.[0].line, words: message.split('\n')[0] ?? '' })),
    };
  const content: unknown = source.document.toJS();
  const parsed = parsePolicy(content, versionOf(content));
  return parsed.ok ? parsed : { ok: false, problems: parsed.problems.map((words) => ({ line: lineOf(words, source), words })) };
}

/** Throws one error that names every problem of the file. */
export function loadPolicy(file: string = defaultFile): Policy {
  const read = readPolicy(readFileSync(file, 'utf8'));
  if (!read.ok) {
    const lines = read.problems.map(({ line, words }) => `  ${line === undefined ? '' : `line ${line}: `}${words}`);
    throw new Error(`${file} is not a usable policy:\n${lines.join('\n')}`);
  }
  return read.policy;
}

/** Writes the policy as JSON, version included: what the bundles load, since YAML is not read in Lambda. */
export function compilePolicy(out: string, file: string = defaultFile): Policy {
  const policy = loadPolicy(file);
  writeFileSync(out, `${JSON.stringify(policy, null, 2)}\n`);
  return policy;
}

const usage = [
  'use: npm run policy -- check [file]            every problem of drawbridge.yaml, with its line',
  '     npm run policy -- explain <finding.json>   what policy makes of a finding or event: tier, route, offers, who must agree',
  '     npm run policy -- route <finding.json>     which route it takes, and why not the others',
  '     npm run policy -- schema                   writes drawbridge.schema.json, which editors check drawbridge.yaml with',
];

const verbs: Record<string, (given: string | undefined) => string[] | undefined> = {
  check: (file = defaultFile) => [`${file} is a usable policy, version ${loadPolicy(file).version}`],
  explain: (file) => (file === undefined ? undefined : explain(readFileSync(file, 'utf8'), loadPolicy(), 'all')),
  route: (file) => (file === undefined ? undefined : explain(readFileSync(file, 'utf8'), loadPolicy(), 'route')),
  schema: () => {
    writeFileSync(schemaFile, schemaText());
    return [`${schemaFile} is written`];
  },
};

/** Exit code of `npm run policy -- <verb> [file]`: 1 when something is wrong with a file, 2 when the words are. */
export function runPolicy([verb = '', file]: readonly string[], say: (line: string) => void): number {
  try {
    const said = Object.hasOwn(verbs, verb) ? verbs[verb]?.(file) : undefined;
    for (const line of said ?? usage) say(line);
    return said ? 0 : 2;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = runPolicy(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
