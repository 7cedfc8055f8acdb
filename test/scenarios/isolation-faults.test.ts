/** Isolation in trouble and at its limits, from outside: what fails, what is killed, what comes twice, what is not effective, what is refused. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approve, ask, change, groupsOf, instance, raise, region, undo, WEB, writes } from './isolation-story.ts';
import { START, type Story, startStory } from './sandbox.ts';

const ana = 'U0ANA';
const CUT = ['drawbridge-quarantine'];

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

const callsOf = async (name: string) => (await writes(story)).filter(({ call }) => call.endsWith(`:${name}`));
const secondFace = async () => Object.keys((await instance(story)).interfaces)[1] ?? '';

async function cut(): Promise<void> {
  await raise(story, 'command-and-control');
  await ask(story);
  await approve(story);
  await story.advance(330);
}

describe('an interface that does not move', () => {
  beforeEach(async () => {
    await story.fault('aws', '429', 3, `ModifyNetworkInterfaceAttribute ${await secondFace()}`);
    await cut();
  });

  it('is PARTIAL and named; the first stays isolated, and everything after it is done', async () => {
    expect(await story.cardText()).toMatch(new RegExp(`◐ Partial.*${await secondFace()}`));
    expect(await groupsOf(story)).toEqual([CUT, ['web']]);
    expect(await callsOf('CreateNetworkAclEntry')).toHaveLength(2);
    expect((await instance(story)).profile).toBeUndefined();
    expect(await callsOf('PutRolePolicy')).toHaveLength(1);
  });

  it('the rest and a stop are its buttons, and isolating it again moves what is missing only', async () => {
    expect(await story.cardText()).toMatch(/\n\[Retry the rest(?: primary)?\] \[Stop instance\] \[Undo\]\n/);
    const before = (await writes(story)).length;
    await ask(story);
    await approve(story);
    await story.advance(330);
    expect(await groupsOf(story)).toEqual([CUT, CUT]);
    const again = (await writes(story)).slice(before).map(({ call }) => call);
    expect(again).toEqual(['ec2:ModifyNetworkInterfaceAttribute']);
  });
});

// Killed five times it died at every step up to the detach; after the record a try begins the next step, and four tries are the most.
describe.each([
  ['after-intent', 5],
  ['after-call', 5],
  ['after-record', 3],
] as const)('killed %s, %i times', (point, times) => {
  it('it resumes, makes no call twice, and can be released exactly', async () => {
    await raise(story, 'command-and-control');
    const before = await instance(story);
    await story.fault('response', point, times);
    await ask(story);
    await approve(story);
    await story.advance(480);
    expect(await story.cardText()).toContain('✔ Cut');
    const made = (await writes(story)).map(({ call, input }) => `${call} ${JSON.stringify(input)}`);
    expect(new Set(made).size).toBe(made.length);
    expect(await callsOf('DetachInstances')).toHaveLength(1);
    expect(await groupsOf(story)).toEqual([CUT, CUT]);
    await undo(story);
    const released = await instance(story);
    delete released.leaving;
    expect(released).toEqual(before);
  });
});

describe('twice', () => {
  it('clicks, submissions and queue messages delivered twice are one execution', async () => {
    await raise(story, 'command-and-control');
    await story.fault('queue', 'duplicate', 200);
    await story.fault('slack', 'duplicate', 1);
    await ask(story);
    await story.fault('slack', 'duplicate', 1);
    await approve(story);
    await story.advance(330);
    const made = (await writes(story)).map(({ call, input }) => `${call} ${JSON.stringify(input)}`);
    expect(new Set(made).size).toBe(made.length);
    expect((await story.log()).filter(({ kind }) => kind === 'response-asked')).toHaveLength(1);
    expect(await story.cardText()).toContain('✔ Cut');
  });

  it('a second case about it is told by which one it is isolated, and changes nothing', async () => {
    await cut();
    const first = story.caseId;
    const before = await writes(story);
    // Credentials of the same instance, used from elsewhere: another subject and address, and the same instance behind it.
    await raise(story, 'stolen-session', 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS');
    expect(story.caseId).not.toBe(first);
    await story.click(ana, 'isolate_instance');
    expect(`${await story.viewText(ana)}${await story.ephemeral(ana)}`).toContain(
      `is isolated already by case ${first}; this adds what is missing`,
    );
    expect(await writes(story)).toEqual(before);
  });
});

describe('proof', () => {
  it('another remote that goes on through the NAT gateway is NOT_EFFECTIVE after ten minutes', async () => {
    const [face] = Object.keys((await instance(story)).interfaces);
    const minute = new Date(START - 60_000).toISOString();
    await change(story, {
      flows: [
        { interface: face, remote: '203.0.113.7', port: 443, startedAt: minute },
        { interface: face, remote: '198.51.100.99', port: 8443, startedAt: minute },
      ],
    });
    await cut();
    expect(await story.cardText()).toContain('✔ Cut');
    await story.advance(420);
    expect(await story.cardText()).toMatch(/✖ Not effective.*accepted flows.*198\.51\.100\.99/);
    expect(await story.cardText()).toMatch(/\n\[Stop instance(?: primary)?\] \[Undo\]\n/);
    expect(await groupsOf(story)).toEqual([CUT, CUT]);
  });

  it('without flow logs it is cut, and says that the effect is not measurable', async () => {
    await change(story, { flowLogs: null });
    await cut();
    await story.advance(1600);
    expect(await story.cardText()).toMatch(/✔ Cut.*effect not measurable: its network has no flow logs/);
  });

  it('what lives on DNS is never called contained: a banner before, the reason after', async () => {
    await raise(story, 'dns-exfiltration');
    await story.click(ana, 'isolate_instance');
    expect(await story.viewText(ana)).toContain('⚠ Isolation alone does not stop DNS');
    await story.submit(ana, { reason: 'confirmed' });
    await approve(story);
    await story.advance(330);
    await story.advance(1600);
    expect(await story.cardText()).toMatch(/✔ Cut.*effect not measurable: DNS lookups go on/);
    expect(await story.cardText()).not.toContain('Contained');
  });
});

describe('not isolated', () => {
  it('the victim of a brute force: there is no such button', async () => {
    const row = await raise(story, 'ssh-brute-force');
    expect(row?.offers).not.toContain('isolate_instance');
    expect((await story.click(ana, 'isolate_instance')).status).toBe(404);
    await story.click(ana, 'respond');
    expect(await story.viewText(ana)).not.toMatch(/\[[^\]]*Isolate/);
  });

  it('a node that EKS manages: refused with guidance, nothing is changed', async () => {
    await raise(story, 'command-and-control');
    await change(story, { instances: { [WEB]: { operator: 'eks.amazonaws.com' } } });
    await story.click(ana, 'isolate_instance');
    const told = `${await story.viewText(ana)}${await story.ephemeral(ana)}`;
    expect(told).toContain('is managed by eks.amazonaws.com, which alone may change it');
    expect(told).toContain('Cordon and drain the node');
    expect(await writes(story)).toEqual([]);
  });

  it('nobody approves: it expires, and nothing has run', async () => {
    await raise(story, 'command-and-control');
    await ask(story);
    await story.advance(3600);
    expect(await story.cardText()).toMatch(/[Ee]xpired|not approved in time/);
    expect(await writes(story)).toEqual([]);
  });
});

describe('release', () => {
  it("deletes only our own rules, and leaves the group and other people's rules alone", async () => {
    await cut();
    const [acl] = Object.entries((await region(story)).networkAcls).find(([, { entries }]) => entries.some(({ allow }) => !allow)) ?? [];
    if (!acl) throw new Error('there is no deny');
    const theirs = { rule: 50, egress: false, allow: false, protocol: '-1', cidr: '192.0.2.1/32' };
    const { entries } = (await region(story)).networkAcls[acl] ?? { entries: [] };
    await change(story, { networkAcls: { [acl]: { entries: [...entries, theirs] } } });
    await undo(story);
    expect(await story.cardText()).toContain('✔ Undone');
    const left = (await region(story)).networkAcls[acl]?.entries.filter(({ allow }) => !allow);
    expect(left).toEqual([theirs]);
    expect((await region(story)).autoScalingGroups.web?.instances).not.toHaveProperty(WEB);
    expect(await groupsOf(story)).toEqual([['web'], ['web']]);
  });

  it('is refused when somebody put another rule in the place of ours', async () => {
    await cut();
    const [acl] = Object.entries((await region(story)).networkAcls).find(([, { entries }]) => entries.some(({ allow }) => !allow)) ?? [];
    const { entries } = (await region(story)).networkAcls[acl ?? ''] ?? { entries: [] };
    const changed = entries.map((entry) => (entry.allow ? entry : { ...entry, cidr: '192.0.2.1/32' }));
    await change(story, { networkAcls: { [acl ?? '']: { entries: changed } } });
    await undo(story);
    expect(await story.cardText()).toMatch(/taken by another rule now/);
    expect(await callsOf('DeleteNetworkAclEntry')).toEqual([]);
    expect(await groupsOf(story)).toEqual([CUT, CUT]);
  });
});
