/** Paging over HTTP: a tier-3 case pages once, PagerDuty and Slack agree from then on, and an outage is told another way. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leakedKey } from './events.ts';
import { incident, incidents, inPagerDuty, notPaged, paged } from './paging-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

describe('a tier-3 case', () => {
  it('pages once, is acknowledged in PagerDuty, noted on both sides, and closed with the case', async () => {
    await story.raise(leakedKey());
    await story.raise(leakedKey());
    await story.advance(120);
    expect(await incidents(story)).toHaveLength(1);
    expect(await incident(story)).toMatchObject({ status: 'triggered', urgency: 'high', alerts: [{ key: `drawbridge:${story.caseId}` }] });
    expect((await incident(story)).pages).toHaveLength(1);
    expect(await story.cardText()).toContain('paged @omar (L1)');
    await inPagerDuty(story, 'acknowledge', { user: 'omar' });
    expect(await story.cardText()).toContain('Acknowledged by omar in PagerDuty');
    await inPagerDuty(story, 'note', { user: 'omar', content: 'it is the old CI user <!channel>' });
    await story.click(ana, 'note');
    await story.submit(ana, { text: 'the owner says the key is not needed' });
    await story.advance(10);
    expect((await incident(story)).notes.map(({ content, user }) => [user.summary, content])).toEqual([
      ['Omar Haddad', 'it is the old CI user <!channel>'],
      ['Ana Ruiz', 'the owner says the key is not needed'],
    ]);
    await story.click(ana, 'resolve');
    await story.submit(ana, { code: 'false-positive', reason: 'the scanner of the partner' });
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ status: 'resolved' });
    await expect(await story.transcript()).toMatchFileSnapshot('../golden/scenarios/paging.txt');
  });

  it('is acknowledged in Slack in the person’s own name, and it does not come back', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'acknowledge');
    await story.advance(60);
    expect(await incident(story)).toMatchObject({ status: 'acknowledged', acknowledgements: [{ acknowledger: { summary: 'Ana Ruiz' } }] });
    expect((await story.log()).filter(({ kind }) => kind === 'acknowledged' || kind === 'incident-changed')).toHaveLength(1);
    expect(await story.cardText()).toContain('Acknowledged by @ana');
  });

  it('is not acknowledged by somebody PagerDuty does not know', async () => {
    await inPagerDuty(story, 'person', { user: 'ana', email: 'ana@elsewhere.example' });
    await story.raise(leakedKey());
    await story.click(ana, 'acknowledge');
    expect(await story.ephemeral(ana)).toMatch(/^Not possible now: PagerDuty would not know that it is you: .*Link your account/);
    expect(await incident(story)).toMatchObject({ status: 'triggered' });
    expect(await story.cardText()).not.toContain('Acknowledged');
  });

  it('closed in PagerDuty asks here: keep open pages again, mark resolved closes', async () => {
    await story.raise(leakedKey());
    await inPagerDuty(story, 'resolve', { user: 'omar' });
    expect(await story.cardText()).toContain('Closed in PagerDuty* by @omar');
    await story.click(ana, 'keep_open');
    await story.advance(60);
    expect((await incidents(story)).map(({ status }) => status).sort()).toEqual(['resolved', 'triggered']);
    await inPagerDuty(story, 'resolve', { user: 'omar', incident: (await paged(story)).id });
    await story.click(ana, 'resolve');
    await story.submit(ana, { code: 'fixed', reason: 'key deactivated' });
    await story.advance(60);
    expect((await incidents(story)).every(({ status }) => status === 'resolved')).toBe(true);
    expect(await story.cardText()).toContain('Resolved by @ana');
  });

  it('closed by PagerDuty itself after hours is paged again: nothing is settled', async () => {
    await story.raise(leakedKey());
    await inPagerDuty(story, 'resolve-by-itself', {});
    await story.advance(60);
    expect(await incidents(story)).toHaveLength(2);
    expect((await story.thread()).join('\n')).toContain('which settles nothing');
  });

  it('escalates, from the list of all actions, and shows who is asked now', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'all');
    await story.press(ana, 'escalate');
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ level: 2 });
    expect(await story.cardText()).toContain('paged @li (L2)');
  });
});

describe('16 to 18: PagerDuty is down, refuses, or makes no incident', () => {
  it('says NOT PAGED, tells it another way once, and pages late and once', async () => {
    await inPagerDuty(story, 'outage', { on: true });
    await story.raise(leakedKey());
    await story.advance(180);
    expect(await story.cardText()).toContain('⚠ NOT PAGED');
    expect((await story.thread()).join('\n')).toMatch(/NOT PAGED: .* It is tried again/);
    await story.advance(420);
    expect(await notPaged(story)).toHaveLength(1);
    expect(await incidents(story)).toEqual([]);
    await inPagerDuty(story, 'outage', { on: false });
    await story.advance(660);
    expect(await incidents(story)).toHaveLength(1);
    expect((await incident(story)).title).toMatch(/^\[\d+ min LATE\] /);
    expect(await story.cardText()).not.toContain('NOT PAGED');
    expect(await story.cardText()).toMatch(/paged @omar \(L1\) .*, \d+ min late/);
    expect(await notPaged(story)).toHaveLength(1);
  });

  it('“Retry page” tries at once', async () => {
    await inPagerDuty(story, 'outage', { on: true });
    await story.raise(leakedKey());
    await story.advance(180);
    await inPagerDuty(story, 'outage', { on: false });
    await story.click(omar, 'retry_page');
    await story.advance(5);
    expect(await incidents(story)).toHaveLength(1);
  });

  it('17 refused for good: NOT PAGED at once, a dead letter, and one page when that is sent back', async () => {
    const queue = 'pagerduty.fifo';
    await story.fault('pagerduty', '400', 2, 'trigger');
    await story.raise(leakedKey());
    await story.advance(300);
    expect(await story.cardText()).toMatch(/⚠ NOT PAGED.* it is not tried again by itself/);
    expect(await notPaged(story)).toHaveLength(1);
    expect(await incidents(story)).toEqual([]);
    const { queues } = story.sandbox;
    expect(queues.dead(queue).map(({ body }) => JSON.parse(body))).toMatchObject([{ caseId: story.caseId, what: expect.any(String) }]);
    expect(queues.redrive(queue)).toBe(1);
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 1 });
    expect(await story.cardText()).not.toContain('NOT PAGED');
    expect(await story.cardText()).toContain('paged @omar (L1)');
  });

  it('18 a service in maintenance accepts and makes no incident: that is told, too', async () => {
    await inPagerDuty(story, 'maintenance', { on: true });
    await story.raise(leakedKey());
    await story.advance(180);
    expect(await story.cardText()).toContain('⚠ NOT PAGED');
    expect(await notPaged(story)).toHaveLength(1);
  });
});
