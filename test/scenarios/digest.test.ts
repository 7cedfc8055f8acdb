/** The digest, from outside: at eight in its channel, about what happened in the others, with figures that the raw logs agree with. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { leakedKey, STAGING, STAGING_KEY } from './events.ts';
import { cut } from './key-story.ts';
import { render } from './render.ts';
import { type Message, START, type Story, startStory } from './sandbox.ts';

const EIGHT = Date.UTC(2026, 10, 20, 8);
let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

interface Posted extends Message {
  files?: { name: string; size: number }[];
}
const reports = async () => (await story.get<{ messages: Posted[] }>('/slack/messages/C0REPORTS')).messages;
const digests = async () => (await reports()).filter(({ text }) => text.startsWith('Daily digest'));

it('tells once a day what happened, with a picture in its thread', async () => {
  await cut(story);
  const key = story.caseId;
  await story.click('U0OMAR', 'acknowledge');
  await story.raise(leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder', id: 'f2' }));
  expect(await digests()).toEqual([]);
  await story.advance((EIGHT - START) / 1000);
  const [digest, ...more] = await digests();
  if (!digest) throw new Error('there is no digest');
  expect(more).toEqual([]);
  const text = render(digest);
  expect(text).toContain('2 cases opened');

  // The same figures, counted in the log.
  story.caseId = key;
  const log = await story.log();
  const at = (kind: string) => log.find((event) => event.kind === kind)?.at ?? 0;
  const minutes = (until: number) => `${Math.round((until - at('case-opened')) / 60_000)} min`;
  expect(text).toContain(`Contained: 1 case, after *${minutes(at('response-ended'))}*`);
  expect(text).toContain(`Acknowledged: 1 case, after *${minutes(at('acknowledged'))}*`);

  const thread = await story.get<{ messages: Posted[] }>(`/slack/messages/C0REPORTS?thread_ts=${digest.ts}`);
  const pictures = thread.messages.flatMap(({ files = [] }) => files);
  expect(pictures).toMatchObject([{ name: 'cases-per-day.png' }]);
  await story.advance(3600);
  expect(await digests()).toHaveLength(1);
});
