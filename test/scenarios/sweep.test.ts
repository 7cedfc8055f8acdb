/** The hourly sweep from outside: a finding whose event was lost is a card all the same, and nothing is shown twice. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hubCopy, imported, leakedKey } from './events.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

/** In Security Hub, without any event about it. */
const hold = (finding: Json) => story.put('/aws/state', { hub: { findings: [finding] } });
const titles = async () => (await story.cards()).map(({ text }) => text);

it('what no event told is shown within the hour, and once', async () => {
  await hold(hubCopy());
  await story.advance(30 * 60);
  expect(await titles()).toEqual([]);
  await story.advance(15 * 60);
  expect(await titles()).toHaveLength(1);
  await story.raise(imported(hubCopy()));
  await story.advance(60 * 60);
  expect(await titles()).toHaveLength(1);
});

it('the copy in Security Hub of what GuardDuty told itself is no second case', async () => {
  await story.raise(leakedKey());
  const log = (await story.log()).map(({ kind }) => kind);
  await hold(hubCopy());
  await story.advance(60 * 60);
  expect(await titles()).toHaveLength(1);
  expect((await story.log()).map(({ kind }) => kind).filter((kind) => kind === 'case-opened')).toEqual(
    log.filter((kind) => kind === 'case-opened'),
  );
});
