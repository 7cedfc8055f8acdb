/** Stopping, terminating, blocking and closing from outside, over HTTP: the right button, the plan, people, proof and the way back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { PAYMENTS } from './events.ts';
import { type Json, type Outcome, START, type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
const DEVELOPMENT = '444455556666';
const WEB = 'i-0abc1230000000001';
const because = { reason: 'confirmed by the owner' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

async function raise(id: string): Promise<Outcome | undefined> {
  const [event] = demoFindings(START).find((finding) => finding.id === id)?.events ?? [];
  const [row] = await story.raise(event);
  return row;
}

interface Region {
  instances: Record<string, Json & { interfaces: Record<string, { groups: string[] }> }>;
  networkAcls: Record<string, { entries: { rule: number; allow: boolean; cidr: string }[] }>;
  securityGroups: Record<string, { name: string; rules: Record<string, { egress: boolean; cidr?: string }> }>;
}
async function region(account = PAYMENTS): Promise<Region> {
  const state = await story.get<{ accounts: Record<string, { regions: Record<string, Region> }> }>('/aws/state');
  const found = state.accounts[account]?.regions['us-east-1'];
  if (!found) throw new Error('the Region is not there');
  return found;
}
const stateOf = async (id: string, account = PAYMENTS) => (await region(account)).instances[id]?.state;

async function respond(action: string, values: Record<string, string> = because): Promise<void> {
  await story.click(ana, action);
  await story.submit(ana, values);
}
/** From the menu, where what is no button of the card is found. */
async function choose(action: string): Promise<string> {
  await story.click(ana, 'respond');
  await story.press(ana, action);
  return `${await story.viewText(ana)}\n${await story.ephemeral(ana)}`;
}
async function approve(): Promise<void> {
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
}
async function undo(): Promise<void> {
  await story.click(ana, 'undo');
  await story.submit(ana, { reason: 'it was ours' });
  await approve();
  await story.advance(120);
}

describe('data that leaves through DNS', () => {
  it('is stopped before it is isolated, proved contained, and started again', async () => {
    const row = await raise('dns-exfiltration');
    expect(row?.offers?.slice(0, 2)).toEqual(['stop_instance', 'isolate_instance']);
    const id = (await story.cardText()).match(/i-[0-9a-f]{17}/)?.[0] ?? '';
    await respond('stop_instance');
    await approve();
    await story.advance(120);
    expect(await stateOf(id, DEVELOPMENT)).toBe('stopped');
    await story.advance(420);
    expect(await story.cardText()).toMatch(/✔ Contained .*what is switched off sends nothing/);
    await undo();
    expect(await story.cardText()).toContain('✔ Undone');
    expect(await stateOf(id, DEVELOPMENT)).toBe('running');
  });
});

describe('a brute force against an instance', () => {
  it('offers to close its port and to block who knocks, and nothing that hits the victim', async () => {
    const row = await raise('ssh-brute-force');
    expect(row?.offers).toEqual(['close_port', 'block_address']);
    await respond('close_port');
    await approve();
    await story.advance(330);
    expect(await story.cardText()).toContain('✔ Cut');
    const open = async () =>
      Object.values((await region()).securityGroups).flatMap(({ rules }) =>
        Object.values(rules).filter(({ egress, cidr }) => !egress && cidr === '0.0.0.0/0'),
      );
    expect(await open()).toEqual([]);
    await undo();
    expect(await open()).toHaveLength(1);
  });

  it('blocks the address for a day, and unblocks it sooner when asked', async () => {
    await raise('ssh-brute-force');
    await story.click(ana, 'block_address');
    expect(await story.viewText(ana)).toContain('The block ends by itself after 24 h');
    await story.submit(ana, because);
    await approve();
    await story.advance(330);
    const denies = async () => Object.values((await region()).networkAcls).flatMap(({ entries }) => entries.filter(({ allow }) => !allow));
    expect((await denies()).map(({ rule }) => rule)).toEqual([1, 1]);
    await undo();
    expect(await denies()).toEqual([]);
  });
});

describe('terminating', () => {
  it('is refused until it was isolated from here, then takes two people and the typed id', async () => {
    await raise('command-and-control');
    expect(await choose('terminate_instance')).toMatch(/was not isolated from here/);
    await respond('isolate_instance');
    await approve();
    await story.advance(960);
    expect(await choose('terminate_instance')).toMatch(/A terminated instance cannot be brought back/);
    await story.submit(ana, { ...because, confirm_id: 'i-0abc1230000000002' });
    expect(await story.ephemeral(ana)).toMatch(/You typed something other than i-0abc1230000000001/);
    await choose('terminate_instance');
    await story.submit(ana, { ...because, confirm_id: WEB });
    expect(await stateOf(WEB)).toBe('running');
    await approve();
    await story.advance(150);
    expect(await stateOf(WEB)).toBe('terminated');
    const calls = await story.awsCalls('ec2:TerminateInstances');
    expect(calls.map(({ input, sourceIdentity }) => [input, sourceIdentity])).toEqual([[{ InstanceIds: [WEB] }, 'T0DRAWBRIDGE-U0OMAR']]);
    await story.advance(420);
    expect(await story.cardText()).toMatch(/✔ Contained .*nothing is left that could act/);
  });
});
