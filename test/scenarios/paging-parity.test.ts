/** Whatever PagerDuty's own app for Slack offers: it is there, it works, and it is refused to whom it is not for. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { startOnCallStory } from './on-call-story.ts';
import { incident, incidents, inPagerDuty } from './paging-story.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, zed, gus] = ['U0ANA', 'U0ZED', 'U0GUS'] as const;

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

/** Pressed in the list of all actions; a form that opens is filled in. */
async function press(user: string, verb: string, values?: Record<string, string>): Promise<void> {
  await story.click(user, 'all');
  const { status, body } = await story.press(user, verb);
  if (status !== 200) throw new Error(`${verb} is not there: ${JSON.stringify(body)}`);
  if (values) await story.submit(user, values);
  await story.advance(10);
}
const link = /incident 1 \(https:\/\/acme\.pagerduty\.com\/incidents\/[A-Z0-9]+\)/;

describe('a paged case', () => {
  beforeEach(() => story.raise(leakedKey()));

  it.each<[string, Record<string, string> | undefined, object, RegExp]>([
    [
      'acknowledge',
      undefined,
      { status: 'acknowledged', acknowledgements: [{ acknowledger: { summary: 'Ana Ruiz' } }] },
      /Acknowledged by @ana/,
    ],
    ['resolve', { code: 'fixed', reason: 'key deactivated' }, { status: 'resolved' }, /Resolved by @ana/],
    ['note', { text: 'looks like ours' }, { notes: [{ content: 'looks like ours', user: { summary: 'Ana Ruiz' } }] }, /Note by @ana/],
    ['escalate', undefined, { status: 'triggered', level: 2 }, /paged @li \(L2\)/],
    ['snooze', { until: '1h', reason: 'after lunch' }, { status: 'acknowledged' }, /[Ss]nooze/],
    ['priority', { priority: 'PPRIORP1' }, { priority: { summary: 'P1' } }, /· P1/],
  ])('%s: done in PagerDuty in the person’s name, and on the card, which is the same one', async (verb, values, there, card) => {
    const { ts } = await story.card();
    await press(ana, verb, values);
    expect(await incident(story)).toMatchObject(there);
    expect(await story.cardText()).toMatch(card);
    expect(await story.cardText()).toMatch(link);
    expect((await story.card()).ts).toBe(ts);
  });

  it.each(['acknowledge', 'resolve', 'note', 'escalate', 'snooze'])('%s: not for people without the right', async (verb) => {
    const before = await incident(story);
    for (const user of [zed, gus]) {
      const { told } = await command(story, user, `${verb} ${story.caseId}`);
      expect(told).toEqual([expect.stringMatching(user === gus ? /^Guests/ : /^You cannot .* in prod-payments\. Who can: @/)]);
    }
    expect(await incident(story)).toEqual(before);
  });

  it.each<[string, Record<string, string> | undefined]>([
    ['escalate', undefined],
    ['priority', { priority: 'PPRIORP1' }],
  ])('%s: not by somebody whom PagerDuty does not know', async (verb, values) => {
    await inPagerDuty(story, 'person', { user: 'ana', email: 'ana@elsewhere.example' });
    await press(ana, verb, values);
    expect(await story.ephemeral(ana)).toMatch(/PagerDuty would not know that it is you/);
    expect(await incident(story)).toMatchObject({ level: 1, priority: null });
  });

  it('escalate: beyond the last level PagerDuty refuses, and the thread says so', async () => {
    for (let times = 0; times < 3; times += 1) await press(ana, 'escalate');
    expect(await incident(story)).toMatchObject({ level: 3 });
    expect((await story.thread()).join('\n')).toMatch(/PagerDuty was not told \(escalate\): /);
  });

  it('a case that is closed has no page to work', async () => {
    await press(ana, 'resolve', { code: 'fixed', reason: 'key deactivated' });
    for (const verb of ['escalate', 'page']) {
      const { told } = await command(story, ana, `${verb} ${story.caseId}`);
      expect(told.join('')).toMatch(/the case is closed; reopen it first/);
    }
  });

  it('page: refused while somebody is paged already', async () => {
    const { told } = await command(story, ana, `page ${story.caseId} --reason "nobody answers"`);
    expect(told.join('')).toMatch(/paged already; escalate if they do not answer/);
    expect(await incidents(story)).toHaveLength(1);
  });
});

describe('a case that pages nobody by itself', () => {
  it('page: whoever is on call, with the reason, once', async () => {
    await story.raise(leakedKey({ severity: 5 }));
    expect(await incidents(story)).toEqual([]);
    await press(ana, 'page', { reason: 'the owner does not answer' });
    await story.advance(20);
    expect(await incident(story)).toMatchObject({
      level: 1,
      alerts: [{ details: expect.objectContaining({ 'asked for by': 'ana: the owner does not answer' }) }],
    });
    expect(await story.cardText()).toMatch(/paged @omar \(L1\)/);
  });
});

describe('/sechub oncall', () => {
  it('says who is on call in PagerDuty at this moment, by level, and where there is nobody', async () => {
    await story.close();
    story = await startOnCallStory();
    const said = async () => (await command(story, ana, 'oncall')).told.join('');
    expect(await said()).toMatch(/on-call-1.*omar.*on-call-2.*li.*on-call-3.*mia/s);
    await inPagerDuty(story, 'shift', { level: 1, users: [] });
    await inPagerDuty(story, 'shift', { level: 2, users: ['li', 'zed'] });
    await story.advance(65);
    expect(await said()).toMatch(/on-call-1.*(?:nobody|no one).*on-call-2.*(?:li.*zed|zed.*li).*on-call-3.*mia/s);
    expect(await said()).not.toContain('omar');
    await inPagerDuty(story, 'outage', {});
    await story.advance(65);
    expect(await said()).toMatch(/could not be looked up just now/);
  });
});
