/** Terminate instance: the one response that cannot be undone, only after isolation, with its evidence kept and its id typed. */
import type { Read } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook } from './define.ts';
import { lostEvidence } from './instances/evidence.ts';
import { instanceState } from './instances/read-instance.ts';
import { offersFor } from './instances/terminate-offers.ts';
import { plan, reads, type TerminateReads, type TerminateWrites, writes } from './instances/terminate-plan.ts';
import { rereadSteps } from './reread.ts';

type TerminateStep = Step<TerminateWrites>;
type TerminateRead = Read<TerminateReads>;

const isGone = (state: string) => /^(?:gone|terminated|shutting-down)$/.test(state);

function subjectOf({ input }: TerminateStep): string {
  return String(input.InstanceId ?? (Array.isArray(input.InstanceIds) ? input.InstanceIds[0] : ''));
}

async function existence(id: string, read: TerminateRead): Promise<string> {
  const state = await instanceState(read, id);
  if (state === 'gone') return 'terminated';
  return isGone(state) ? state : 'there';
}

async function protection(step: TerminateStep, read: TerminateRead): Promise<string> {
  const id = subjectOf(step);
  if (isGone(await instanceState(read, id))) return step.after;
  const { DisableApiTermination: held } = await read('ec2:DescribeInstanceAttribute', {
    InstanceId: id,
    Attribute: 'disableApiTermination',
  });
  if (!held?.Value) return 'unprotected';
  return step.after === 'protected or gone' ? step.after : 'protected';
}

function marked({ input }: TerminateStep): { resources: string[]; instance: string } {
  const tags = (input.Tags ?? []) as { Value?: string }[];
  return { resources: (input.Resources ?? []) as string[], instance: tags[0]?.Value ?? '' };
}

async function observe(step: TerminateStep, read: TerminateRead): Promise<string> {
  if (step.call === 'ec2:ModifyInstanceAttribute') return protection(step, read);
  if (step.call !== 'ec2:CreateTags') return existence(subjectOf(step), read);
  const { resources, instance } = marked(step);
  return (await lostEvidence(read, instance, resources)).length === 0 ? 'marked' : 'not marked';
}

const isEnd = ({ call }: TerminateStep) => call === 'ec2:TerminateInstances' || call === 'autoscaling:TerminateInstanceInAutoScalingGroup';

async function verify(check: Check, done: Plan<TerminateWrites>, _since: number, read: TerminateRead): Promise<CheckResult> {
  const { label } = done.target;
  const terminated = done.steps.some(isEnd);
  const mark = done.steps.find(({ call }) => call === 'ec2:CreateTags');
  const { resources = [], instance = '' } = mark ? marked(mark) : {};
  const lost = await lostEvidence(read, instance, resources);
  if (lost.length > 0) return { ok: false, detail: `evidence is missing: ${lost.join(', ')}` };
  // Protection was off on purpose for a moment; only what the last step left of it counts.
  const steps = done.steps.filter(
    (step) => step !== mark && !(step.call === 'ec2:ModifyInstanceAttribute' && step.after === 'unprotected'),
  );
  const evidence = mark ? `${resources.length} volumes and snapshots of it are there` : 'no evidence was marked';
  const state = terminated ? 'terminated' : 'there still, with its protection back';
  const held = await rereadSteps({ ...done, steps }, (step) => observe(step, read), `${label} is ${state}; ${evidence}`);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  return terminated
    ? { ok: true, detail: `${label} is terminated: nothing is left that could act` }
    : { unmeasurable: `${label} is there still` };
}

export const terminateInstance = definePlaybook({
  id: 'terminate_instance',
  title: 'Terminate instance',
  actionName: 'Terminate instance',
  risk: 'irreversible',
  reads,
  writes,
  offers: offersFor,
  plan,
  observe,
  checks: [...configurationChecks, { afterSeconds: 360, proves: 'effect' }],
  verify,
});
