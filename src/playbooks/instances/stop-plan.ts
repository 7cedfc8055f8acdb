/** The plan of a stop: out of its Auto Scaling group first, which ends what is not running, then stop or hibernate. */
import type { Instance } from '@aws-sdk/client-ec2';
import type { Plan, Refusal, Step, Warning } from '../../domain/plan.ts';
import type { Offer, PlanTools } from '../define.ts';
import { age, clusterOf, hasInstanceStore, labelOf, protectedInstance, readInstance, tagsOf } from './read-instance.ts';
import { isInstanceId } from './suspects.ts';
import { type Balancing, balancingLine, type Member, readBalancing, readMember, type TrafficReads, trafficReads } from './traffic.ts';

export const reads = ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', ...trafficReads] as const;
export type StopReads = 'ec2:DescribeInstances' | 'ec2:DescribeInstanceAttribute' | TrafficReads;
export type StopWrites = 'autoscaling:DetachInstances' | 'ec2:StopInstances' | 'ec2:StartInstances';
type Tools = PlanTools<StopReads>;

/** Stopping takes a minute or two; an operating system that hangs is cut off after some more. */
const SETTLES = 600;

interface Subject {
  id: string;
  label: string;
  instance: Instance;
  hibernate: boolean;
  member: Member | undefined;
  balancing: Balancing;
}

export async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: Tools): Promise<Plan<StopWrites> | Refusal> {
  const id = secret.instanceId ?? '';
  if (!isInstanceId(id)) return { refused: 'There is no instance to stop', nextStep: 'Open the finding and look at what it names' };
  const instance = await readInstance(tools.read, id);
  const state = instance?.State?.Name ?? 'gone';
  if (!instance || /^(?:gone|terminated|shutting-down)$/.test(state)) return already(`${id} is ${state}`);
  const label = labelOf(instance);
  if (state === 'stopped' || state === 'stopping') return already(`${label} is ${state} already`);
  const hibernate = secret.hibernate !== undefined;
  const no = protectedInstance(instance, tools) ?? unstoppable(instance, hibernate) ?? (await stopProtection(id, label, tools));
  if (no) return no;
  const member = await readMember(tools.read, id);
  const stuck = member && memberRefusal(label, member, instance, tools);
  if (stuck) return stuck;
  const subject: Subject = { id, label, instance, hibernate, member, balancing: await readBalancing(tools.read, instance) };
  return planOf({ ...target, label }, subject, tools.now);
}

function already(refused: string): Refusal {
  return { refused, nextStep: 'Nothing to do; look at who did it', already: true };
}

function unstoppable(instance: Instance, hibernate: boolean): Refusal | undefined {
  const label = labelOf(instance);
  if (instance.State?.Name !== 'running')
    return { refused: `${label} is ${instance.State?.Name}, not running`, nextStep: 'Wait a minute until it runs, then ask again' };
  if (instance.RootDeviceType === 'instance-store')
    return {
      refused: `${label} starts from instance store: it cannot be stopped`,
      nextStep: 'Isolate it; then terminate it if it must go',
    };
  if (hibernate && !instance.HibernationOptions?.Configured)
    return { refused: `Hibernation is not configured for ${label}`, nextStep: 'Stop it instead; what is in its memory is lost then' };
  return undefined;
}

