/** The rule that starts the policy watch, as EventBridge applies it: an execution for each change of a customer-managed policy. */
import type { VirtualClock } from '../../src/services/clock.ts';
import { policyWatchRule } from '../event-rules.ts';
import { POLICY_WATCH } from './bot.ts';
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

export function createPolicyWatch(options: PolicyWatchOptions): (envelope: unknown) => void {
  const { clock, deployment, account, region, stepFunctions } = options;
  const { pattern } = policyWatchRule(deployment);
  const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:${POLICY_WATCH}`;
  return (envelope) => {
    if (!matchesPattern(pattern, envelope)) return;
    clock.schedule(clock.now() + deliveryMilliseconds, () => {
      stepFunctions().startExecution({ stateMachineArn, input: envelope });
    });
  };
}
