/** Step Functions in memory: executions by name, which run until they end or die, and task tokens, each of which is answered once. */
import type { StepFunctions } from '../../src/services/step-functions.ts';

export function createFakeStepFunctions({ around }: { around?: (when: 'before' | 'after', call: string) => void } = {}) {
  const executions = new Map<string, { input: unknown; running: boolean }>();
  /** Tokens of tasks that wait. */
  const waiting = new Set<string>();
  const answered: string[] = [];
  const starts: string[] = [];
  const stepFunctions: StepFunctions = {
    async start(name, input) {
      around?.('before', 'start');
      starts.push(name);
      const known = executions.get(name);
      if (known && (!known.running || JSON.stringify(known.input) !== JSON.stringify(input))) return 'exists';
      executions.set(name, { input, running: true });
      around?.('after', 'start');
      return 'started';
    },
    async wake(token) {
      around?.('before', 'wake');
      if (!waiting.delete(token)) return 'gone';
      answered.push(token);
      around?.('after', 'wake');
      return 'woken';
    },
  };
  return {
    stepFunctions,
    executions,
    waiting,
    answered,
    starts,
    end(name: string): void {
      const known = executions.get(name);
      if (!known) throw new Error(`there is no execution ${name}`);
      known.running = false;
    },
  };
}
