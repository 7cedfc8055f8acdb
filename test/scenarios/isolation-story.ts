/** The moves that every story about an instance to isolate is made of. */
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { HUB, PAYMENTS } from './events.ts';
import { type AwsCall, type Json, type Outcome, START, type Story } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
/** The web server that talks to a command-and-control host. */
export const WEB = 'i-0abc1230000000001';

interface Instance extends Json {
  interfaces: Record<string, { groups: string[] }>;
  tags: Record<string, string>;
  profile?: string;
}
interface Region {
  instances: Record<string, Instance>;
  securityGroups: Record<string, { name: string }>;
  networkAcls: Record<string, { entries: { rule: number; egress: boolean; allow: boolean; cidr?: string }[] }>;
  autoScalingGroups: Record<string, { instances: Json; desired: number }>;
  targetGroups: Record<string, { targets: Record<string, { health: string }> }>;
}

export async function region(story: Story, account = PAYMENTS): Promise<Region> {
  const { accounts } = await story.get<{ accounts: Record<string, { regions: Record<string, Region> }> }>('/aws/state');
  const found = accounts[account]?.regions['us-east-1'];
  if (!found) throw new Error('the Region is not there');
  return found;
}

export async function instance(story: Story): Promise<Instance> {
  const found = (await region(story)).instances[WEB];
  if (!found) throw new Error('the instance is not there');
  return found;
}

/** Names of the groups of each interface, in order. */
export async function groupsOf(story: Story): Promise<(string | undefined)[][]> {
  const { instances, securityGroups } = await region(story);
  return Object.values(instances[WEB]?.interfaces ?? {}).map(({ groups }) => groups.map((id) => securityGroups[id]?.name));
}

/** Somebody does it in AWS, without us. */
export async function change(story: Story, part: object): Promise<void> {
  await story.put('/aws/state', { accounts: { [PAYMENTS]: { regions: { 'us-east-1': part } } } });
}

/** `type`: of the same shape, another threat. */
export async function raise(story: Story, id: string, type?: string): Promise<Outcome | undefined> {
  const [event] = demoFindings(START).find((finding) => finding.id === id)?.events ?? [];
  if (!event) throw new Error(`there is no demo finding ${id}`);
  const { detail } = event as { detail: Json };
  return (await story.raise(type ? { ...event, detail: { ...detail, type } } : event))[0];
}

export async function ask(story: Story): Promise<void> {
  await story.click(ana, 'isolate_instance');
  await story.submit(ana, { reason: 'C2 traffic confirmed in the flow logs' });
}

export async function approve(story: Story): Promise<void> {
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
}

export async function undo(story: Story): Promise<void> {
  await story.click(ana, 'undo');
  await story.submit(ana, { reason: 'it was our own scanner' });
  await approve(story);
  await story.advance(120);
}

const READS = /:(?:Describe|Get|List|Lookup|Filter|Assume|Batch|PutEvents|Publish|Start|Send)/;

/** Every change that AWS took, in order. */
export async function writes(story: Story): Promise<AwsCall[]> {
  return (await story.awsCalls()).filter(({ account, call, error }) => account !== HUB && !READS.test(call) && error === undefined);
}
