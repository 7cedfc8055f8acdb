/** Shift change, from outside: the next one on call is told in the channel what there is, once. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { command } from './command-story.ts';
import { leakedKey, STAGING, STAGING_KEY } from './events.ts';
import { ask } from './key-story.ts';
import { render } from './render.ts';
import { type Message, type Story, startStory } from './sandbox.ts';

let story: Story;
beforeAll(async () => {
  story = await startStory();
});
afterAll(() => story.close());

const told = async () =>
  (await story.get<{ messages: Message[] }>('/slack/messages/C0SECURITY')).messages.filter(({ text }) => text.startsWith('Hand-over'));
const shift = (...users: string[]) => story.post('/slack/_control/usergroup', { usergroup: 'S0ONCALL', users });

it('tells whoever comes what is open, what waits and who has it; and once', async () => {
  await story.raise(leakedKey());
  const first = story.caseId;
  await command(story, 'U0OMAR', `assign ${first} me`);
  await ask(story, 'U0ANA');
  await story.raise(leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder', id: 'f2' }));
  await story.advance(120);
  expect(await told()).toEqual([]);

  await shift('U0LI');
  await story.advance(130);
  const [message, ...more] = await told();
  expect(more).toEqual([]);
  if (!message) throw new Error('nobody was told');
  expect(message.mentions).toEqual(['U0LI']);
  const text = render(message);
  expect(text).toMatch(/<@U0LI> takes over from @omar|@li takes over from @omar/);
  expect(text).toContain('*Waits for a decision (1)*');
  expect(text).toContain(first);
  expect(text).toMatch(/\*Open:\* tier 3: 2, the oldest \d+ min ago/);
  expect(text).toMatch(/@omar 1/);

  await story.advance(600);
  expect(await told()).toHaveLength(1);
});

it('somebody who joins, and nobody at all', async () => {
  await shift('U0LI', 'U0OMAR');
  await story.advance(130);
  expect((await told()).at(-1)?.text).toMatch(/<@U0OMAR> is on call now, with @li/);
  await shift();
  await story.advance(130);
  expect((await told()).at(-1)?.text).toMatch(/⚠ Nobody is on call in oncall-l1 now\. Until now: @\w+, @\w+/);
  expect(await told()).toHaveLength(3);
});

it('while Slack does not say who is on call nothing is told; a change that happened meanwhile is told once', async () => {
  await story.fault('slack', '5xx', 6, 'usergroups.users.list');
  await shift('U0MIA');
  await story.advance(120);
  const before = (await told()).length;
  await story.advance(900);
  expect((await told()).length - before).toBeLessThanOrEqual(1);
  expect((await told()).at(-1)?.text).toMatch(/<@U0MIA> is on call now/);
  expect(await told()).toHaveLength(4);
});