async function stopProtection(id: string, label: string, { read }: Tools): Promise<Refusal | undefined> {
  const { DisableApiStop: protection } = await read('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: 'disableApiStop' });
  if (!protection?.Value) return undefined;
  return {
    refused: `${label} has stop protection, and it is not from here: Drawbridge never sets it`,
    nextStep: 'Ask the owner to switch stop protection off, or isolate the instance',
  };
}

/** A group without the instance, or one that would end it before it is out. */
function memberRefusal(label: string, member: Member, instance: Instance, tools: Tools): Refusal | undefined {
  const never = tools.neverTarget(member.group, member.tags);
  if (never)
    return {
      refused: `${label} is in group ${member.group}, which must never be touched: ${never}`,
      nextStep: 'Call whoever owns the group',
    };
  if (instance.InstanceLifecycle === 'spot') {
    return {
      refused: `${label} is a Spot instance of group ${member.group}: AWS cannot stop it`,
      nextStep: 'Isolate it; its volumes are kept as snapshots',
    };
  }
  if (member.lifecycle === 'InService' || member.lifecycle === 'Standby') return undefined;
  return {
    refused: `${label} is ${member.lifecycle} in group ${member.group} and cannot be taken out now`,
    nextStep: /^Termin/.test(member.lifecycle)
      ? 'The group is ending it; isolate it to keep its volumes'
      : 'Wait until it is in service, then ask again',
  };
}

function planOf(target: Plan['target'], subject: Subject, now: number): Plan<StopWrites> {
  const { member, balancing } = subject;
  const spot = subject.instance.InstanceLifecycle === 'spot' ? ['whether its Spot request lets it be stopped'] : [];
  const unknown = [...balancing.missing.map((what) => `who else serves: ${what}`), ...spot];
  const cluster = clusterOf(tagsOf(subject.instance.Tags));
  return {
    playbook: 'stop_instance',
    target,
    risk: 'disruptive',
    steps: stepsOf(subject),
    facts: factsOf(subject, now),
    warnings: warningsOf(subject, cluster),
    credential: false,
    ...((balancing.last.length > 0 || cluster !== undefined || (member !== undefined && member.desired <= 1)) && { harmsOthers: true }),
    ...(unknown.length > 0 && { unknown }),
  };
}

function stepsOf({ id, label, hibernate, member }: Subject): Step<StopWrites>[] {
  const detach: Step<StopWrites> | undefined = member?.lifecycle === 'InService' ? detachStep(id, label, member.group) : undefined;
  const stop: Step<StopWrites> = {
    id: `stop ${id}`,
    why: `${hibernate ? 'hibernate' : 'stop'} ${label}`,
    call: 'ec2:StopInstances',
    input: { InstanceIds: [id], ...(hibernate && { Hibernate: true }) },
    before: 'running',
    after: 'stopped',
    undo: { call: 'ec2:StartInstances', input: { InstanceIds: [id] }, words: 'starts it again' },
    settles: SETTLES,
    ...(detach && { needs: [detach.id] }),
  };
  return detach ? [detach, stop] : [stop];
}

function detachStep(id: string, label: string, group: string): Step<StopWrites> {
  return {
    id: `detach ${id}`,
    why: `take ${label} out of Auto Scaling group ${group}, which would end it once stopped; a replacement starts`,
    call: 'autoscaling:DetachInstances',
    input: { InstanceIds: [id], AutoScalingGroupName: group, ShouldDecrementDesiredCapacity: false },
    before: `in ${group}`,
    after: 'in no group',
    undo: { notUndone: 'the group has a replacement by then; attaching it again would make the group larger' },
  };
}

function factsOf({ instance, hibernate, member, balancing }: Subject, now: number): string[] {
  const up = instance.LaunchTime ? `, up ${age(now - instance.LaunchTime.getTime())}` : '';
  const keeps = (instance.BlockDeviceMappings ?? []).length;
  return [
    `Lost by stopping: ${losses(instance, hibernate).join(', ') || 'nothing'}`,
    member ? `Auto Scaling group ${member.group}: ${member.lifecycle}, ${member.desired} wanted` : 'In no Auto Scaling group',
    balancing.all.length > 0 ? balancingLine(balancing) : 'Behind no load balancer',
    `Type ${instance.InstanceType ?? 'unknown'}${up}; ${keeps === 1 ? '1 volume stays as it is' : `${keeps} volumes stay as they are`}`,
    'Starting it again needs free capacity of its type in its zone, and starts whatever ran on it',
  ];
}

/** Of these nothing comes back with a start. */
function losses(instance: Instance, hibernate: boolean): string[] {
  const address = autoAddress(instance);
  return [
    ...(hibernate ? [] : ['what is in its memory']),
    ...(hasInstanceStore(instance.InstanceType) ? ['what is on its instance store'] : []),
    ...(address ? [`public address ${address}`] : []),
  ];
}

/** Elastic addresses stay; those that AWS lent are taken back. */
function autoAddress({ NetworkInterfaces: interfaces }: Instance): string | undefined {
  return interfaces?.map(({ Association: one }) => (one?.IpOwnerId === 'amazon' ? one.PublicIp : undefined)).find((address) => address);
}

function warningsOf({ id, instance, hibernate, member, balancing }: Subject, cluster: string | undefined): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  if (balancing.last.length > 0)
    warn(
      'last-healthy-target',
      `It is the last healthy one of ${balancing.last.map(({ name }) => name).join(', ')}: the service goes down`,
    );
  if (cluster) warn('cluster-node', `It is a node of cluster ${cluster}: everything that runs on it stops`);
  if (!hibernate) warn('memory-lost', `What is in the memory of ${id} is lost and cannot be evidence any more`);
  else warn('hibernation-may-fail', 'If hibernation fails AWS shuts it down normally, and what is in its memory is lost');
  if (hasInstanceStore(instance.InstanceType)) warn('instance-store-lost', `Instance-store data on ${id} is lost permanently`);
  if (autoAddress(instance)) warn('address-lost', 'Its public address is lost; it starts with another one');
  if (member?.lifecycle === 'InService') {
    const text = member.suspended.includes('Launch')
      ? `Group ${member.group} starts no replacement, because Launch is suspended`
      : `Group ${member.group} starts a replacement from the same template: the hole comes back with it`;
    warn(member.suspended.includes('Launch') ? 'no-replacement' : 'same-template', text);
  }
  if (instance.InstanceLifecycle === 'spot') warn('spot', 'It is a Spot instance: it can be stopped only if its request is persistent');
  return warnings;
}
