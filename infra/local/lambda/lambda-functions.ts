/** The Lambda functions as they are deployed: each event goes to an idle process of its bundle, or to a new one. */
import type { VirtualClock } from '../../../src/services/clock.ts';
import { bundleOf, functions } from '../../aws/functions.ts';
import { type FunctionProcess, startFunction } from './function-process.ts';

export interface LambdaFunctions {
  /** Event and answer are what JSON makes of them, as between AWS and a function. */
  invoke(functionName: string, event: unknown): Promise<unknown>;
  /** Kills the processes of the function that are at work; says how many. */
  kill(functionName: string): number;
  /** By function: cold starts so far. */
  readonly starts: ReadonlyMap<string, number>;
  close(): void;
}

/** These check how old a signature is, by the clock on the wall. */
const onTheWall = new Set(['slack-door', 'pagerduty-door']);

function fileOf(functionName: string, directory: string): string {
  const row = functions.find(({ name }) => name === functionName);
  if (!row) throw new Error(`there is no function ${functionName}`);
  return `${directory}/${bundleOf(row)}.cjs`;
}

export function createLambdaFunctions(options: {
  clock: VirtualClock;
  /** Where the bundles are. */
  directory: string;
  environmentOf: (functionName: string) => Record<string, string>;
  onLine: (line: string, functionName: string) => void;
}): LambdaFunctions {
  const { clock, directory, environmentOf, onLine } = options;
  const idle = new Map<string, FunctionProcess[]>();
  const atWork = new Map<string, Set<FunctionProcess>>();
  const starts = new Map<string, number>();

  function start(name: string): FunctionProcess {
    starts.set(name, (starts.get(name) ?? 0) + 1);
    return startFunction(fileOf(name, directory), {
      clock: onTheWall.has(name) ? undefined : clock,
      environment: environmentOf(name),
      onLine: (line) => onLine(line, name),
    });
  }

  return {
    starts,
    async invoke(name, event) {
      const resting = (idle.get(name) ?? []).filter(({ isDead }) => !isDead);
      const process = resting.pop() ?? start(name);
      idle.set(name, resting);
      const working = atWork.get(name) ?? new Set<FunctionProcess>();
      atWork.set(name, working.add(process));
      try {
        return await process.invoke(event);
      } finally {
        working.delete(process);
        if (!process.isDead) idle.get(name)?.push(process);
      }
    },
    kill(name) {
      const victims = [...(atWork.get(name) ?? [])];
      for (const victim of victims) victim.kill();
      return victims.length;
    },
    close() {
      for (const process of [...idle.values(), ...[...atWork.values()].map((set) => [...set])].flat()) process.kill();
    },
  };
}
