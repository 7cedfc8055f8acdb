/** Stop instance: ends everything it does, lookups included, by switching it off; its volumes stay, and it can be started again. */
import type { Read } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook } from './define.ts';
import { instanceState } from './instances/read-instance.ts';
import { offersFor } from './instances/stop-offers.ts';
import { plan, reads, type StopReads, type StopWrites } from './instances/stop-plan.ts';
import { memberOf } from './instances/traffic.ts';
import { isUndo, rereadSteps } from './reread.ts';

function instanceOf({ input }: Step<StopWrites>): string {
  return Array.isArray(input.InstanceIds) ? String(input.InstanceIds[0] ?? '') : '';
}

async function observe(step: Step<StopWrites>, read: Read<StopReads>): Promise<string> {
  const id = instanceOf(step);
  if (step.call !== 'autoscaling:DetachInstances') return instanceState(read, id);
  const member = await memberOf(read, id);
  return member ? `in ${member.group}` : 'in no group';
}

async function verify(check: Check, done: Plan<StopWrites>, _since: number, read: Read<StopReads>): Promise<CheckResult> {
  const running = isUndo(done);
  const { label } = done.target;
  const held = await rereadSteps(done, (step) => observe(step, read), `${label} is ${running ? 'running' : 'stopped'}`);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  if (running) return { unmeasurable: `${label} runs on purpose` };
  if (!done.steps.some(({ call }) => call === 'ec2:StopInstances')) return { unmeasurable: `${label} was not stopped` };
  return { ok: true, detail: `${label} is stopped: what is switched off sends nothing` };
}

export const stopInstance = definePlaybook({
  id: 'stop_instance',
  title: 'Stop instance',
  actionName: 'Stop instance',
  risk: 'disruptive',
  reads,
  writes: ['autoscaling:DetachInstances', 'ec2:StopInstances', 'ec2:StartInstances'],
  offers: offersFor,
  plan,
  observe,
  checks: [...configurationChecks, { afterSeconds: 360, proves: 'effect' }],
  verify,
});
