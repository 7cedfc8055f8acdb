/** One running copy of a Lambda function: its bundle in a Node process of its own, one event at a time. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VirtualClock } from '../../../src/services/clock.ts';

const runtime = fileURLToPath(new URL('./runtime.cjs', import.meta.url));

type Said =
  | { answer: unknown }
  | { thrown: { name: string; message: string; stack: string } }
  | { sleeps: number; waker: number }
  | { exit: number | null };

export interface FunctionProcess {
  /** Rejects with the error of the handler, under its name, or when the process ends. */
  invoke(event: unknown): Promise<unknown>;
  /** At once, in the midst of whatever it does. */
  kill(): void;
  readonly isDead: boolean;
}
export interface FunctionProcessOptions {
  /** Its domain time; the wall's when absent. */
  clock?: VirtualClock | undefined;
  environment: Record<string, string>;
  /** Gets each line of its log. */
  onLine: (line: string) => void;
}

function linesOf(child: ChildProcess, onLine: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream?.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('utf8')).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') onLine(line);
    });
  }
}

export function startFunction(file: string, { clock, environment, onLine }: FunctionProcessOptions): FunctionProcess {
  const child = fork(runtime, [file], { env: environment, execArgv: [], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  linesOf(child, onLine);
  const heard: Said[] = [];
  let wake = () => {};
  let isDead = false;
  const hear = (said: Said) => {
    heard.push(said);
    wake();
  };
  child.on('message', (said) => hear(said as Said));
  child.once('exit', (code) => {
    isDead = true;
    hear({ exit: code });
  });
  child.once('error', () => hear({ exit: null }));

  async function next(): Promise<Said> {
    for (;;) {
      const said = heard.shift();
      if (said) return said;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  const send = (message: object) => {
    if (child.connected) child.send({ ...message, ...(clock && { now: clock.now() }) });
  };

  return {
    get isDead() {
      return isDead;
    },
    async invoke(event) {
      send({ event: event ?? null, context: {} });
      for (;;) {
        const said = await next();
        if ('answer' in said) return said.answer;
        if ('thrown' in said) throw Object.assign(new Error(said.thrown.message), said.thrown);
        if ('exit' in said) throw new Error(`the function's process ended with ${said.exit ?? 'a signal'}`);
        // Asleep on the sandbox's clock, which therefore goes on.
        await clock?.sleep(said.sleeps);
        send({ waker: said.waker });
      }
    },
    kill() {
      isDead = true;
      child.kill('SIGKILL');
    },
  };
}
