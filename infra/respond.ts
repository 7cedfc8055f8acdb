/** Responds from a terminal when Slack is down or far away: shows the plan in words, asks what the window would ask, sends it in. */
import { createInterface } from 'node:readline/promises';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { TerminalAnswer, TerminalRequest } from '../src/flows/at-terminal.ts';
import { askDoor, doorOf } from './door.ts';

export interface Terminal {
  say(words: string): void;
  /** The line that is typed; undefined when there is nobody to type. */
  ask(question: string): Promise<string | undefined>;
}

interface Options {
  positionals: string[];
  sandbox: string | undefined;
  as: string;
}

const usage = [
  'use: npm run respond -- CASE                         what it is, what is going on, what could be asked for',
  '     npm run respond -- CASE PLAYBOOK [TARGET]       the plan in words, then the same questions as in Slack',
  '     npm run respond -- CASE approve [RESPONSE]      also deny, cancel, breakglass, undo; acknowledge, note, resolve; stop, start',
  '     npm run respond -- --sandbox ADDRESS --as NAME CASE …   against a sandbox, as ana, omar, li or mia',
].join('\n');

function parsed(args: readonly string[]): Options | undefined {
  const options = { sandbox: { type: 'string' }, as: { type: 'string', default: 'ana' } } as const;
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    return positionals.length > 0 ? { positionals, sandbox: values.sandbox, as: values.as } : undefined;
  } catch {
    return undefined;
  }
}

type Form = NonNullable<TerminalAnswer['form']>;

/** The answers, or undefined when somebody would rather not. */
async function fill({ questions, submit }: Form, terminal: Terminal): Promise<Record<string, string> | undefined> {
  const values: Record<string, string> = {};
  for (const { id, label, hint, optional, choices } of questions) {
    for (const [index, { words }] of (choices ?? []).entries()) terminal.say(`  ${index + 1}  ${words}`);
    const typed = await terminal.ask(`${label}${optional ? ' (optional)' : ''}${hint ? ` [${hint}]` : ''}: `);
    if (typed === undefined) return undefined;
    values[id] = choices?.[Number(typed) - 1]?.value ?? typed.trim();
  }
  const sure = await terminal.ask(`${submit}? Type yes: `);
  return sure?.trim().toLowerCase() === 'yes' ? values : undefined;
}

/** Exit code of `npm run respond`: 0 done, 1 refused or broken, 2 not understood. */
export async function runRespond(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = parsed(args);
  if (!options) {
    terminal.say(usage);
    return 2;
  }
  const [caseId = '', control, ...about] = options.positionals;
  try {
    const door = await doorOf(options.sandbox, options.as);
    const send = (asked: TerminalRequest) => askDoor<TerminalAnswer>(asked, door);
    const shown = await send(control === undefined ? { caseId } : { caseId, control, about: about.join(' ') });
    terminal.say(shown.words || (shown.ok ? 'Done.' : 'Not done.'));
    if (!shown.form) return shown.ok ? 0 : 1;
    const { id: form, metadata } = shown.form;
    const values = await fill(shown.form, terminal);
    if (!values) {
      terminal.say('Nothing was sent in.');
      return 1;
    }
    const done = await send({ form, metadata, values });
    terminal.say(done.words || (done.ok ? 'Done.' : 'Not done.'));
    return done.ok ? 0 : 1;
  } catch (error) {
    terminal.say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const lines = createInterface({ input: process.stdin });
  // Lines that were piped in before they are asked for are kept.
  const typed = lines[Symbol.asyncIterator]();
  process.exitCode = await runRespond(process.argv.slice(2), {
    say: (words) => process.stdout.write(`${words}\n`),
    async ask(question) {
      process.stdout.write(question);
      const { value, done } = await typed.next();
      return done ? undefined : value;
    },
  });
  lines.close();
}
