/** Taking a response back, from outside: undone once, never twice, and not when somebody changed it since. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approve, cut, keyStatus, setKey, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar, li] = ['U0ANA', 'U0OMAR', 'U0LI'] as const;
const because = { reason: 'the deploys are down' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await cut(story);
});
afterEach(() => story.close());

async function undo(user: string): Promise<void> {
  await story.click(user, 'undo');
  await story.submit(user, because);
}

describe('undo', () => {
  it('goes through the same gates and leaves everything as it was', async () => {
    await undo(ana);
    expect(await writes(story)).toHaveLength(1);
    await approve(story, omar);
    await story.advance(20);
    expect(await keyStatus(story)).toBe('Active');
    expect(await story.cardText()).toMatch(/✔ Undone .* asked by @ana · approved by @omar/);
    await expect(await story.transcript()).toMatchFileSnapshot('../golden/scenarios/leaked-key-undone.txt');
    // The effect of a containment that is no more is not measured.
    await story.advance(900);
    expect((await story.thread()).join('\n')).not.toContain('✔ Contained');
  });

  it('needs the second person too', async () => {
    await undo(omar);
    await approve(story, omar);
    expect(await story.ephemeral(omar)).toMatch(/You cannot approve the reactivation .*: you asked for it/);
    expect(await keyStatus(story)).toBe('Inactive');
  });

  it('twice: the second is refused with words', async () => {
    await story.click(ana, 'undo');
    await story.click(li, 'undo');
    await story.submit(ana, because);
    await approve(story, omar);
    await story.advance(20);
    await story.submit(li, because);
    expect(await story.ephemeral(li)).toMatch(/This was undone already/);
    await story.advance(30);
    expect(await writes(story)).toHaveLength(2);
  });

  it('asked twice at once: the second is told by whom', async () => {
    await story.click(ana, 'undo');
    await story.click(li, 'undo');
    await Promise.all([story.submit(ana, because), story.submit(li, because)]);
    expect([...(await story.ephemerals(ana)), ...(await story.ephemerals(li))]).toEqual([expect.stringMatching(/@(ana|li)/)]);
    await approve(story, omar);
    await story.advance(30);
    expect(await writes(story)).toHaveLength(2);
  });

  it.each([
    ['re-activated', { status: 'Active' }, /key AKIA…0001 of ci-deploy is active now, not inactive/],
    ['deleted', null, /key AKIA…0001 of ci-deploy is gone now, not inactive/],
  ])('is refused when somebody %s the key meanwhile', async (_, change, words) => {
    await undo(ana);
    await setKey(story, change);
    await approve(story, omar);
    await story.advance(30);
    expect(await story.cardText()).toMatch(words);
    expect(await writes(story)).toHaveLength(1);
  });

  it('survives closing the case, which warns what stands', async () => {
    await story.click(omar, 'more', `all:${story.caseId}`);
    await story.press(omar, 'resolve');
    expect(await story.viewText(omar)).toMatch(/Still in place after resolving.*Deactivation of key AKIA…0001/s);
    await story.submit(omar, { code: 'fixed', reason: 'contained, the user is told' });
    expect(await story.cardText()).toMatch(/Resolved.*\[Undo\]|\[Undo\].*Resolved/is);
    await undo(ana);
    await approve(story, omar);
    await story.advance(20);
    expect(await keyStatus(story)).toBe('Active');
  });

  it.each(['after-intent', 'after-call', 'after-record'])('killed %s, it ends the same, with one call more', async (point) => {
    await story.fault('response', point, 1);
    await undo(ana);
    await approve(story, omar);
    await story.advance(120);
    expect(await keyStatus(story)).toBe('Active');
    expect(await writes(story)).toHaveLength(2);
    expect(await story.cardText()).toContain('✔ Undone');
  });
});
