/** What policy lets begin without a click, from outside: done, proved and closed; stopped in its time of grace; held back when it is too much. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketOf, openBucket, puts, seedBuckets } from './bucket-story.ts';
import { leakedKey, PAYMENTS } from './events.ts';
import { type Story, startStory } from './sandbox.ts';

const [ana, omar, zed] = ['U0ANA', 'U0OMAR', 'U0ZED'] as const;

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

const WAREHOUSES = ['acme-open-1', 'acme-open-2', 'acme-open-3', 'acme-open-4', 'acme-open-5', 'acme-open-6'];

const bucket = (name: string) => bucketOf(story, name);
async function seed(...names: string[]): Promise<void> {
  const tags = { environment: 'development' };
  await seedBuckets(story, Object.fromEntries(names.map((name) => [name, { tags }])));
}
const golden = async (name: string) => expect(await story.transcript()).toMatchFileSnapshot(`../golden/scenarios/${name}.txt`);

describe('by itself', () => {
  it('a public bucket that nobody uses is closed, signed by policy, and can be undone by people', async () => {
    await seed('acme-open-1');
    const [row] = await story.raise(openBucket('acme-open-1'));
    expect(row).toMatchObject({ outcome: 'case' });
    await story.advance(330);
    expect(await bucket('acme-open-1')).toMatchObject({ publicAccessBlock: { BlockPublicPolicy: true } });
    const [put] = await puts(story);
    expect(put?.sourceIdentity).toBe('drawbridge-auto');
    const kinds = (await story.log()).map(({ kind }) => kind);
    expect(kinds.indexOf('response-asked')).toBeLessThan(kinds.indexOf('step-intended'));
    expect(kinds).not.toContain('approval-decided');
    await story.click(ana, 'undo');
    await story.submit(ana, { reason: 'it is a website after all' });
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    await story.advance(60);
    expect((await bucket('acme-open-1'))?.publicAccessBlock).toBeUndefined();
    await golden('bucket-closed-by-itself');
  });

  it('the same finding again does nothing a second time', async () => {
    await seed('acme-open-1');
    await story.raise(openBucket('acme-open-1'));
    await story.advance(400);
    await story.raise(openBucket('acme-open-1'));
    await story.advance(400);
    expect(await puts(story)).toHaveLength(1);
  });

  it('a website in production is not closed by itself: its owner gets a ticket, and people can still ask', async () => {
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets: { 'acme-open-1': { website: true } } } } });
    await story.raise(openBucket('acme-open-1'));
    await story.advance(330);
    expect(await puts(story)).toEqual([]);
    const tickets = (await story.log()).filter(({ kind }) => kind === 'ticket-requested');
    expect(tickets).toMatchObject([
      { actor: { kind: 'policy' }, data: { because: expect.stringContaining('no active threat, production') } },
    ]);
    expect((await story.thread()).join('\n')).toContain('A ticket was asked for: bucket acme-open-1');
    await story.click(ana, 'block_public_bucket');
    await story.submit(ana, { reason: 'the website moved away' });
    expect((await story.log()).at(-1)).toMatchObject({ kind: 'approval-opened' });
  });

  it('a website elsewhere is people’s to decide: policy asks them', async () => {
    const tags = { environment: 'development' };
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets: { 'acme-open-1': { website: true, tags } } } } });
    await story.raise(openBucket('acme-open-1'));
    await story.advance(330);
    expect(await puts(story)).toEqual([]);
    const asked = (await story.log()).find(({ kind }) => kind === 'response-asked');
    expect(asked).toMatchObject({ actor: { kind: 'policy' }, data: { mode: 'approval', because: expect.stringContaining('others lose') } });
  });

  it('the sixth within the hour in one account waits for a person', async () => {
    await seed(...WAREHOUSES);
    for (const name of WAREHOUSES) {
      await story.raise(openBucket(name));
      await story.advance(60);
    }
    const closed = await Promise.all(WAREHOUSES.map(async (name) => (await bucket(name))?.publicAccessBlock !== undefined));
    expect(closed.filter(Boolean)).toHaveLength(5);
    const asked = (await story.log()).filter(({ kind }) => kind === 'response-asked');
    expect(asked.at(-1)?.data).toMatchObject({ mode: 'approval', because: expect.stringContaining('5 responses began by themselves') });
  });
});

describe('stop and start', () => {
  async function openAll(user: string): Promise<void> {
    await story.click(user, 'more', `all:${story.caseId}`);
  }
  async function ask(user: string, form: 'stop' | 'start', scope: string): Promise<void> {
    await openAll(user);
    await story.press(user, form);
    await story.submit(user, { scope, reason: 'something is wrong with it' });
  }

  it('one person stops everything at once; what waits does not run; two start it again', async () => {
    await story.raise(leakedKey());
    await story.click(ana, 'disable_access_keys');
    await story.submit(ana, { reason: 'the caller is on a threat list' });
    await ask(ana, 'stop', 'everything');
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    await story.advance(60);
    expect(await story.awsCalls('iam:UpdateAccessKey')).toEqual([]);
    expect(await story.cardText()).toContain('@ana stopped everything: something is wrong with it');
    await story.click(ana, 'disable_access_keys');
    expect(await story.viewText(ana)).toContain('stopped everything');
    await ask(ana, 'start', 'everything');
    await ask(ana, 'start', 'everything');
    expect(await story.ephemeral(ana)).toContain('somebody else has to ask, too');
    await ask(omar, 'start', 'everything');
    await story.click(ana, 'disable_access_keys');
    await story.submit(ana, { reason: 'the caller is on a threat list' });
    await story.click(omar, 'approve');
    await story.submit(omar, {});
    await story.advance(60);
    expect(await story.awsCalls('iam:UpdateAccessKey')).toHaveLength(1);
    await golden('stopped-and-started');
  });

  it('has a card in the default channel, from which two people start it again; the next stop has the next card', async () => {
    const stopCards = async () => (await story.cards()).filter(({ text }) => /^(?:STOPPED|STARTED) /.test(text));
    const press = async (user: string) => {
      await story.click(user, 'start');
      await story.submit(user, { scope: 'everything', reason: 'it was a false alarm' });
      await story.advance(10);
    };
    await story.raise(leakedKey());
    await ask(ana, 'stop', 'everything');
    await story.advance(10);
    const [card] = await stopCards();
    expect(card?.text).toBe('STOPPED everything · next: two people start it again');
    const found = story.caseId;
    story.caseId = card?.metadata?.event_payload?.case ?? '';
    await press(ana);
    expect(await story.cardText()).toContain('@ana wants it started again');
    await press(omar);
    expect(await story.cardText()).toMatch(/Started again by @ana and @omar/);
    expect(await story.thread()).toHaveLength(3);
    story.caseId = found;
    await ask(omar, 'stop', 'everything');
    await story.advance(10);
    expect((await stopCards()).map(({ text }) => text.split(' ')[0]).toSorted()).toEqual(['STARTED', 'STOPPED']);
  });

  it('whoever may not ask may not stop', async () => {
    await story.raise(leakedKey());
    await openAll(zed);
    await story.press(zed, 'stop');
    expect(`${await story.ephemeral(zed)}${await story.viewText(zed)}`).toMatch(/cannot|may not/);
    expect((await story.log()).map(({ kind }) => kind)).not.toContain('stopped');
  });
});
