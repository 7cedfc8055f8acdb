/** Whoever is on call decides: S2 and S3 when nobody answers, when a shift changes, when a level is empty, and when PagerDuty is down. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { ask as askForIsolation, raise, writes } from './isolation-story.ts';
import { ask, keyStatus, kinds } from './key-story.ts';
import { incident, inPagerDuty, shift, startOnCallStory } from './on-call-story.ts';
import type { Story } from './sandbox.ts';

const [ana, omar, li, mia] = ['U0ANA', 'U0OMAR', 'U0LI', 'U0MIA'] as const;

let story: Story;
beforeEach(async () => {
  story = await startOnCallStory();
});
afterEach(() => story.close());

const thread = async () => (await story.thread()).join('\n');
const outcome = async () => (await story.log()).find(({ kind }) => kind === 'response-ended')?.data.outcome;

async function approves(user: string): Promise<void> {
  await story.click(user, 'approve');
  await story.submit(user, { comment: 'agreed' });
}

describe('S3, an instance that talks to its controller', () => {
  beforeEach(async () => {
    await raise(story, 'command-and-control');
    await askForIsolation(story);
  });

  it('is approved by whoever is on call, by their PagerDuty shift and nothing else', async () => {
    expect(await story.cardText()).toMatch(/waiting for @omar \(on-call-1\).*level 1 of 3/);
    expect(await story.cardText()).toMatch(/On call: @omar \(L1\), @li \(L2\), @mia \(L3\)/);
    await approves(omar);
    await story.advance(30);
    expect((await writes(story)).length).toBeGreaterThan(0);
  });

  it('37: level 2 waits for its turn, and may from then on', async () => {
    await approves(li);
    expect(await story.ephemerals(li)).not.toEqual([]);
    expect(await story.ephemeral(li)).toMatch(/your level has not been asked.*Who can: @omar \(on-call-1\)/);
    expect(await kinds(story)).not.toContain('approval-decided');
    await story.advance(310);
    expect(await story.cardText()).toMatch(/waiting for @li \(on-call-2\).*level 2 of 3/);
    await approves(li);
    expect((await story.log()).find(({ kind }) => kind === 'approval-decided')).toMatchObject({ actor: { id: li } });
  });

  it('41: nobody answers: each level is mentioned and paged in turn, then denied; nothing was changed, the incident is open', async () => {
    await story.advance(70);
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 1 });
    await story.advance(250);
    expect(await incident(story)).toMatchObject({ level: 2 });
    await story.advance(300);
    expect(await incident(story)).toMatchObject({ level: 3 });
    await story.advance(310);
    const { status, level, notes, pages } = await incident(story);
    expect([status, level]).toEqual(['triggered', 3]);
    expect(pages.map((page) => page.level)).toEqual([1, 2, 3]);
    expect(notes.map(({ content }) => content)).toEqual([
      expect.stringMatching(/^Drawbridge: nobody decided on the isolation .* The case stays open\.$/),
    ]);
    expect(await outcome()).toBe('EXPIRED');
    expect(await writes(story)).toEqual([]);
    const told = await thread();
    for (const each of ['<@U0OMAR>', '<@U0LI>', '<@U0MIA>']) expect(told).toContain(`waiting for ${each}`);
    expect(told).toMatch(/Nobody decided on the isolation .* in time: denied, nothing was changed/);
    expect(await story.cardText()).not.toMatch(/Resolved|Closed/);
  });

  it('38: the shift changes while it waits: the new person is mentioned and may, the old one may not any more', async () => {
    await shift(story, 1, 'ana', 'zed');
    await story.advance(65);
    expect(await thread()).toMatch(/On call now: <@U0ZED> · asked to decide on the isolation/);
    expect(await story.cardText()).toMatch(/waiting for @ana, @zed \(on-call-1\)|waiting for @zed, @ana \(on-call-1\)/);
    await approves(omar);
    expect(await story.ephemeral(omar)).toMatch(/Who can: .*@zed \(on-call-1\)/);
    await approves('U0ZED');
    expect((await story.log()).find(({ kind }) => kind === 'approval-decided')).toMatchObject({ actor: { id: 'U0ZED' } });
  });

  it('38: what counts is the moment of the click, also before anybody was told', async () => {
    await story.click(omar, 'approve');
    await shift(story, 1, 'zed');
    await story.submit(omar, { comment: 'agreed' });
    expect(await kinds(story)).not.toContain('approval-decided');
  });

  it('39: two people at one level: both are asked, one decides, the other is told who did', async () => {
    await shift(story, 1, 'omar', 'zed');
    await story.advance(65);
    await story.click('U0ZED', 'approve');
    await approves(omar);
    await story.submit('U0ZED', { comment: 'me too' });
    expect((await kinds(story)).filter((kind) => kind === 'approval-decided')).toHaveLength(1);
    expect(`${await story.viewText('U0ZED')} ${await story.ephemeral('U0ZED')}`).toMatch(/@omar approved it/);
  });
});

describe('40: a level with nobody', () => {
  it('is skipped at once, in Slack and in PagerDuty', async () => {
    await shift(story, 1);
    await raise(story, 'command-and-control');
    await askForIsolation(story);
    expect(await story.cardText()).toMatch(/waiting for @li \(on-call-2\)/);
    await story.advance(70);
    expect(await incident(story)).toMatchObject({ level: 2 });
    await approves(li);
    expect(await kinds(story)).toContain('approval-decided');
  });
});

describe('42: S2, a credential in production', () => {
  it('whoever is on call cannot approve their own request', async () => {
    await story.raise(leakedKey());
    await ask(story, omar);
    await approves(omar);
    expect(`${await story.viewText(omar)} ${await story.ephemeral(omar)}`).toMatch(/you asked for it/);
    expect(await keyStatus(story)).toBe('Active');
    expect(await story.cardText()).toMatch(/waiting for @li \(on-call-2\)/);
  });
});

describe('44: PagerDuty is down', () => {
  beforeEach(async () => {
    await raise(story, 'command-and-control');
    await askForIsolation(story);
    await inPagerDuty(story, 'outage');
  });

  it('at the click: closed, and says why; open again when it answers', async () => {
    await story.click(omar, 'approve');
    expect(await story.ephemeral(omar)).toMatch(/PagerDuty does not say who is on call/);
    await inPagerDuty(story, 'outage', { on: false });
    await approves(omar);
    expect(await kinds(story)).toContain('approval-decided');
  });

  it('break-glass still works, with a reason, on record and told to everybody', async () => {
    await story.click(mia, 'approve');
    expect(await story.viewText(mia)).toMatch(/Break glass…/);
    await story.press(mia, 'breakglass');
    await story.submit(mia, { reason: 'PagerDuty is down and the traffic goes on' });
    const decision = (await story.log()).find(({ kind }) => kind === 'approval-decided');
    expect(decision).toMatchObject({ actor: { id: mia }, data: { breakGlass: true, reason: 'PagerDuty is down and the traffic goes on' } });
    expect(await thread()).toMatch(/@mia broke the glass/);
  });

  it('is no way in for those who have no right to it', async () => {
    await story.click(ana, 'approve');
    expect(await story.viewText(ana)).not.toMatch(/Break glass/);
    expect(await kinds(story)).not.toContain('approval-decided');
  });
});

describe('45: who a person on call is in Slack', () => {
  it('an address that changes in PagerDuty ends the link until an admin confirms it', async () => {
    await raise(story, 'command-and-control');
    await askForIsolation(story);
    await inPagerDuty(story, 'person', { user: 'omar', email: 'omar.haddad@acme.example' });
    await approves(omar);
    expect(await kinds(story)).not.toContain('approval-decided');
    await story.advance(120);
    expect(await story.cardText()).toMatch(/waiting for @li \(on-call-2\)/);
  });
});

describe('who is next', () => {
  it('is said with when, by the command and in Home, as PagerDuty plans it', async () => {
    const { body } = await story.post('/_control/clock', { advanceSeconds: 1 });
    const from = Math.floor(Date.parse(String(body.now)) / 1000) + 7_200;
    const handOver = new Date(from * 1000).toISOString();
    await inPagerDuty(story, 'shift', { level: 1, users: ['omar'], until: handOver });
    await inPagerDuty(story, 'shift', { level: 1, users: ['li'], from: handOver });
    const asked = async () => (await command(story, ana, 'oncall')).told.join();
    const planned = new RegExp(`@omar · next @li .*${handOver.slice(0, 10)} ${handOver.slice(11, 16)} UTC`);
    expect(await asked()).toMatch(planned);
    await story.post('/slack/_control/open-home', { user: ana });
    await story.advance(2);
    expect(JSON.stringify(await story.get(`/slack/view/${ana}`))).toMatch(planned);
    await story.advance(7_300);
    expect(await asked()).toMatch(/1\. on-call-1\*, until 5 minutes after the asking: @li\n/);
  });
});
