/** A channel that cannot be posted to: its cases are shown in the default one, once; admins are told, once; whatever is killed on the way. */
import { beforeEach, describe, expect, it } from 'vitest';
import { channelLines, lookAtChannel, watchChannels } from '../../src/flows/watch-channels.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = '22222222';
const channels = { security: 'C0SEC', payments: 'C0PAY', data: 'C0DATA', reports: 'C0REP' };
let rig: SlackRig;
function start(): void {
  rig = createSlackRig();
  rig.services.policy = policyWith({ channels, adminChannel: 'reports', digests: [], handOvers: [] });
}
beforeEach(start);
const cards = () => rig.fake.messages.filter(({ mark, thread }) => mark.caseId === CASE && !thread).map(({ channel }) => channel);
const told = () => rig.fake.messages.filter(({ mark }) => mark.caseId.startsWith('channel-')).map(({ channel, text }) => [channel, text]);
const archived = '⚠ Somebody archived the channel #payments';

describe('nothing is lost', () => {
  it('a new case is shown in the default channel, and goes on there', async () => {
    rig.fake.refused.set('C0PAY', 'is_archived');
    await rig.open(CASE, { channel: 'C0PAY' });
    await rig.project();
    await rig.add(CASE, rig.note('look'));
    await rig.project();
    expect(cards()).toEqual(['C0SEC']);
    expect(rig.fake.messages.filter(({ thread }) => thread).map(({ channel }) => channel)).toEqual(['C0SEC']);
    expect(told()).toEqual([['C0REP', archived]]);
    expect(await channelLines(rig.services)).toEqual(['#payments: it is archived; its cases are shown in #security']);
  });

  it('a case that was shown is shown anew in the default channel when there is news, and its thread goes on', async () => {
    await rig.open(CASE, { channel: 'C0PAY' });
    await rig.add(CASE, rig.note('before'));
    await rig.project();
    rig.fake.refused.set('C0PAY', 'channel_not_found');
    await rig.add(CASE, rig.note('after'));
    await rig.project();
    expect(cards()).toEqual(['C0PAY', 'C0SEC']);
    const lines = rig.fake.messages.filter(({ thread }) => thread).map(({ channel, text }) => [channel, text.replace(/.*“(.*)”.*/, '$1')]);
    expect(lines).toEqual([
      ['C0PAY', 'before'],
      ['C0SEC', 'after'],
    ]);
  });

  it('where the default channel itself is the one, they wait and are shown when it is back', async () => {
    rig.fake.refused.set('C0SEC', 'is_archived');
    await rig.open(CASE, { channel: 'C0SEC' });
    await rig.project();
    expect(cards()).toEqual([]);
    expect(told()).toEqual([['C0REP', '⚠ Somebody archived the channel #security']]);
    rig.fake.refused.clear();
    await rig.clock.advance(700);
    await rig.project();
    expect(cards()).toEqual(['C0SEC']);
  });

  it('a refusal that is about something else moves nothing', async () => {
    rig.fake.refused.set('C0PAY', 'restricted_action');
    await rig.open(CASE, { channel: 'C0PAY' });
    await rig.project();
    expect([cards(), told()]).toEqual([[], []]);
  });

  it.each(['crash', 'error'] as const)('by a %s at any point', async (trouble) => {
    rig.fake.refused.set('C0PAY', 'is_archived');
    await rig.open(CASE, { channel: 'C0PAY' });
    await rig.project();
    const { passed } = rig.points;
    expect(passed).toBeGreaterThan(8);
    for (let at = 0; at < passed; at += 1) {
      start();
      rig.fake.refused.set('C0PAY', 'is_archived');
      await rig.open(CASE, { channel: 'C0PAY' });
      rig.points.trouble.set(rig.points.passed + at, trouble);
      await rig.project();
      for (let again = 0; again < 4; again += 1) {
        await rig.clock.advance(700);
        await rig.project();
        await watchChannels(rig.services);
      }
      expect([at, cards(), told()]).toEqual([at, ['C0SEC'], [['C0REP', archived]]]);
    }
  });
});

describe('it is looked at', () => {
  const look = (hint?: 'left' | 'archived' | 'gone') => lookAtChannel('C0PAY', hint, rig.services);

  it('and told of once: in trouble, well again, renamed', async () => {
    const facts = { id: 'C0PAY', name: 'payments', private: false, archived: false, member: true };
    rig.fake.channels.set('C0PAY', facts);
    await look();
    rig.fake.channels.set('C0PAY', { ...facts, member: false });
    await look('left');
    await look('left');
    rig.fake.channels.set('C0PAY', { ...facts, name: 'pay-old' });
    await look();
    expect(told().map(([, text]) => text)).toEqual([
      '⚠ Drawbridge was removed from the channel #payments',
      'The channel #payments of the policy file was renamed',
      '✔ Drawbridge can post to #payments again',
    ]);
    expect(await channelLines(rig.services)).toEqual([]);
  });

  it('every few hours without an event, and every ten minutes while it is in trouble', async () => {
    await watchChannels(rig.services);
    rig.fake.channels.set('C0PAY', { id: 'C0PAY', name: 'C0PAY', private: false, archived: true, member: true });
    await rig.clock.advance(3600);
    await watchChannels(rig.services);
    expect(told()).toEqual([]);
    await rig.clock.advance(6 * 3600);
    await watchChannels(rig.services);
    expect(told()).toEqual([['C0REP', archived]]);
    rig.fake.channels.clear();
    await rig.clock.advance(600);
    await watchChannels(rig.services);
    expect(told()).toHaveLength(2);
  });

  it('a channel that policy does not name is nobody’s concern', async () => {
    await lookAtChannel('C0OTHER', 'archived', rig.services);
    expect(told()).toEqual([]);
  });

  it('about the admins’ own channel the default one is told', async () => {
    rig.fake.refused.set('C0REP', 'is_archived');
    await lookAtChannel('C0REP', 'archived', rig.services);
    expect(told()).toEqual([['C0SEC', '⚠ Somebody archived the channel #reports']]);
  });
});
