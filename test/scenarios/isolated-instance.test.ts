/** An instance that talks to a command-and-control host, from outside: isolated in order, proved by its flow logs, released; and every fault. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { HUB, PAYMENTS } from './events.ts';
import { type AwsCall, type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
const WEB = 'i-0abc1230000000001';
const because = { reason: 'C2 traffic confirmed in the flow logs' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

function demo(id: string): unknown {
  const [event] = demoFindings(START).find((finding) => finding.id === id)?.events ?? [];
  if (!event) throw new Error(`there is no demo finding ${id}`);
  return event;
}

interface Region {
  instances: Record<string, Json & { interfaces: Record<string, { groups: string[] }>; tags: Record<string, string>; profile?: string }>;
  securityGroups: Record<string, { name: string; rules: Json; tags: Json }>;
  networkAcls: Record<string, { entries: Json[] }>;
  snapshots: Record<string, { volume: string; tags: Record<string, string> }>;
  autoScalingGroups: Record<string, { instances: Json; desired: number }>;
  targetGroups: Record<string, { targets: Json }>;
}
async function region(): Promise<Region> {
  type State = { accounts: Record<string, { regions: Record<string, Region> }> };
  const found = (await story.get<State>('/aws/state')).accounts[PAYMENTS]?.regions['us-east-1'];
  if (!found) throw new Error('the Region is not there');
  return found;
}
async function instance() {
  const found = (await region()).instances[WEB];
  if (!found) throw new Error('the instance is not there');
  return found;
}

const READS = /:(?:Describe|Get|List|Lookup|Filter|Assume|Batch|PutEvents|Publish|Start|Send)/;
async function writes(): Promise<AwsCall[]> {
  return (await story.awsCalls()).filter(({ account, call }) => account !== HUB && !READS.test(call));
}
const golden = async (name: string) => expect(await story.transcript()).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);

async function isolate(): Promise<void> {
  await story.raise(demo('command-and-control'));
  await story.click(ana, 'isolate_instance');
  await story.submit(ana, because);
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
}

describe('a command-and-control host', () => {
  it('the card offers isolation first, and the plan says what survives and why', async () => {
    const [row] = await story.raise(demo('command-and-control'));
    expect(row).toMatchObject({ outcome: 'case', tier: 3, posted: true });
    expect(row?.offers?.[0]).toBe('isolate_instance');
    await story.click(ana, 'isolate_instance');
    const plan = await story.viewText(ana);
    expect(plan).toContain('Connections through the NAT gateway survive the change of groups alone, hence the denies of 203.0.113.7');
    await golden('isolation-plan');
  });

  it('is cut in order, proved three times, then by the flow logs', async () => {
    const before = await region();
    await isolate();
    await story.advance(120);
    const calls = (await writes()).map(({ call }) => call);
    const order = [
      'ec2:CreateTags',
      'ec2:ModifyInstanceAttribute',
      'ec2:CreateSnapshots',
      'autoscaling:DetachInstances',
      'ec2:CreateSecurityGroup',
      'ec2:RevokeSecurityGroupEgress',
      'ec2:ModifyNetworkInterfaceAttribute',
      'ec2:CreateNetworkAclEntry',
      'ec2:DisassociateIamInstanceProfile',
      'iam:PutRolePolicy',
    ];
    expect([...new Set(calls)]).toEqual(order);
    const after = await region();
    const groups = Object.values((await instance()).interfaces).map(({ groups: ids }) => ids.map((id) => after.securityGroups[id]?.name));
    expect(groups).toEqual([['drawbridge-quarantine'], ['drawbridge-quarantine']]);
    expect(after.autoScalingGroups.web?.instances).not.toHaveProperty(WEB);
    expect(Object.keys(after.autoScalingGroups.web?.instances ?? {})).toHaveLength(
      Object.keys(before.autoScalingGroups.web?.instances ?? {}).length,
    );
    expect(Object.values(after.snapshots).map(({ tags }) => tags['drawbridge:case'])).toContain(story.caseId);
    expect((await instance()).profile).toBeUndefined();
    await story.advance(300);
    expect(await story.cardText()).toContain('✔ Cut');
    await story.advance(600);
    expect(await story.cardText()).toMatch(/✔ Contained .*no accepted flow since the cut in the flow logs/);
    await golden('isolation-contained');
  });

  it('released, everything is as before but for what the plan said is kept or not undone', async () => {
    await story.raise(demo('command-and-control'));
    const before = await region();
    await story.click(ana, 'isolate_instance');
    await story.submit(ana, because);
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: 'agreed' });
    await story.advance(420);
    await story.click(ana, 'undo');
    await story.submit(ana, { reason: 'it was our own scanner' });
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    await story.advance(120);
    expect(await story.cardText()).toContain('✔ Undone');
    const after = await region();
    const released = { ...after.instances[WEB] };
    delete released.leaving;
    expect(released).toEqual(before.instances[WEB]);
    for (const { entries } of Object.values(after.networkAcls)) expect(entries.map(({ rule }) => rule)).toEqual([100, 100]);
    expect(after.autoScalingGroups.web?.instances).not.toHaveProperty(WEB);
    await golden('isolation-released');
  });
});
