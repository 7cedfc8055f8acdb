/** The leaked key from outside, over HTTP: asked, agreed to, run, proved, undone, and every way in which it is not. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LEAKED, leakedKey, PAYMENTS, STAGING, STAGING_KEY } from './events.ts';
import { approve, ask, because, cut, keyStatus, kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar, li, mia] = ['U0ANA', 'U0OMAR', 'U0LI', 'U0MIA'] as const;

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

const golden = async (name: string) => expect(await story.transcript()).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);
describe('in production it takes two', () => {
  it('asked by one, approved by another, run, proved, contained', async () => {
    await cut(story);
    expect(await story.cardText()).toMatch(/✔ Cut .* asked by @ana · approved by @omar/);
    await story.advance(600);
    expect(await story.cardText()).toContain('✔ Contained');
    expect(await keyStatus(story)).toBe('Inactive');
    expect(await writes(story)).toMatchObject([
      {
        account: PAYMENTS,
        sourceIdentity: 'T0DRAWBRIDGE-U0OMAR',
        input: { UserName: 'ci-deploy', AccessKeyId: LEAKED, Status: 'Inactive' },
      },
    ]);
    const happened = await kinds(story);
    expect(happened.indexOf('step-intended')).toBeLessThan(happened.indexOf('step-done'));
    await golden('leaked-key-contained');
  });

  it('the on-call alone asks, may not approve, and is told who may', async () => {
    await story.raise(leakedKey());
    await ask(story, omar);
    await approve(story, omar);
    expect(await story.ephemeral(omar)).toMatch(
      /You cannot approve the deactivation .*: you asked for it.*Who can: @li \(oncall-l2\), @mia \(leads\)/,
    );
    // The first level is omar alone: the next one is asked at once instead of nobody.
    expect(await story.cardText()).toContain('waiting for @li (oncall-l2)');
    await story.advance(60);
    expect(await writes(story)).toEqual([]);
    await approve(story, li);
    await story.advance(30);
    expect(await keyStatus(story)).toBe('Inactive');
    await golden('leaked-key-on-call-alone');
  });

  it('a responder may ask and not approve', async () => {
    await story.raise(leakedKey());
    await ask(story, omar);
    await story.click(ana, 'approve');
    expect(await story.ephemeral(ana)).toMatch(/You cannot approve responses in prod-payments\. Who can: .*@mia \(leads\)/);
    expect(await writes(story)).toEqual([]);
  });

  it('denied with a reason', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'it is the rotation job' });
    await story.advance(30);
    expect(await story.cardText()).toMatch(/denied.*it is the rotation job/i);
    await golden('leaked-key-denied');
    // Denying is no acknowledging: PagerDuty goes on asking.
    const said = async () => (await story.thread()).filter((line) => !line.startsWith('PagerDuty'));
    const before = await said();
    await story.advance(1900);
    expect(await said()).toEqual(before);
    expect(await writes(story)).toEqual([]);
  });

  it('a decision on a decided response tells who decided what', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await story.click(li, 'approve');
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'wrong key' });
    await story.advance(12);
    await story.submit(li, {});
    expect(await story.ephemeral(li)).toMatch(/This was decided \d+ s(econds)? ago: @omar denied it \(“wrong key”\)/);
    expect(await writes(story)).toEqual([]);
  });

  it('cancelled by the one who asked', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await story.click(ana, 'cancel');
    await story.advance(30);
    expect(await story.cardText()).toMatch(/cancelled/i);
    expect(await kinds(story)).toContain('response-cancelled');
    expect(await writes(story)).toEqual([]);
  });

  it('expires level by level, each told, and never counts as a yes', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    expect(await story.cardText()).toContain('waiting for @omar (oncall-l1)');
    await story.advance(300);
    expect(await story.cardText()).toContain('waiting for @li (oncall-l2)');
    await story.advance(300);
    expect(await story.cardText()).toContain('waiting for @mia (leads)');
    await story.advance(300);
    expect(await story.cardText()).toMatch(/expired/i);
    const asked = (await story.thread()).filter((line) => line.includes('⏳') && line.includes(' · level '));
    expect(asked.map((line) => /<@(\w+)>/.exec(line)?.[1])).toEqual([omar, li, mia]);
    expect(await keyStatus(story)).toBe('Active');
    expect(await writes(story)).toEqual([]);
    await golden('leaked-key-expired');
  });

  it('an answer after the deadline is refused', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await story.click(mia, 'approve');
    await story.advance(900);
    await story.submit(mia, {});
    expect(await story.ephemeral(mia)).toMatch(/This expired .* ago and nothing was changed/);
    expect(await writes(story)).toEqual([]);
  });
});

describe('in staging one is enough', () => {
  it('the on-call asks, and it runs, recorded as one person', async () => {
    await story.raise(leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder' }));
    await story.click(omar, 'disable_access_keys');
    expect(await story.viewText(omar)).toContain('recorded as one person');
    await story.submit(omar, because);
    await story.advance(310);
    expect(await story.cardText()).toMatch(/✔ Cut .*@omar alone, as one person may/);
    expect((await story.log()).find(({ kind }) => kind === 'approval-decided')?.data).toMatchObject({ onePerson: true });
    expect(await keyStatus(story, STAGING, 'site-builder', STAGING_KEY)).toBe('Inactive');
    await golden('leaked-key-staging-one-person');
  });

  it('a responder who may not approve needs one who may', async () => {
    await story.raise(leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder' }));
    await ask(story, ana);
    await story.advance(20);
    expect(await writes(story)).toEqual([]);
    await approve(story, omar);
    await story.advance(20);
    expect(await writes(story)).toHaveLength(1);
  });
});

describe('asked twice', () => {
  it('two people at the same moment: one response, the second is told', async () => {
    await story.raise(leakedKey());
    await Promise.all([story.click(ana, 'disable_access_keys'), story.click(li, 'disable_access_keys')]);
    await Promise.all([story.submit(ana, because), story.submit(li, { reason: 'me too' })]);
    expect((await kinds(story)).filter((kind) => kind === 'response-asked')).toHaveLength(1);
    const told = [...(await story.ephemerals(ana)), ...(await story.ephemerals(li))];
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/asked for .*by @(ana|li)/);
    await approve(story, omar);
    await story.advance(30);
    expect(await writes(story)).toHaveLength(1);
  });

  it('two people approve at the same moment: one decision', async () => {
    await story.raise(leakedKey());
    await ask(story, ana);
    await Promise.all([story.click(omar, 'approve'), story.click(li, 'approve')]);
    await Promise.all([story.submit(omar, {}), story.submit(li, {})]);
    await story.advance(30);
    expect((await kinds(story)).filter((kind) => kind === 'approval-decided')).toHaveLength(1);
    expect(await writes(story)).toHaveLength(1);
    const told = [...(await story.ephemerals(omar)), ...(await story.ephemerals(li))];
    expect(told).toEqual([expect.stringMatching(/This was decided .* ago: @(omar|li) approved it/)]);
  });
});

describe('killed', () => {
  it.each(['after-intent', 'after-call', 'after-record'])('%s, it ends the same, with one call', async (point) => {
    await story.raise(leakedKey());
    await story.fault('response', point, 1);
    await ask(story, ana);
    await approve(story, omar);
    await story.advance(330);
    expect(await story.cardText()).toMatch(/✔ Cut/);
    expect(await keyStatus(story)).toBe('Inactive');
    expect(await writes(story)).toHaveLength(1);
    expect((await kinds(story)).filter((kind) => kind === 'step-done')).toHaveLength(1);
  });
});
