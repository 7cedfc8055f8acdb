/** Mentions and message shortcuts: the same verbs where a slash command does not work, in the thread of a case. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeModal, mention, shortcut } from './command-story.ts';
import { leakedKey } from './events.ts';
import { because, kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

let story: Story;
beforeAll(async () => {
  story = await startStory();
  await story.raise(leakedKey());
});
afterAll(() => story.close());

const guestWords = 'Guests, people of other workspaces and bots cannot act here. Ask a member of the security team.';

describe('a mention in the thread of a case', () => {
  it('is about that case', async () => {
    expect((await mention(story, 'U0ANA', 'ack')).told).toEqual([expect.stringMatching(new RegExp(`^Case ${story.caseId} acknowledged`))]);
    expect((await mention(story, 'U0ANA', 'note the owner knows')).told).toEqual([expect.stringMatching(/has your note/)]);
    expect((await story.log()).find(({ kind }) => kind === 'noted')?.data).toEqual({ text: 'the owner knows' });
  });

  it('what needs a plan is a button first, which opens the same window', async () => {
    const { told } = await mention(story, 'U0ANA', 'please, disable-keys');
    expect(told).toEqual([expect.stringMatching(/There is no “please,”/)]);
    expect((await mention(story, 'U0ANA', 'disable-keys')).told).toEqual([
      expect.stringMatching(/nothing has been done yet\.\n\[Disable access key\]/),
    ]);
    expect(await story.view('U0ANA')).toBeUndefined();
    const { messages } = await story.get<{ messages: { ts: string; channel: string }[] }>('/slack/ephemeral/U0ANA');
    const last = messages.at(-1);
    await story.post('/slack/_control/interact', {
      channel: last?.channel,
      messageTs: last?.ts,
      user: 'U0ANA',
      action: { action_id: 'disable_access_keys' },
    });
    await story.advance(4);
    expect(await story.viewText('U0ANA')).toMatch(/What will be done, in order/);
    await story.submit('U0ANA', because);
    expect(await kinds(story)).toContain('response-asked');
    expect(await writes(story)).toEqual([]);
  });

  it('outside a thread it has to say which case', async () => {
    expect((await mention(story, 'U0ANA', 'note hello', false)).told).toEqual([expect.stringMatching(/^Which case\?/)]);
    expect((await mention(story, 'U0ANA', `show ${story.caseId}`, false)).told).toEqual([expect.stringMatching(/# HIGH/)]);
  });

  it.each([
    ['U0GUS', guestWords],
    ['U0EVE', guestWords],
    ['U0ZED', /You cannot acknowledge cases in prod-payments\. Who can: @\w+/],
  ])('%s is refused, and nobody else sees it', async (user, words) => {
    const before = await kinds(story);
    expect((await mention(story, user, 'ack')).told).toEqual([expect.stringMatching(words)]);
    expect(await kinds(story)).toEqual(before);
  });
});

describe('a message shortcut', () => {
  it.each(['all', 'respond', 'note', 'timeline'])('%s on the card opens its window', async (callbackId) => {
    await shortcut(story, 'U0ANA', callbackId);
    expect((await story.view('U0ANA'))?.callback_id).toBe(callbackId);
    await closeModal(story, 'U0ANA');
  });

  it('on a line of its thread it is about the same case', async () => {
    const { ts } = await story.card();
    const { messages } = await story.get<{ messages: { ts: string }[] }>(`/slack/messages/C0PAYMENTS?thread_ts=${ts}`);
    await shortcut(story, 'U0ANA', 'timeline', messages.at(-1)?.ts);
    expect(await story.viewText('U0ANA')).toMatch(/= Timeline =/);
    await closeModal(story, 'U0ANA');
  });

  it('on somebody’s message it says that this is no case', async () => {
    const { body } = await story.post('/slack/_control/message', { channel: 'C0PAYMENTS', user: 'U0ANA', text: 'good morning' });
    expect((await shortcut(story, 'U0ANA', 'all', String(body.ts))).told).toEqual([
      expect.stringMatching(/This message is not about a case/),
    ]);
    await closeModal(story, 'U0ANA');
  });

  it('guests are refused, whatever it is', async () => {
    expect((await shortcut(story, 'U0GUS', 'respond')).told).toEqual([guestWords]);
    expect((await shortcut(story, 'U0ANA', 'no-such-shortcut')).told).toEqual([]);
  });
});
