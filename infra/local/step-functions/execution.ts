/** One execution: what DescribeExecution tells, its history, and its end. */
import type { Machine } from './definition.ts';
import { Scope } from './scope.ts';

/** As in AWS: the event that would be number 25,000 is the failure. */
const MOST_EVENTS = 25_000;

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
export type Ending =
  | { status: 'SUCCEEDED'; output: unknown }
  | { status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'; error?: string | undefined; cause?: string | undefined };
export interface HistoryEvent {
  id: number;
  previousEventId: number;
  /** Milliseconds of domain time. */
  timestamp: number;
  type: string;
  /** Plain values; the wire API names and serialises them. */
  details: Record<string, unknown>;
}
/** A machine that is loaded, with the account and Region of its ARN. */
export interface LoadedMachine {
  arn: string;
  name: string;
  account: string;
  region: string;
  definition: Machine;
}

export class Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: LoadedMachine;
  readonly input: unknown;
  readonly startDate: number;
  readonly history: HistoryEvent[] = [];
  readonly scope = new Scope();
  status: Status = 'RUNNING';
  stopDate: number | undefined;
  output: unknown;
  error: string | undefined;
  cause: string | undefined;
  private readonly now: () => number;

  constructor(machine: LoadedMachine, name: string, input: unknown, now: () => number) {
    this.machine = machine;
    this.name = name;
    this.arn = `arn:aws:states:${machine.region}:${machine.account}:execution:${machine.name}:${name}`;
    this.input = input;
    this.now = now;
    this.startDate = now();
    this.record('ExecutionStarted', { input, roleArn: `arn:aws:iam::${machine.account}:role/${machine.name}` });
  }

  /** Adds to the history; the last event it may hold fails the execution. */
  record(type: string, details: Record<string, unknown> = {}): void {
    if (this.status !== 'RUNNING') return;
    if (this.history.length < MOST_EVENTS - 1) return this.push(type, details);
    const cause = `The execution reached the maximum number of history events (${MOST_EVENTS}).`;
    this.end({ status: 'FAILED', error: 'States.Runtime', cause });
  }

  /** The first ending counts; everything still waiting inside never continues. */
  end(ending: Ending): void {
    if (this.status !== 'RUNNING') return;
    this.stopDate = this.now();
    const { status, ...details } = ending;
    Object.assign(this, ending);
    this.scope.end();
    const type = {
      SUCCEEDED: 'ExecutionSucceeded',
      FAILED: 'ExecutionFailed',
      TIMED_OUT: 'ExecutionTimedOut',
      ABORTED: 'ExecutionAborted',
    };
    this.push(type[status], details);
  }

  private push(type: string, details: Record<string, unknown>): void {
    const id = this.history.length + 1;
    this.history.push({ id, previousEventId: id - 1, timestamp: this.now(), type, details });
  }
}
