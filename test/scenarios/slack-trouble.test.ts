/** Slack, queues and pokes in trouble, from outside: nothing lost, nothing twice, and a thread that does not flood (I2, I12). */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { leakedKey } from './events.ts';
import { approve, ask, cut, kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;

// Minutes of outage are many ticks.
vi.setConfig({ testTimeout: 300_000 });

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

describe('the message of a case', () => {
  it.each(['lost-answer', '5xx', '429', 'reset'])('is there once when its post meets %s', async (mode) => {
    await story.fault('slack', mode, 2, 'chat.postMessage');
    await story.raise(leakedKey());
    await story.advance(90);
    expect(await story.cards()).toHaveLength(1);
    expect(await story.cardText()).toContain('Access key used from a known bad address');
  });

  it('is there once when the answer comes too late', async () => {
    await story.fault('slack', 'timeout', 1, 'chat.postMessage');
    await story.raise(leakedKey());
    await story.advance(90);
    expect(await story.cards()).toHaveLength(1);
  });

  it('a thread line is told once when its answer is lost', async () => {
    await story.raise(leakedKey());
    await story.fault('slack', 'lost-answer', 1, 'chat.postMessage');
    await story.click(ana, 'acknowledge');
    await story.advance(60);
    const lines = await story.thread();
    expect(lines.filter((line) => line.includes('acknowledged'))).toHaveLength(1);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('a lost answer before an outage does not tell a line twice afterwards', async () => {
    await story.raise(leakedKey());
    await story.fault('slack', 'lost-answer', 1, 'chat.postMessage');
    await story.fault('slack', '5xx', 8, 'chat.postMessage');
    await story.fault('slack', '5xx', 8, 'conversations.replies');
    await story.click(ana, 'acknowledge');
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six']) await note(text);
    await story.advance(600);
    const told = (await story.thread()).join('\n');
    expect(told.match(/acknowledged/g)).toHaveLength(1);
    for (const text of ['one', 'two', 'three', 'four', 'five', 'six']) expect(told).toContain(text);
  });

  it('is up to date after minutes of 503, with at most five lines for what happened meanwhile', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    const before = (await story.thread()).length;
    await story.fault('slack', '5xx', 25, 'chat.postMessage');
    await story.fault('slack', '5xx', 25, 'chat.update');
    await story.advance(480);
    expect(await story.cardText()).toContain('✔ Cut');
    const lines = await story.thread();
    expect(lines.length - before).toBeLessThanOrEqual(5);
    expect(lines.join('\n')).toContain('✔ Cut');
    expect(await writes(story)).toHaveLength(1);
  });
});

async function note(text: string): Promise<void> {
  const actor = { kind: 'person' as const, team: 'T0DRAWBRIDGE', id: ana, name: 'ana' };
  await story.sandbox.bot.services.cases.append(story.caseId, () => [{ id: `note:${text}`, actor, kind: 'noted', data: { text } }]);
}

describe('everything twice', () => {
  it('a click that Slack delivers twice is one event', async () => {
    await story.raise(leakedKey());
    await story.fault('slack', 'duplicate', 1);
    await story.click(ana, 'acknowledge');
    expect((await kinds(story)).filter((kind) => kind === 'acknowledged')).toHaveLength(1);
    expect(await story.ephemerals(ana)).toEqual([]);
  });

  it('a submission and an approval delivered twice run once', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'disable_access_keys');
    await story.fault('slack', 'duplicate', 1);
    await story.submit(ana, { reason: 'on a threat list' });
    await story.click(omar, 'approve');
    await story.fault('slack', 'duplicate', 1);
    await story.submit(omar, {});
    await story.advance(30);
    expect((await kinds(story)).filter((kind) => /asked|decided/.test(kind))).toEqual(['response-asked', 'approval-decided']);
    expect(await writes(story)).toHaveLength(1);
  });

  it('every queue message twice changes nothing', async () => {
    await story.fault('queue', 'duplicate', 500);
    await cut(story);
    expect(await story.cards()).toHaveLength(1);
    expect(await writes(story)).toHaveLength(1);
    const lines = await story.thread();
    expect(new Set(lines).size).toBe(lines.length);
    expect((await kinds(story)).filter((kind) => kind === 'step-done')).toHaveLength(1);
  });
});

describe('without any poke', () => {
  it('the tick alone brings a case on screen and a response to its end', async () => {
    await story.fault('stream', 'dropped poke', 100_000);
    await story.raise(leakedKey());
    await story.advance(70);
    expect(await story.cards()).toHaveLength(1);
    await ask(story, ana);
    await story.advance(130);
    await approve(story, omar);
    await story.advance(500);
    expect(await story.cardText()).toContain('✔ Cut');
    expect(await writes(story)).toHaveLength(1);
    expect((await story.thread()).join('\n')).toContain('✔ Cut');
  });
});
