/** Doctor on the command line: what is wrong with this deployment and what to change, before a night with an incident shows it. */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { problem, type Remark, remarkLines } from '../src/domain/doctor/remark.ts';
import type { ExamineAnswer } from '../src/flows/examine-at-terminal.ts';
import { askDoor, doorOf } from './door.ts';

type Say = (line: string) => void;

const usage = [
  'use: npm run doctor                                    what is wrong with the deployment, and what to change',
  '     npm run doctor -- --sandbox ADDRESS [--as NAME]   the same of a sandbox, as ana, omar, li or mia',
];

function parsed(args: readonly string[]) {
  const options = { sandbox: { type: 'string' }, as: { type: 'string', default: 'ana' } } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return undefined;
  }
}

/** What the hub sees from inside. */
async function inside(sandbox: string | undefined, as: string): Promise<Remark[]> {
  try {
    const { words, remarks = [] } = await askDoor<ExamineAnswer>({ examine: 'deployment' }, await doorOf(sandbox, as));
    return remarks.length > 0 ? remarks : [problem('hub', words, 'see docs/doctor.md, "Who may ask"')];
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    return [
      problem('hub', `the hub could not be asked: ${because}`, 'is it deployed, and is DRAWBRIDGE_TERMINAL_URL its TerminalAddress?'),
    ];
  }
}

/** Exit code of `npm run doctor`: 0 when nothing has to be changed, 1 when something has, 2 when the words are not understood. */
export async function runDoctor(args: readonly string[], say: Say): Promise<number> {
  const options = parsed(args);
  if (!options) {
    for (const line of usage) say(line);
    return 2;
  }
  const remarks = await inside(options.sandbox, options.as);
  for (const line of remarkLines(remarks)) say(line);
  return remarks.some(({ level }) => level === 'problem') ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await runDoctor(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
