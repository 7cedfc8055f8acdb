/** Channels over signed HTTP: the bot is removed, a channel archived, renamed, deleted; its cases are shown elsewhere, and people are told. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deliverEvent } from '../../infra/local/slack/deliver.ts';
import { leakedKey } from './events.ts';
import { render } from './render.ts';
import { type Json, type Message, type Story, startStory } from './sandbox.ts';

const mia = 'U0MIA';
let story: Story;
beforeEach(async () => {
  story = await startStory({ policy: { adminChannel: 'reports', handOvers: [] } });
});
afterEach(() => story.close());

const deed = (what: string, more: object = {}) => story.post('/slack/_control/channel', { channel: 'C0PAYMENTS', deed: what, ...more });
async function posted(channel: string): Promise<string[]> {
  const { messages } = await story.get<{ messages: Message[] }>(`/slack/messages/${channel}`);
  return messages.map(({ metadata, text }) => metadata?.event_payload?.case ?? text);
}
async function notices(): Promise<string[]> {
  const { messages } = await story.get<{ messages: Message[] }>('/slack/messages/C0REPORTS');
  return messages.map((message) => render(message));
}
const home = async (): Promise<string> => {
  await story.post('/slack/_control/open-home', { user: mia });
  await story.advance(4);
  const { home: view } = await story.get<{ home: Json }>(`/slack/view/${mia}`);
  return JSON.stringify(view);
};

describe('a channel of policy', () => {
  it.each([
    ['kick', /Drawbridge was removed from the channel #payments/, /#payments: Drawbridge is not in it; its cases are shown in #security/],
    ['archive', /Somebody archived the channel #payments/, /#payments: it is archived/],
    ['delete', /Slack knows no such channel any more/, /#payments: Slack does not show it/],
  ])('%s: said to the admins at once, and in Home; its cases are in the default channel', async (what, notice, health) => {
    await deed(what);
    await story.advance(4);
    expect(await notices()).toEqual([expect.stringMatching(notice)]);
    expect(await home()).toMatch(health);
    await story.raise(leakedKey());
    expect(await posted('C0SECURITY')).toEqual([story.caseId]);
    const { messages } = await story.get<{ messages: Message[] }>('/slack/messages/C0SECURITY');
    expect(render(messages[0] as Message)).toContain('meant for #payments');
  });

  it('archived, and Slack lost the event: the refused post is noticed, and nothing is lost', async () => {
    await story.raise(leakedKey());
    await deed('archive', { silent: true });
    await story.raise(leakedKey({ id: 'f2', user: 'other', keyId: 'AKIA2DRAWBRIDGE00002', principalId: 'AIDAOTHER' }));
    expect(await posted('C0SECURITY')).toEqual([story.caseId]);
    expect(await notices()).toHaveLength(1);
  });

  it('is used again once it is well, and what was shown elsewhere stays where it is', async () => {
    await deed('kick');
    await story.raise(leakedKey());
    const elsewhere = story.caseId;
    await deed('invite');
    await story.advance(20);
    await story.raise(leakedKey({ id: 'f2', user: 'other', keyId: 'AKIA2DRAWBRIDGE00002', principalId: 'AIDAOTHER' }));
    expect(await posted('C0SECURITY')).toEqual([elsewhere]);
    expect(await posted('C0PAYMENTS')).toEqual([story.caseId]);
    expect((await notices()).at(-1)).toMatch(/can post to #payments again/);
    expect(await home()).not.toContain('#payments:');
  });

  it('renamed goes on as before, and is said', async () => {
    await story.advance(70);
    await deed('rename', { name: 'pay-old' });
    await story.advance(4);
    expect(await notices()).toEqual([expect.stringMatching(/#payments of the policy file was renamed.*is #pay-old/)]);
    await story.raise(leakedKey());
    expect(await posted('C0PAYMENTS')).toEqual([story.caseId]);
  });

  it('of others, and members that come and go, are nobody’s concern', async () => {
    const { slack } = story.sandbox;
    for (const event of [
      { type: 'member_left_channel', user: 'U0ANA', channel: 'C0PAYMENTS', channel_type: 'C' },
      { type: 'channel_archive', channel: 'C0OTHER', user: mia },
      { type: 'channel_rename', channel: { id: '<!channel>', name: 'x' } },
    ])
      expect((await deliverEvent(slack, event)).status).toBe(200);
    await story.advance(20);
    expect(await notices()).toEqual([]);
  });
});
