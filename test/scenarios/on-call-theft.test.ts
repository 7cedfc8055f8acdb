/** S2, data taken with somebody's key, when whoever is on call decides: paged, nobody answers, a shift ends, and PagerDuty is down for ten minutes. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakedKey } from './events.ts';
import { because, keyStatus, kinds } from './key-story.ts';
import { incident, incidents, inPagerDuty, shift, startOnCallStory } from './on-call-story.ts';
import { START, type Story } from './sandbox.ts';

const [ana, omar, mia] = ['U0ANA', 'U0OMAR', 'U0MIA'] as const;
const theft = leakedKey({
  type: 'Exfiltration:IAMUser/AnomalousBehavior',
  title: 'APIs commonly used in Exfiltration tactics were invoked by user ci-deploy, under anomalous circumstances.',
});

let story: Story;
beforeEach(async () => {
  story = await startOnCallStory();
});
afterEach(() => story.close());

const thread = async () => (await story.thread()).join('\n');
const iamWrites = async () => (await story.awsCalls()).filter(({ call }) => /^iam:(?:Put|Update)/.test(call)).map(({ call }) => call);
async function ask(): Promise<void> {
  await story.click(ana, 'quarantine_user');
  await story.submit(ana, because);
  await story.advance(5);
}
async function approves(user: string): Promise<void> {
  await story.click(user, 'approve');
  await story.submit(user, { comment: 'agreed' });
  await story.advance(30);
}

describe('PagerDuty is there', () => {
  beforeEach(async () => {
    await story.raise(theft);
    await ask();
  });

  it('on screen and somebody woken within a minute; the one on call, and not the one who asked, decides; said on all sides', async () => {
    const { pages } = await incident(story);
    expect(pages).toMatchObject([{ level: 1, users: ['omar'] }]);
    expect(Date.parse(String(pages[0]?.at)) - START).toBeLessThan(60_000);
    await approves(omar);
    expect(await iamWrites()).toEqual(['iam:PutUserPolicy', 'iam:UpdateAccessKey', 'iam:UpdateAccessKey']);
    await story.advance(60);
    expect((await incident(story)).notes.map(({ content }) => content)).toEqual([expect.stringMatching(/^@omar approved: .*agreed$/)]);
  });

  it('41 nobody answers: each level mentioned and paged, then denied; the key works, the incident is open and says so', async () => {
    await story.advance(320);
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 2 });
    expect(await thread()).toContain('waiting for <@U0LI>');
    await story.advance(300);
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 3 });
    expect(await thread()).toContain('waiting for <@U0MIA>');
    await story.advance(320);
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 3 });
    expect((await incident(story)).notes).toMatchObject([{ content: expect.stringMatching(/^Drawbridge: nobody decided on .* denied/) }]);
    expect(await keyStatus(story)).toBe('Active');
    expect(await iamWrites()).toEqual([]);
    expect(await story.cardText()).not.toMatch(/Resolved|Closed/);
    expect((await story.log()).filter(({ kind }) => kind === 'incident-changed').map(({ actor }) => actor.kind)).toEqual([
      'drawbridge',
      'drawbridge',
    ]);
  });

  it('38 the shift ends while it waits: the next one is mentioned and decides, the one before may not', async () => {
    await shift(story, 1, 'zed');
    await story.advance(65);
    expect(await thread()).toMatch(/On call now: <@U0ZED>/);
    await approves(omar);
    expect(await kinds(story)).not.toContain('approval-decided');
    await approves('U0ZED');
    expect(await keyStatus(story)).toBe('Inactive');
  });
});

describe('16, 44: PagerDuty is down for ten minutes', () => {
  beforeEach(async () => {
    await inPagerDuty(story, 'outage', { on: true });
    await story.raise(theft);
    await ask();
  });

  it('no level is taken for empty, nobody is let in, nothing runs; then one late page and the people of that moment', async () => {
    expect(await story.cardText()).toMatch(/waiting for .*on-call-1.*level 1 of 3/);
    await approves(omar);
    expect(await story.ephemeral(omar)).toMatch(/PagerDuty does not say who is on call/);
    await story.advance(540);
    expect(await story.cardText()).toContain('⚠ NOT PAGED');
    expect(await iamWrites()).toEqual([]);
    await inPagerDuty(story, 'outage', { on: false });
    await story.click(ana, 'all');
    await story.press(ana, 'retry_page');
    await story.advance(90);
    expect(await incidents(story)).toHaveLength(1);
    expect(await story.cardText()).not.toContain('NOT PAGED');
    expect(await story.cardText()).toMatch(/paged @mia \(L3\) .*, \d+ min late/);
    // A level went by meanwhile: PagerDuty asks at once the one whose turn it is, then the next.
    const { pages } = await incident(story);
    expect(pages.map(({ level }) => level)).toEqual([1, 2, 3]);
    expect(Date.parse(String(pages[1]?.at)) - Date.parse(String(pages[0]?.at))).toBeLessThan(60_000);
    expect(await story.cardText()).toMatch(/waiting for @mia \(on-call-3\) until .* level 3 of 3/);
    await approves(mia);
    expect(await keyStatus(story)).toBe('Inactive');
  });

  it('break-glass cuts it, with the reason on record; what happened is told to PagerDuty when it is back', async () => {
    await story.click(mia, 'approve');
    await story.press(mia, 'breakglass');
    await story.submit(mia, { reason: 'PagerDuty is down and data leaves' });
    await story.advance(30);
    expect(await keyStatus(story)).toBe('Inactive');
    const decision = (await story.log()).find(({ kind }) => kind === 'approval-decided');
    expect(decision).toMatchObject({ actor: { id: mia }, data: { breakGlass: true, reason: 'PagerDuty is down and data leaves' } });
    expect(await thread()).toMatch(/@mia broke the glass/);
    await story.advance(600);
    await inPagerDuty(story, 'outage', { on: false });
    await story.advance(700);
    expect((await incident(story)).notes.map(({ content }) => content)).toEqual([
      expect.stringMatching(/^@mia approved: .*PagerDuty is down and data leaves$/),
    ]);
  });
});
