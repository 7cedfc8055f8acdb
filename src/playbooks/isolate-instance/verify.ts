/** Proof of an isolation: everything re-read, the group still without rules, and then the flow logs of its network. */
import { counted } from '../../domain/counted.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Check, CheckResult } from '../define.ts';
import { instanceState } from '../instances/read-instance.ts';
import { isUndo, rereadSteps } from '../reread.ts';
import { effect } from './effect.ts';
import { interfacesOf } from './interfaces.ts';
import { observe } from './observe.ts';
import { inClassic, inTargetGroup } from './observe-traffic.ts';
import { QUARANTINE, quarantineGroup, ruleIds } from './quarantine-group.ts';
import type { IsolateRead, IsolateWrites } from './reads.ts';

/** Until then a group may still be letting go of it. */
const DETACHING_SECONDS = 60;

function idOf({ target }: Plan<IsolateWrites>): string {
  return target.key.replace(/^instance\//, '');
}

/** Interfaces and networks that the plan cut. */
function moved({ steps }: Plan<IsolateWrites>): { ids: string[]; vpcs: string[] } {
  const moves = steps.filter(({ call, after }) => call === 'ec2:ModifyNetworkInterfaceAttribute' && after === QUARANTINE);
  const vpcs = moves.map(({ input }) => String((input.Groups as string[])[0]).slice(`${QUARANTINE} of `.length));
  return { ids: moves.map(({ input }) => String(input.NetworkInterfaceId)), vpcs: [...new Set(vpcs)] };
}

/** Somebody may have put rules into the group since. */
async function openGroups(vpcs: readonly string[], read: IsolateRead): Promise<string[]> {
  const open: string[] = [];
  for (const vpc of vpcs) {
    const group = await quarantineGroup(read, vpc);
    const rules = group?.GroupId ? [...(await ruleIds(read, group.GroupId, false)), ...(await ruleIds(read, group.GroupId, true))] : [];
    if (!group || rules.length > 0)
      open.push(`the quarantine group of ${vpc} ${group ? `has ${counted(rules.length, 'rule')}` : 'is gone'}`);
  }
  return open;
}

/** Attached since, by whoever wants around it; what was there and did not move is among the steps that failed. */
async function newInterfaces(id: string, since: number, read: IsolateRead): Promise<string[]> {
  const found = await interfacesOf(read, id);
  const loose = found.filter(
    ({ Attachment, Groups, RequesterManaged }) =>
      (Attachment?.AttachTime?.getTime() ?? 0) > since &&
      !RequesterManaged &&
      !Groups?.every(({ GroupName }) => GroupName?.startsWith(QUARANTINE)),
  );
  return loose.map(({ NetworkInterfaceId: face }) => `${face} was attached since and is not in the quarantine group`);
}

/** Detaching takes it out of the group's load balancers, too. */
async function stillBehind({ steps }: Plan<IsolateWrites>, read: IsolateRead): Promise<string[]> {
  const still: string[] = [];
  for (const { input } of steps.filter(({ call }) => call === 'autoscaling:DetachInstances')) {
    const [id] = input.InstanceIds as string[];
    for (const name of input.Balancers as string[]) {
      const seen = name.startsWith('arn:')
        ? inTargetGroup({ TargetGroupArn: name, Targets: [{ Id: id }] }, read)
        : inClassic({ LoadBalancerName: name, Instances: [{ InstanceId: id }] }, read);
      if ((await seen) === 'registered') still.push(`it is still registered with ${name.split('/')[1] ?? name}`);
    }
  }
  return still;
}

async function configuration(check: Check, plan: Plan<IsolateWrites>, since: number, read: IsolateRead): Promise<CheckResult> {
  const { ids, vpcs } = moved(plan);
  const words = isUndo(plan)
    ? `${plan.target.label} is released`
    : `quarantine group only on ${ids.length === 1 ? 'its interface' : `its ${ids.length} interfaces`}`;
  const held = await rereadSteps(plan, (step) => observe(step, read), words);
  if (isUndo(plan) || !('ok' in held)) return held;
  const open = [
    ...(await openGroups(vpcs, read)),
    ...(await newInterfaces(idOf(plan), since, read)),
    ...(check.afterSeconds >= DETACHING_SECONDS ? await stillBehind(plan, read) : []),
  ];
  if (open.length === 0) return held;
  return { ok: false, detail: [...(held.ok ? [] : [held.detail]), ...open].join('; ') };
}

/** Terminated since, by us or by its owner. */
async function isGone(plan: Plan<IsolateWrites>, read: IsolateRead): Promise<boolean> {
  const state = await instanceState(read, idOf(plan));
  return /^(?:gone|terminated|shutting-down)$/.test(state);
}

export async function verify(check: Check, plan: Plan<IsolateWrites>, since: number, read: IsolateRead): Promise<CheckResult> {
  if (await isGone(plan, read)) return { ok: true, detail: `${plan.target.label} is gone: what does not exist does nothing` };
  const held = await configuration(check, plan, since, read);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  if (isUndo(plan)) return { unmeasurable: `${plan.target.label} is released on purpose` };
  const measured = await effect(idOf(plan), check, since, read);
  const dns = plan.warnings.some(({ code }) => code === 'dns-survives');
  if (!dns || ('ok' in measured && !measured.ok)) return measured;
  return { unmeasurable: 'DNS lookups go on through the VPC resolver whatever is cut: stop it, or block the domain in DNS Firewall' };
}
