/** The simulated Step Functions: state machines on the sandbox's clock, started and answered by code or over the wire. */
import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { VirtualClock } from '../../../src/services/clock.ts';
import { WireError } from '../json-protocol.ts';
import type { StepFunctions } from './api.ts';
import { Execution, type LoadedMachine } from './execution.ts';
import { MOST_BYTES } from './frame.ts';
import { runExecution } from './interpret.ts';
import { loadMachine } from './load.ts';
import { Tokens } from './tokens.ts';
import { stepFunctionsService } from './wire.ts';

export interface StepFunctionsOptions {
  clock: VirtualClock;
  /** By ARN, or by bare name for a machine of `account` and `region`. */
  machines: Record<string, unknown>;
  invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  account: string;
  region: string;
}

// The characters that AWS refuses in names, control characters among them.
const BAD_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u;

function loadAll({ machines, account, region }: StepFunctionsOptions): Map<string, LoadedMachine> {
  const loaded = Object.entries(machines).map(([key, source]): [string, LoadedMachine] => {
    const arn = key.startsWith('arn:') ? key : `arn:aws:states:${region}:${account}:stateMachine:${key}`;
    const [, , , itsRegion = '', itsAccount = '', , name = ''] = arn.split(':');
    return [arn, { arn, name, account: itsAccount, region: itsRegion, definition: loadMachine(source, `the state machine ${name}`) }];
  });
  return new Map(loaded);
}

/** Throws when a definition cannot run here. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock, invoke, account: ownAccount } = options;
  const machines = loadAll(options);
  const tokens = new Tokens(clock);
  const executions = new Map<string, Execution>();
  const abandoned = new Set<string>();

  const machine = (arn: string): LoadedMachine => {
    const found = machines.get(arn);
    if (!found) throw new WireError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return found;
  };
  const execution = (arn: string): Execution => {
    const found = executions.get(arn);
    if (!found) throw new WireError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return found;
  };

  const stepFunctions: StepFunctions = {
    service: (request) => service(request),
    machine,
    execution,
    executions: () => [...executions.values()],
    startExecution({ stateMachineArn, name = randomUUID(), input = {} }) {
      const found = machine(stateMachineArn);
      const text = JSON.stringify(input);
      if (name.length < 1 || name.length > 80 || BAD_NAME.test(name)) throw new WireError('InvalidName', `Invalid Name: '${name}'`);
      if (Buffer.byteLength(text) > MOST_BYTES)
        throw new WireError('InvalidExecutionInput', `the input is longer than ${MOST_BYTES} bytes`);
      const started = new Execution(found, name, JSON.parse(text), () => clock.now());
      const before = executions.get(started.arn);
      if (before && !abandoned.has(started.arn)) {
        if (before.status === 'RUNNING' && isDeepStrictEqual(before.input, started.input)) return before;
        throw new WireError('ExecutionAlreadyExists', `Execution Already Exists: '${started.arn}'`);
      }
      abandoned.delete(started.arn);
      executions.set(started.arn, started);
      void runExecution({ clock, tokens, invoke }, started);
      return started;
    },
    stopExecution(arn, error, cause) {
      const found = execution(arn);
      found.end({ status: 'ABORTED', error, cause });
      return found;
    },
    sendTaskSuccess: (token, output, account = ownAccount) => tokens.succeed(account, token, output),
    sendTaskFailure: (token, error, cause, account = ownAccount) => tokens.fail(account, token, error, cause),
    sendTaskHeartbeat: (token, account = ownAccount) => tokens.heartbeat(account, token),
    stopAll() {
      const running = [...executions.values()].filter((one) => one.status === 'RUNNING');
      for (const one of running) {
        one.end({ status: 'ABORTED', error: 'Sandbox.Killed', cause: 'abandoned by the sandbox' });
        abandoned.add(one.arn);
      }
      return running.length;
    },
  };
  const service = stepFunctionsService(stepFunctions);
  return stepFunctions;
}
