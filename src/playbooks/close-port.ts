/** Close port: removes from a security group the rules that open it to the whole world, one by one, and can put the same ones back. */
import type { IpPermission } from '@aws-sdk/client-ec2';
import type { Read } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { offersFor } from './close-port/offers.ts';
import { type PortWrites, plan } from './close-port/plan.ts';
import { type PortReads, reads, rulesOf, sameRule } from './close-port/rules.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook } from './define.ts';
import { isUndo, rereadSteps } from './reread.ts';

type PortStep = Step<PortWrites>;

/** Both ways of a step say which rule it is in what has to be authorised. */
function ruleOf({ input, undo }: PortStep): { group: string; permission: IpPermission | undefined } {
  const authorising = 'IpPermissions' in input ? input : 'call' in undo ? undo.input : {};
  return { group: String(input.GroupId), permission: (authorising.IpPermissions as IpPermission[] | undefined)?.[0] };
}

async function presentIds(step: PortStep, read: Read<PortReads>): Promise<string[]> {
  const { group, permission } = ruleOf(step);
  const rules = await rulesOf(read, [group]);
  return rules.flatMap((rule) => (permission && sameRule(rule, permission) ? (rule.SecurityGroupRuleId ?? []) : []));
}

async function observe(step: PortStep, read: Read<PortReads>): Promise<string> {
  return (await presentIds(step, read)).length > 0 ? 'open' : 'closed';
}

/** A rule that was made again has another id. */
async function complete(step: PortStep, { read }: { read: Read<PortReads> }): Promise<Record<string, unknown>> {
  if (step.call !== 'ec2:RevokeSecurityGroupIngress') return step.input;
  const ids = await presentIds(step, read);
  return ids.length > 0 ? { ...step.input, SecurityGroupRuleIds: ids } : step.input;
}

async function verify(_check: Check, done: Plan<PortWrites>, _since: number, read: Read<PortReads>): Promise<CheckResult> {
  const { label } = done.target;
  const settled = isUndo(done)
    ? `${label} has its rules again`
    : `${done.steps.length === 1 ? '1 rule of' : `${done.steps.length} rules of`} ${label} ${done.steps.length === 1 ? 'is' : 'are'} closed`;
  return rereadSteps(done, (step) => observe(step, read), settled);
}

export const closePort = definePlaybook({
  id: 'close_port',
  title: 'Close port',
  actionName: 'Close port',
  risk: 'nondestructive',
  reads,
  writes: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
  offers: offersFor,
  plan,
  complete,
  observe,
  checks: configurationChecks,
  verify,
});
