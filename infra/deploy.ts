/** Deploys the hub: doctor looks first, and with a problem left nothing is deployed unless somebody says why it must be. */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { runDoctor } from './doctor.ts';

export interface DeployParts {
  say(line: string): void;
  /** Exit code of the doctor with these words. */
  doctor(args: readonly string[]): Promise<number>;
  /** Exit code of the CDK with these words. */
  cdk(args: readonly string[]): Promise<number>;
}

const usage = [
  'use: npm run deploy                        doctor first, then cdk deploy of the hub',
  '     npm run deploy -- -c NAME=VALUE …     with another setting than cdk.json has; all other words go to cdk deploy',
  '     npm run deploy -- --force "REASON"    in spite of what doctor found',
];
const shortestReason = 10;

interface Words {
  force: string | undefined;
  /** For doctor. */
  context: string[];
  /** For the CDK, all of them. */
  rest: string[];
}

/** Undefined when a value is missing. */
function read(args: readonly string[]): Words | undefined {
  const words: Words = { force: undefined, context: [], rest: [] };
  const left = [...args];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!['--force', '-c', '--context'].includes(word)) {
      words.rest.push(word);
      continue;
    }
    const value = left.shift();
    if (value === undefined) return undefined;
    if (word === '--force') words.force = value;
    else {
      words.context.push('-c', value);
      words.rest.push('-c', value);
    }
  }
  return words;
}

/** Exit code of `npm run deploy`: the CDK's; 1 when doctor found a problem, 2 when the words are not understood. */
export async function runDeploy(args: readonly string[], { say, doctor, cdk }: DeployParts): Promise<number> {
  const words = read(args);
  if (!words || (words.force !== undefined && words.force.trim().length < shortestReason)) {
    for (const line of usage) say(line);
    say(`The reason is at least ${shortestReason} characters long.`);
    return 2;
  }
  const found = await doctor(words.context);
  if (found !== 0 && words.force === undefined) {
    say('Nothing was deployed: first change what is marked ✖, or say why it must be: npm run deploy -- --force "REASON"');
    return 1;
  }
  if (found !== 0) say(`Deployed in spite of this: ${words.force}`);
  return cdk(['deploy', 'Hub', ...words.rest]);
}

/** The CDK asks before it widens permissions, so it gets the terminal. */
function runCdk(args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['cdk', ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const parts: DeployParts = { say, doctor: (args) => runDoctor(args, say), cdk: runCdk };
  process.exitCode = await runDeploy(process.argv.slice(2), parts);
}
