/** Hand-overs: once for every change of those on call, also when ticks overlap, answers are lost or nobody can be asked. */
import { beforeEach, describe, expect, it } from 'vitest';
import { postHandOvers } from '../../src/flows/post-hand-over.ts';
import type { Member } from '../../src/services/directory.ts';
import type { OnCallNow } from '../../src/services/on-call.ts';
import { policyWith } from '../fixtures/policy.ts';
import { ana, createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const omar = { id: 'UOMAR', name: 'omar' };
const li = { id: 'ULI', name: 'li' };
let rig: SlackRig;
let members: Member[] | undefined;
let shown: OnCallNow | undefined;
const setUp = (...handOvers: object[]) => {
  rig.services.policy = policyWith({ handOvers });
};
async function groupMembers(): Promise<string[]> {
  if (!members) throw new Error('Slack does not say');
  return members.map(({ id }) => id);
}
const run = () =>
  postHandOvers({
    ...rig.services,
    slack: { ...rig.services.slack, groupMembers },
    directory: { ...rig.services.directory, members: async () => members },
    onCall: { ...rig.services.onCall, shown: async () => shown },
  });
const posts = () => rig.fake.messages.filter(({ mark }) => mark.caseId.startsWith('hand-over-'));
const posted = () => posts().map(({ text, channel }) => `${channel} ${text}`);
const words = () => JSON.stringify(posts().at(-1)?.blocks);

beforeEach(() => {
  rig = createSlackRig();
  setUp({ channel: 'security', group: 'oncall-l1' });
  members = [omar];
  shown = undefined;
});

describe('when', () => {
  it('nothing is told of who was there first; then once for every change', async () => {
    await run();
    await run();
    expect(posted()).toEqual([]);
    members = [li];
    await run();
    await run();
    await rig.clock.advance(300);
    await run();
    expect(posted()).toEqual(['C0SECURITY Hand-over · oncall-l1: <@ULI> takes over from @omar']);
    members = [omar];
    await run();
    expect(posted()[1]).toBe('C0SECURITY Hand-over · oncall-l1: <@UOMAR> takes over from @li');
  });

  it.each<[string, Member[], string]>([
    ['somebody joins', [omar, li], '<@ULI> is on call now, with @omar'],
    ['two come', [li, { id: 'UMIA', name: 'mia' }], '<@ULI>, <@UMIA> take over from @omar'],
    ['nobody is left', [], '⚠ Nobody is on call in oncall-l1 now. Until now: @omar'],
  ])('%s', async (_, now, expected) => {
    await run();
    members = now;
    await run();
    expect(posted()).toEqual([`C0SECURITY Hand-over · oncall-l1: ${expected}`]);
  });

  it('one of two goes', async () => {
    members = [omar, li];
    await run();
    members = [li];
    await run();
    expect(posted()).toEqual(['C0SECURITY Hand-over · oncall-l1: @omar went off call. Still on call: @li']);
  });

  it('the order in which they are named is no change, nor is an answer that nobody gives', async () => {
    members = [omar, li];
    await run();
    members = [li, omar];
    await run();
    members = undefined;
    await run();
    members = [omar, li];
    await run();
    expect(posted()).toEqual([]);
  });

  it('by PagerDuty’s levels; who is nobody in Slack is named, and an unsure level is no change', async () => {
    setUp({ channel: 'security', onCall: 2 });
    const at = (level: number, person: Member) => ({ level, ...person });
    shown = { members: [at(1, li), at(2, omar)], unsure: [], strangers: [] };
    await run();
    shown = { members: [at(1, omar)], unsure: [2], strangers: [] };
    await run();
    expect(posted()).toEqual([]);
    shown = { members: [at(1, omar)], unsure: [], strangers: [{ level: 2, name: 'Pat Doe', because: 'nobody knows' }] };
    await run();
    expect(posted()).toEqual(['C0SECURITY Hand-over · on-call-2: @Pat Doe takes over from @omar']);
  });
});

describe('once', () => {
  it('two ticks at once', async () => {
    await run();
    members = [li];
    await Promise.all([run(), run(), run()]);
    expect(posted()).toHaveLength(1);
  });

  it('a post whose answer was lost is found again; one that never came is posted then', async () => {
    await run();
    members = [li];
    const { post } = rig.services.slack;
    let begun = 0;
    rig.services.slack.post = async (...given) => {
      begun += 1;
      if (begun === 1) await post(...given);
      throw new Error('the connection was lost');
    };
    await run();
    expect(posted()).toHaveLength(1);
    rig.services.slack.post = post;
    await run();
    expect(posted()).toHaveLength(1);
    await rig.clock.advance(180);
    await run();
    expect(posted()).toHaveLength(1);
    await rig.clock.advance(180);
    members = [omar];
    rig.services.slack.post = () => Promise.reject(new Error('Slack is down'));
    await run();
    rig.services.slack.post = post;
    await rig.clock.advance(180);
    await run();
    await run();
    expect(posted().map((text) => text.split(': ')[1])).toEqual(['<@ULI> takes over from @omar', '<@UOMAR> takes over from @li']);
  });

  it('one that cannot be told does not keep the others from it', async () => {
    setUp({ channel: 'data', group: 'oncall-l1' }, { channel: 'security', group: 'oncall-l1' });
    await run();
    members = [li];
    const { post } = rig.services.slack;
    rig.services.slack.post = (channel, ...rest) =>
      channel === 'C0DATA' ? Promise.reject(new Error('not_in_channel')) : post(channel, ...rest);
    await run();
    expect(posted()).toEqual(['C0SECURITY Hand-over · oncall-l1: <@ULI> takes over from @omar']);
    expect(rig.lines.join('\n')).toContain('a hand-over could not be told');
  });
});

describe('what', () => {
  it('is about the channels it names: what is open, how old, and who has it', async () => {
    setUp({ channel: 'security', of: ['security', 'payments'], group: 'oncall-l1' });
    await run();
    await rig.open('33333333', { channel: 'C0SECURITY', tier: 3 });
    await rig.open('2THER222', { channel: 'C0PAYMENTS', tier: 2 });
    await rig.open('4THER444', { channel: 'C0DATA', tier: 3 });
    await rig.open('5UET5555', { channel: 'C0SECURITY', quiet: 'baseline' });
    await rig.add('2THER222', { id: 'a', actor: ana, kind: 'assigned', data: { to: { id: 'UANA', name: 'ana' } } });
    await rig.clock.advance(7200);
    members = [li];
    await run();
    expect(words()).toContain('On fire (1)');
    expect(words()).toContain('tier 3: 1, the oldest 2 h ago · tier 2: 1, the oldest 2 h ago');
    expect(words()).toContain('@ana 1 · nobody 1, not seen by anybody');
    expect(words()).toContain('33333333');
    expect(words()).not.toMatch(/4THER444|5UET5555/);
  });

  it('when nothing is open it says so', async () => {
    await run();
    members = [li];
    await run();
    expect(words()).toContain('Nothing else is open.');
  });
});
