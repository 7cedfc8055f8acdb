/** The plan of a termination: evidence marked, our own protection off, one instance terminated, protection back should it survive. */
import type { Plan, Refusal, Step } from '../../domain/plan.ts';
import type { Offer, PlanTools } from '../define.ts';
import { EVIDENCE_TAG, type Evidence, type EvidenceReads, evidenceReads, readEvidence } from './evidence.ts';
import { labelOf, protectedInstance, readInstance } from './read-instance.ts';
import { isInstanceId } from './suspects.ts';
import { unmet } from './terminate-conditions.ts';
import { factsOf, userDataHash, warningsOf } from './terminate-facts.ts';
import { type Member, readBalancing, readMember, type TrafficReads, trafficReads } from './traffic.ts';

export const reads = ['ec2:DescribeInstances', 'ec2:DescribeInstanceAttribute', ...evidenceReads, ...trafficReads] as const;
export type TerminateReads = 'ec2:DescribeInstances' | 'ec2:DescribeInstanceAttribute' | EvidenceReads | TrafficReads;
export const writes = [
  'autoscaling:TerminateInstanceInAutoScalingGroup',
  'ec2:CreateTags',
  'ec2:ModifyInstanceAttribute',
  'ec2:TerminateInstances',
] as const;
export type TerminateWrites = (typeof writes)[number];
type Tools = PlanTools<TerminateReads>;
type TerminateStep = Step<TerminateWrites>;

const SETTLES = 600;
/** A lifecycle hook holds a member for an hour unless somebody chose otherwise. */
const SETTLES_IN_GROUP = 3600;

export async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: Tools): Promise<Plan<TerminateWrites> | Refusal> {
  const id = secret.instanceId ?? '';
  if (!isInstanceId(id)) return { refused: 'There is no instance to terminate', nextStep: 'Open the finding and look at what it names' };
  const { read } = tools;
  const instance = await readInstance(read, id);
  const state = instance?.State?.Name ?? 'gone';
  if (!instance || /^(?:gone|terminated|shutting-down)$/.test(state))
    return { refused: `${id} is ${state} already`, nextStep: 'Nothing to do; look at who did it', already: true };
  const label = labelOf(instance);
  const never = protectedInstance(instance, tools);
  if (never) return never;
  const isolations = (await tools.standing(target)).filter(({ playbook }) => playbook === 'isolate_instance');
  const evidence = await readEvidence(read, instance, [...new Set(isolations.map(({ caseId }) => caseId))]);
  const { DisableApiTermination } = await read('ec2:DescribeInstanceAttribute', { InstanceId: id, Attribute: 'disableApiTermination' });
  const isProtected = DisableApiTermination?.Value === true;
  const member = await readMember(read, id);
  const neverGroup = member && tools.neverTarget(member.group, member.tags);
  const balancing = await readBalancing(read, instance);
  const no = unmet({ label, isolations, evidence, isProtected, balancing, member, neverGroup });
  if (no) return no;
  const doomed = { instance, evidence, member, userData: await userDataHash(read, id), now: tools.now };
  return {
    playbook: 'terminate_instance',
    target: { ...target, label },
    risk: 'irreversible',
    steps: stepsOf({ id, label, evidence, member, isProtected }),
    facts: factsOf(doomed),
    warnings: warningsOf(doomed),
    credential: false,
    confirm: id,
    ...(member && { harmsOthers: true }),
  };
}

interface Subject {
  id: string;
  label: string;
  evidence: Evidence;
  member: Member | undefined;
  isProtected: boolean;
}

function stepsOf(subject: Subject): TerminateStep[] {
  // A group ends its members whether they are protected or not.
  const clears = subject.isProtected && !subject.member;
  return [
    ...markStep(subject),
    ...(clears ? [protectionStep(subject, false)] : []),
    terminateStep(subject, clears),
    ...(clears ? [protectionStep(subject, true)] : []),
  ];
}

function markStep({ id, label, evidence }: Subject): TerminateStep[] {
  const resources = [...evidence.kept, ...evidence.snapshots].sort();
  if (resources.length === 0) return [];
  return [
    {
      id: `mark evidence of ${id}`,
      why: `mark ${evidence.kept.length} kept volumes and ${evidence.snapshots.length} snapshots as evidence of ${label}`,
      call: 'ec2:CreateTags',
      input: { Resources: resources, Tags: [{ Key: EVIDENCE_TAG, Value: id }] },
      before: 'not marked',
      after: 'marked',
      undo: { kept: 'the marks stay with the evidence' },
      goesOn: true,
    },
  ];
}

/** Off before, and on again after: which finds nothing to do once the instance is gone. */
function protectionStep({ id, label }: Subject, on: boolean): TerminateStep {
  const input = { InstanceId: id, DisableApiTermination: { Value: on } };
  if (!on) {
    return {
      id: `unprotect ${id}`,
      why: `switch off the termination protection that isolation gave ${label}`,
      call: 'ec2:ModifyInstanceAttribute',
      input,
      before: 'protected',
      after: 'unprotected',
      undo: { kept: 'the last step sets it back if the instance survives' },
    };
  }
  return {
    id: `protect ${id} again`,
    why: `set the protection of ${label} back, should it still be there`,
    call: 'ec2:ModifyInstanceAttribute',
    input,
    before: 'unprotected',
    after: 'protected or gone',
    undo: { kept: 'a protected instance is as it was' },
    goesOn: true,
  };
}

function terminateStep({ id, label, member }: Subject, clears: boolean): TerminateStep {
  const common = {
    id: `terminate ${id}`,
    before: 'there',
    after: 'terminated',
    undo: { notUndone: 'a terminated instance cannot be brought back' },
    ...(clears && { needs: [`unprotect ${id}`], goesOn: true }),
  };
  if (!member) {
    const why = `terminate ${label} for good`;
    return { ...common, why, call: 'ec2:TerminateInstances', input: { InstanceIds: [id] }, settles: SETTLES };
  }
  return {
    ...common,
    why: `have Auto Scaling group ${member.group} terminate ${label} for good and replace it`,
    call: 'autoscaling:TerminateInstanceInAutoScalingGroup',
    input: { InstanceId: id, ShouldDecrementDesiredCapacity: false },
    settles: SETTLES_IN_GROUP,
  };
}
