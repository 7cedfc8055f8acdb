/** A bucket that is open to the public, from outside and sentence by sentence: closed by itself, by people, not at all, and open again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { openBucket, passed, puts, seedBuckets } from './bucket-story.ts';
import { type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
const NAME = 'acme-open-1';
const GUEST = '555566667777';
const development = { environment: 'development' };
const everybody = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${NAME}/*` };
const guest = { ...everybody, Principal: { AWS: `arn:aws:iam::${GUEST}:root` } };
const policyOf = (...Statement: Json[]) => ({ Version: '2012-10-17', Statement });

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

const thread = async () => (await story.thread()).join('\n');
const asked = async () => (await story.log()).find(({ kind }) => kind === 'response-asked');

describe('nobody uses it, and policy opted in', () => {
  it('is closed by itself, pages nobody, is proved, and passes when the control is evaluated again', async () => {
    await seedBuckets(story, { [NAME]: { tags: development } });
    const event = openBucket(NAME);
    const [row] = await story.raise(event);
    expect(row?.tier).not.toBe(3);
    await story.advance(330);
    expect(await puts(story)).toHaveLength(1);
    expect(await story.cardText()).toMatch(/✔ Cut .*has all four flags on/);
    expect(await story.cardText()).toContain('[Undo]');
    await story.raise(passed(event, 400));
    expect(await story.cardText()).toContain('✔ Closed by Security Hub');
    expect(await puts(story)).toHaveLength(1);
  });

  it('of a stack: closed all the same, and told that the next update may open it; failing again it is the same thread, and people decide', async () => {
    await seedBuckets(story, { [NAME]: { tags: { ...development, 'aws:cloudformation:stack-name': 'website' } } });
    const event = openBucket(NAME);
    await story.raise(event);
    const { caseId } = story;
    await story.advance(330);
    expect(await puts(story)).toHaveLength(1);
    expect(await thread()).toContain('CloudFormation stack website owns it: its next update may open it again');
    await story.raise(passed(event, 400));
    await story.advance(60);
    await seedBuckets(story, { [NAME]: { publicAccessBlock: null } });
    await story.raise(openBucket(NAME, 3_600_000));
    await story.advance(60);
    expect(story.caseId).toBe(caseId);
    expect(await story.cardText()).toContain('Reopened');
    expect((await story.cards()).filter(({ text }) => text.includes(NAME))).toHaveLength(1);
    // Policy closes it once: whoever opens it again would be fought with.
    expect(await puts(story)).toHaveLength(1);
    await story.click(omar, 'block_public_bucket');
    await story.submit(omar, { reason: 'the template is being changed' });
    await story.advance(60);
    expect(await puts(story)).toHaveLength(2);
  });
});

describe('not by itself', () => {
  it('its policy names other accounts: they are listed before anybody agrees', async () => {
    await seedBuckets(story, { [NAME]: { tags: development, policy: policyOf(everybody, guest) } });
    await story.raise(openBucket(NAME));
    await story.advance(60);
    expect(await puts(story)).toEqual([]);
    expect((await asked())?.data).toMatchObject({ mode: 'approval', because: expect.stringContaining('others lose') });
    await story.click(omar, 'approve');
    expect(await story.viewText(omar)).toContain(`accounts that it names lose access, too: ${GUEST}`);
  });

  it('tagged as public on purpose: asked, then suppressed until a time, and shown as that', async () => {
    await seedBuckets(story, { [NAME]: { tags: { ...development, public: 'intended' } } });
    await story.raise(openBucket(NAME));
    await story.advance(60);
    expect(await puts(story)).toEqual([]);
    await story.click(omar, 'approve');
    expect(await story.viewText(omar)).toContain('Somebody tagged it public=intended: ask the owner before');
    await story.click(omar, 'more', `all:${story.caseId}`);
    await story.press(omar, 'suppress');
    await story.submit(omar, { until: '30d', reason: 'the press kit is public by decision 2026-17' });
    await story.advance(10);
    expect(await story.cardText()).toMatch(/Suppressed by @omar until .*decision 2026-17/);
    expect(await puts(story)).toEqual([]);
  });

  it('with sensitive data in it, found by Macie: tier 3, so people are asked', async () => {
    const [macie] = demoFindings(START).find(({ id }) => id === 'sensitive-data')?.events ?? [];
    const [row] = await story.raise(macie);
    expect(row).toMatchObject({ tier: 3, offers: expect.arrayContaining(['block_public_bucket']) });
    await story.advance(60);
    const blocks = async () => (await story.awsCalls()).filter(({ call }) => call === 's3:PutPublicAccessBlock');
    expect(await blocks()).toEqual([]);
    await story.click(ana, 'block_public_bucket');
    expect(await story.viewText(ana)).toContain('It holds sensitive data');
    await story.submit(ana, { reason: 'it is not meant to be public' });
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    await story.advance(330);
    expect(await blocks()).toHaveLength(1);
    expect(await story.cardText()).toContain('✔ Cut');
  });
});
