/** `npm run redrive -- QUEUE`: what is in a dead-letter queue and why, and with --yes back to where it came from. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { systemClock } from '../src/services/clock.ts';
import { createDeadLetters, type DeadLetter, type DeadLetters } from '../src/services/dead-letters.ts';
import { functions } from './aws/functions.ts';
import { createWhy, type Why } from './redrive-why.ts';

/** A dead-letter queue by the name that people give it. */
interface Dead {
  /** Short names, as in infra/aws: the deployment comes before them. */
  dead: string;
  /** Where it goes back to; absent where each message says so itself, or where there is nothing to send back. */
  back?: string;
  /** In whose log the error is. */
  by?: string;
}

export const deadQueues: Readonly<Record<string, Dead>> = {
  ...Object.fromEntries(
    functions.flatMap(({ name, trigger }): [string, Dead][] => {
      if (!('queue' in trigger)) return [];
      const { queue } = trigger;
      const short = queue.replace('.fifo', '');
      return [[short, { dead: queue.endsWith('.fifo') ? `${short}-dead.fifo` : `${queue}-dead`, back: queue, by: name }]];
    }),
  ),
  undelivered: { dead: 'undelivered' },
  stream: { dead: 'stream-dead', by: 'stream' },
};

interface Redriving {
  letters: DeadLetters;
  why: Why;
  deployment: string;
  /** Milliseconds since the epoch. */
  now: number;
  say(line: string): void;
}

const mostShown = 50;
const lookSeconds = 60;
const moveSeconds = 300;

/** Undefined: this message cannot be sent back, and the words say what to do instead. */
function backOf(name: string, { dead, back }: Dead, letter: DeadLetter, deployment: string): { queue?: string; words: string } {
  if (back) return { queue: `${deployment}-${back}`, words: `back to ${back}` };
  if (dead === 'stream-dead') return { words: 'nothing to send back: the next tick looked at these cases; it is taken away' };
  const target = letter.attributes.TARGET_ARN ?? '';
  const [, , service, , , queue = ''] = target.split(':');
  if (service === 'sqs') return { queue, words: `back to ${queue}` };
  return { words: `${name}: ${target || 'no target'} is no queue; start it by hand with this event` };
}

function shownBody(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
}

async function describe(name: string, one: Dead, letter: DeadLetter, { why, say, deployment }: Redriving): Promise<void> {
  const at = new Date(letter.sentAt).toISOString();
  say(`${letter.id}  sent ${at}${letter.group ? `, group ${letter.group}` : ''}`);
  say(`  ${shownBody(letter.body)}`);
  say(`  why: ${await why(letter, one.by && `${deployment}-${one.by}`)}`);
  say(`  ${backOf(name, one, letter, deployment).words}`);
}

/** What is there; everything is as before afterwards. Answers how many were shown. */
async function show(name: string, one: Dead, redriving: Redriving): Promise<number> {
  const { letters, deployment, say } = redriving;
  const queue = `${deployment}-${one.dead}`;
  const seen: DeadLetter[] = [];
  while (seen.length < mostShown) {
    const more = await letters.take(queue, lookSeconds);
    if (more.length === 0) break;
    for (const letter of more) await describe(name, one, letter, redriving);
    seen.push(...more);
  }
  for (const letter of seen) await letters.release(queue, letter);
  const count = await letters.count(queue);
  if (seen.length >= mostShown) say(`… and more: about ${Math.max(count, seen.length)} in all`);
  return seen.length;
}

/** Sent before it is taken away: killed in between it is handled twice, which changes nothing. What came since the beginning stays. */
async function move(name: string, one: Dead, { letters, deployment, now, say }: Redriving): Promise<{ moved: number; left: number }> {
  const queue = `${deployment}-${one.dead}`;
  const kept: DeadLetter[] = [];
  let moved = 0;
  for (;;) {
    const more = await letters.take(queue, moveSeconds);
    if (more.length === 0) break;
    for (const letter of more) {
      const back = backOf(name, one, letter, deployment);
      if (letter.sentAt >= now || (!back.queue && one.dead !== 'stream-dead')) {
        kept.push(letter);
        continue;
      }
      if (back.queue) await letters.send(back.queue, letter, `redrive-${letter.id}`);
      await letters.remove(queue, letter);
      moved += 1;
    }
  }
  for (const letter of kept) await letters.release(queue, letter);
  if (kept.length > 0) say(`${kept.length} stay: they came since, or go nowhere by themselves`);
  return { moved, left: kept.length };
}

/** 0 when done, 1 when something is there and --yes was not given, 2 when asked wrongly. */
export async function redrive(name: string | undefined, isMeant: boolean, redriving: Redriving): Promise<number> {
  const { say } = redriving;
  const short = name?.replace(/(?:-dead)?(?:\.fifo)?$/, '');
  const one = short !== undefined && Object.hasOwn(deadQueues, short) ? deadQueues[short] : undefined;
  if (!one || short === undefined) {
    say('use: npm run redrive -- QUEUE [--yes] [--deployment NAME]');
    say(`QUEUE is one of ${Object.keys(deadQueues).join(', ')}`);
    return 2;
  }
  if (isMeant) {
    const { moved } = await move(short, one, redriving);
    say(`${moved} moved. Watch the queue: what fails again comes back here.`);
    return 0;
  }
  const shown = await show(short, one, redriving);
  if (shown === 0) {
    say(`${one.dead} is empty`);
    return 0;
  }
  say('Nothing was moved. Mend the cause first, then: the same with --yes');
  return 1;
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { yes: { type: 'boolean', default: false }, deployment: { ...text, default: 'drawbridge' } } as const;
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const letters = createDeadLetters(new SQSClient());
  const why = createWhy(new CloudWatchLogsClient());
  const say = (line: string): void => void process.stdout.write(`${line}\n`);
  const { deployment } = values;
  process.exitCode = await redrive(positionals[0], values.yes, { letters, why, deployment, now: systemClock.wall(), say });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
