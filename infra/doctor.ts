/** Doctor on the command line: what is wrong with this deployment and what to change, before a night with an incident shows it. */
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { hasTerminal } from '../src/config.ts';
import { hasProblem, problem, type Remark, remarkLines } from '../src/domain/doctor/remark.ts';
import type { ExamineAnswer, ExamineRequest } from '../src/flows/examine-at-terminal.ts';
import { askDoor, doorOf } from './door.ts';
import { type Outside, preflight, realOutside } from './preflight.ts';

type Say = (line: string) => void;

interface Seen {
  words: string;
  remarks: Remark[];
}

const usage = [
  'use: npm run doctor                                    what is wrong with the deployment, and what to change',
  '     npm run doctor -- -c NAME=VALUE                   the same with another setting than cdk.json has',
  '     npm run doctor -- --coverage                      the last event of each account, Region and source, and who is silent',
  '     npm run doctor -- --sandbox ADDRESS [--as NAME]   the same of a sandbox, as ana, omar, li or mia',
];

function parsed(args: readonly string[]) {
  const options = {
    coverage: { type: 'boolean' },
    sandbox: { type: 'string' },
    as: { type: 'string', default: 'ana' },
    context: { type: 'string', short: 'c', multiple: true, default: [] as string[] },
  } as const;
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch {
    return undefined;
  }
}

/** What the hub sees from inside: words that need no change, and remarks. */
async function inside(examine: ExamineRequest['examine'], sandbox: string | undefined, as: string): Promise<Seen> {
  try {
    const { ok, words, remarks = [] } = await askDoor<ExamineAnswer>({ examine }, await doorOf(sandbox, as));
    if (!ok && remarks.length === 0) return { words: '', remarks: [problem('hub', words, 'see "Who may ask" in docs/doctor.md')] };
    return { words, remarks };
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    const change = 'is it deployed, and is DRAWBRIDGE_TERMINAL_URL its TerminalAddress?';
    return { words: '', remarks: [problem('hub', `the hub could not be asked: ${because}`, change)] };
  }
}

/** From here what can be seen from here, and from inside what the hub sees; of a sandbox only the latter. */
async function look({ coverage, sandbox, as, context }: NonNullable<ReturnType<typeof parsed>>, given: Outside | undefined): Promise<Seen> {
  if (coverage) return inside('coverage', sandbox, as);
  if (sandbox !== undefined) return inside('deployment', sandbox, as);
  const isDeployed = hasTerminal();
  const remarks = await preflight(given ?? realOutside(context), isDeployed);
  const seen = isDeployed ? await inside('deployment', undefined, as) : undefined;
  return { words: '', remarks: [...remarks, ...(seen?.remarks ?? [])] };
}

/** Exit code of `npm run doctor`: 0 when nothing has to be changed, 1 when something has, 2 when the words are not understood. */
export async function runDoctor(args: readonly string[], say: Say, outside?: Outside): Promise<number> {
  const options = parsed(args);
  if (!options) {
    for (const line of usage) say(line);
    return 2;
  }
  const { words, remarks } = await look(options, outside);
  if (words) say(`${words}\n`);
  for (const line of remarkLines(remarks)) say(line);
  return hasProblem(remarks) ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = await runDoctor(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
}
