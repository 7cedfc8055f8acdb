/** The rule that starts the policy watch, as EventBridge applies it: an execution for each change of a customer-managed policy. */
import type { VirtualClock } from '../../src/services/clock.ts';
import { policyWatchRule } from '../event-rules.ts';
import { matchesPattern } from './event-bridge.ts';
import type { StepFunctions } from './step-functions/api.ts';

export interface PolicyWatchOptions {
  clock: VirtualClock;
  deployment: string;
  /** Of the hub, where the state machine is. */
  account: string;
  region: string;
  stepFunctions: () => StepFunctions;
}

/** CloudTrail takes its time, too. */
const deliveryMilliseconds = 2000;

function nameOf(envelope: unknown): string {
  const { id } = envelope as { id?: unknown };
  return typeof id === 'string' && /^[\w-]{1,60}$/.test(id) ? id : 'event';
}

export function createPolicyWatch(options: PolicyWatchOptions): (envelope: unknown) => void {
  const { clock, deployment, account, region, stepFunctions } = options;
  const { pattern } = policyWatchRule(deployment);
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${deployment}-policy-watch`;
  let started = 0;
  return (envelope) => {
    if (!matchesPattern(pattern, envelope)) return;
    started += 1;
    // The same event may come twice: EventBridge gives each delivery a name of its own.
    const name = `${nameOf(envelope)}_${started}`;
    clock.schedule(clock.now() + deliveryMilliseconds, () => {
      stepFunctions().startExecution({ stateMachineArn, name, input: envelope });
    });
  };
}
