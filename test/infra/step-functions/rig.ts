/** A clock that stands still and a Step Functions with one machine, `flow`, on it. */
import { createStepFunctions } from '../../../infra/local/step-functions/step-functions.ts';
import { VirtualClock } from '../../../src/services/clock.ts';

export const START = Date.parse('2026-11-20T10:00:00Z');
export const ACCOUNT = '111122223333';
export const ARN = `arn:aws:states:eu-central-1:${ACCOUNT}:stateMachine:flow`;
export const INVOKE = 'arn:aws:states:::lambda:invoke';

type Functions = Record<string, (payload: Record<string, unknown>) => unknown>;

export function rig(definition: object, functions: Functions = {}) {
  const clock = new VirtualClock(START);
  const invoke = async (name: string, payload: unknown) => functions[name]?.(payload as Record<string, unknown>);
  const machines = createStepFunctions({ clock, machines: { flow: definition }, invoke, account: ACCOUNT, region: 'eu-central-1' });
  const start = (input?: unknown, name?: string) => machines.startExecution({ stateMachineArn: ARN, input, name });
  return { clock, machines, start };
}

/** A machine of one state that ends. */
export function single(state: object): object {
  return { StartAt: 'Only', States: { Only: { ...state, End: true } } };
}

/** Runs it to its end without moving time. */
export async function run(definition: object, input?: unknown, functions: Functions = {}) {
  const { clock, start } = rig(definition, functions);
  const execution = start(input);
  await clock.settle();
  return execution;
}
