/** Modes none and events over HTTP: what each cannot do is said where somebody would look for it, and nothing is claimed. */
import { afterEach, describe, expect, it } from 'vitest';
import { command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { incident, incidents, inPagerDuty, notPaged } from './paging-story.ts';
import { type Story, startStory } from './sandbox.ts';

const ana = 'U0ANA';

let story: Story;
afterEach(() => story.close());

async function started(pagerDuty: 'none' | 'events'): Promise<void> {
  story = await startStory({ pagerDuty });
  await story.raise(leakedKey());
  await story.advance(180);
}

describe('mode none', () => {
  it('the card says that nobody is paged, no alarm is raised over it, and “Page on call…” says why it cannot', async () => {
    await started('none');
    expect(await incidents(story)).toEqual([]);
    expect(await story.cardText()).toContain('nobody is paged: PagerDuty is not set up');
    expect(await story.cardText()).not.toContain('NOT PAGED');
    expect(await notPaged(story)).toEqual([]);
    await story.click(ana, 'all');
    await story.press(ana, 'page');
    expect(await story.ephemeral(ana)).toMatch(/PagerDuty is not set up here, so nobody can be paged/);
  });

  it('approvals are by named groups, and work', async () => {
    await started('none');
    await story.click(ana, 'disable_access_keys');
    await story.submit(ana, { reason: 'the caller is on a threat list' });
    expect(await story.cardText()).toMatch(/waiting for @omar/);
    await story.click('U0OMAR', 'approve');
    await story.submit('U0OMAR', { comment: 'agreed' });
    await story.advance(30);
    expect((await story.log()).map(({ kind }) => kind)).toContain('approval-decided');
  });

  it('without a page the acknowledgement is one here alone', async () => {
    await started('none');
    await story.click(ana, 'acknowledge');
    expect(await story.cardText()).toContain('Acknowledged by @ana');
  });
});

describe('mode events', () => {
  it('pages, acknowledges and resolves by the key, and says that it does not see more', async () => {
    await started('events');
    expect(await incident(story)).toMatchObject({ status: 'triggered', alerts: [{ key: `drawbridge:${story.caseId}` }] });
    expect(await story.cardText()).toMatch(/paged the people on call .* · whether it woke anybody is not seen from here/);
    await story.click(ana, 'acknowledge');
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ status: 'acknowledged' });
    await story.click(ana, 'resolve');
    await story.submit(ana, { code: 'fixed', reason: 'key deactivated' });
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ status: 'resolved' });
    expect(await story.get<{ requests: { api: string }[] }>('/pagerduty/state')).not.toMatchObject({
      requests: expect.arrayContaining([expect.objectContaining({ api: 'rest' })]),
    });
  });

  it('what is done in PagerDuty is not heard, and the bot’s door for it lets nobody in', async () => {
    await started('events');
    await inPagerDuty(story, 'acknowledge', { user: 'omar' });
    expect(await story.cardText()).not.toContain('Acknowledged');
    expect((await story.log()).map(({ kind }) => kind)).not.toContain('incident-changed');
  });

  it.each(['escalate', 'priority'])('%s is not offered, and says so by words', async (verb) => {
    await started('events');
    await story.click(ana, 'all');
    expect((await story.press(ana, verb)).status).toBe(404);
    const { told } = await command(story, ana, `${verb} ${story.caseId}`);
    if (verb === 'escalate') expect(told).toEqual([expect.stringMatching(/only a routing key of PagerDuty/)]);
  });

  it('an outage is told another way, as in any mode', async () => {
    story = await startStory({ pagerDuty: 'events' });
    await inPagerDuty(story, 'outage', { on: true });
    await story.raise(leakedKey());
    await story.advance(180);
    expect(await story.cardText()).toContain('⚠ NOT PAGED');
    expect(await notPaged(story)).toHaveLength(1);
  });
});
