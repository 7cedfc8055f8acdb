/** The plan of an isolation: evidence first, out of its group before the cut, then the cut, what keeps connections alive, and its identity. */
import type { Instance, Volume } from '@aws-sdk/client-ec2';
import type { Plan, Refusal } from '../../domain/plan.ts';
import type { Offer } from '../define.ts';
import { clusterOf, labelOf, protectedInstance, readInstance, tagsOf } from '../instances/read-instance.ts';
import { isInstanceId } from '../instances/suspects.ts';
import { type Balancing, type Member, readBalancing, readMember } from '../instances/traffic.ts';
import { type Denies, denySteps } from './deny-steps.ts';
import { evidenceSteps } from './evidence-steps.ts';
import { factsOf } from './facts.ts';
import { type Identity, identitySteps } from './identity-steps.ts';
import { type Face, readFaces } from './interfaces.ts';
import { addressSteps, cutSteps } from './network-steps.ts';
import type { IsolateStep, IsolateTools, IsolateWrites } from './reads.ts';
import { byWhom, keepingAddress, protectedPart, type Spared, sharingOf, sparedParts, volumesOf } from './survey.ts';
import { trafficSteps, treatmentOf } from './traffic-steps.ts';
import { warningsOf } from './warnings.ts';

export interface Subject {
  id: string;
  label: string;
  instance: Instance;
  faces: Face[];
  member: Member | undefined;
  balancing: Balancing;
  spared: Spared;
  denies: Denies;
  identity: Identity;
  /** Remote addresses that the finding names. */
  remotes: string[];
  /** What it does goes through DNS. */
  dns: boolean;
  cluster: string | undefined;
  /** Other instances with the same profile; undefined when not looked at. */
  sharing: number | undefined;
  volumes: Volume[];
}

export async function plan(
  { target, secret }: Pick<Offer, 'target' | 'secret'>,
  tools: IsolateTools,
): Promise<Plan<IsolateWrites> | Refusal> {
  const id = secret.instanceId ?? '';
  if (!isInstanceId(id)) return { refused: 'There is no instance to isolate', nextStep: 'Open the finding and look at what it names' };
  const instance = await readInstance(tools.read, id);
  const state = instance?.State?.Name ?? 'gone';
  if (!instance || /^(?:gone|terminated|shutting-down)$/.test(state)) return already(`${id} is ${state}`, 'Nothing is left to isolate');
  const label = labelOf(instance);
  const no = protectedInstance(instance, tools);
  if (no) return no;
  const found = await readFaces(tools.read, id);
  const member = await readMember(tools.read, id);
  const never = protectedPart(label, found, member, tools);
  if (never) return never;
  const remotes = (secret.remotes ?? '').split(' ').filter((each) => each !== '');
  const pods = found.filter(({ kind }) => kind === 'branch').flatMap(({ vpc, privateIps }) => privateIps.map((ip) => ({ vpc, ip })));
  const balancing = await readBalancing(tools.read, instance, pods);
  const spared = await sparedParts(balancing, found, tools);
  const faces = found.map((face) => keepingAddress(face, spared));
  const [denies, identity, cut] = await Promise.all([
    denySteps(tools, faces, remotes, balancing.all.length > 0),
    identitySteps(id, tools),
    cutSteps(tools.read, faces),
  ]);
  const steps = stepsOf(id, await evidenceSteps(instance, tools), { member, balancing, spared, denies, identity, cut, faces });
  if (!steps.some(isCut))
    return already(`${label} is isolated already${await byWhom(target, tools)}`, 'Undo it where it was isolated; look at who did it');
  const sharing = await sharingOf(instance, tools);
  const cluster = clusterOf(tagsOf(instance.Tags));
  const volumes = await volumesOf(instance, tools);
  const subject: Subject = {
    id,
    label,
    instance,
    faces,
    member,
    balancing,
    spared,
    denies,
    identity,
    remotes,
    dns: secret.dns !== undefined,
    cluster,
    sharing,
    volumes,
  };
  const made = planOf({ ...target, label }, subject, steps, tools.now);
  if (cut.length > 0) return made;
  return { ...made, facts: [`It is isolated already${await byWhom(target, tools)}; this adds what is missing`, ...made.facts] };
}

function already(refused: string, nextStep: string): Refusal {
  return { refused, nextStep, already: true };
}

/** Steps that cut something: flags and snapshots alone are no isolation. */
function isCut({ call }: IsolateStep): boolean {
  return !['ec2:CreateTags', 'ec2:ModifyInstanceAttribute', 'ec2:CreateSnapshots', 'ec2:CreateSecurityGroup'].includes(call);
}

interface Parts extends Pick<Subject, 'member' | 'balancing' | 'spared' | 'denies' | 'identity' | 'faces'> {
  cut: IsolateStep[];
}

/** The group would end what fails its health checks, so it is left before the cut; credentials are denied once the profile is gone. */
function stepsOf(id: string, evidence: IsolateStep[], { member, balancing, spared, denies, identity, cut, faces }: Parts): IsolateStep[] {
  return [
    ...evidence,
    ...trafficSteps(id, member, balancing, spared.ids),
    ...cut,
    ...addressSteps(faces, spared.ids),
    ...denies.steps,
    ...identity.steps,
  ];
}

function planOf(target: Plan['target'], subject: Subject, steps: IsolateStep[], now: number): Plan<IsolateWrites> {
  const { balancing, member, cluster, faces } = subject;
  const unmoved = faces.filter(({ managedBy }) => managedBy !== undefined);
  const unknown = [
    ...balancing.missing.map((what) => `who else serves: ${what}`),
    ...unmoved.map(({ id, managedBy }) => `interface ${id}, which only ${managedBy} may move`),
  ];
  // Taking out the only one is an outage; a group that is held replaces none of its others.
  const others = member !== undefined && (member.desired <= 1 || treatmentOf(member) === 'held');
  return {
    playbook: 'isolate_instance',
    target,
    risk: 'disruptive',
    steps,
    facts: factsOf(subject, now),
    warnings: warningsOf(subject),
    credential: false,
    ...((balancing.last.length > 0 || cluster !== undefined || others) && { harmsOthers: true }),
    ...(unknown.length > 0 && { unknown }),
  };
}
