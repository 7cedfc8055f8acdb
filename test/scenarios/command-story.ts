/** Words in Slack as a story tells them: commands, mentions and shortcuts, over the signed door, and what each person is told. */
import type { Answer, Story } from './sandbox.ts';

export interface Spoken extends Answer {
  /** What this person alone was told by it, newest last. */
  told: string[];
}

async function heard(story: Story, user: string, act: () => Promise<Answer>): Promise<Spoken> {
  const before = (await story.ephemerals(user)).length;
  const answer = await act();
  await story.advance(4);
  return { ...answer, told: (await story.ephemerals(user)).slice(before) };
}

/** `/sechub <text>` in a channel. */
export function command(story: Story, user: string, text: string, channel = 'C0PAYMENTS'): Promise<Spoken> {
  return heard(story, user, () => story.post('/slack/_control/command', { user, channel, command: '/sechub', text }));
}

/** In the thread of the case's card, or in the channel. */
export async function mention(story: Story, user: string, text: string, inThread = true): Promise<Spoken> {
  const card = await story.card();
  const thread = inThread ? { thread_ts: card.ts } : {};
  return heard(story, user, () =>
    story.post('/slack/_control/message', { user, channel: 'C0PAYMENTS', text: `@Drawbridge ${text}`, ...thread }),
  );
}

export async function shortcut(story: Story, user: string, callbackId: string, messageTs?: string): Promise<Spoken> {
  const ts = messageTs ?? (await story.card()).ts;
  return heard(story, user, () =>
    story.post('/slack/_control/shortcut', { user, channel: 'C0PAYMENTS', messageTs: ts, callback_id: callbackId }),
  );
}

export async function closeModal(story: Story, user: string): Promise<void> {
  while (await story.view(user)) await story.post('/slack/_control/view-close', { user });
}
