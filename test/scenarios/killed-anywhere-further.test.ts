/** The same deaths in what the leaked key does not pass through: mending by itself, Security Hub, the policy watch, and terminals. */
import { afterEach, describe, expect, it } from 'vitest';
import { runRespond } from '../../infra/respond.ts';
import { verifyChain } from '../../src/domain/event-chain.ts';
import { createKiller, placesOf, tellAgain } from '../fixtures/killer.ts';
import { openBucket, puts, seedBuckets } from './bucket-story.ts';
import { leakedKey } from './events.ts';
import { keyStatus, kinds, writes } from './key-story.ts';
import { allowing, changed, policyNow, policyWrites, question, seedPolicy, watches } from './policy-story.ts';
import { type Story, startStory } from './sandbox.ts';

const mia = 'U0MIA';
let story: Story;
afterEach(() => story.close());

const starting = (killer: ReturnType<typeof createKiller>) => async () => {
  await story?.close();
  story = await startStory(killer.story);
};
const howOften = async (kind: string) => (await kinds(story)).filter((each) => each === kind).length;

async function expectChain(): Promise<void> {
  expect(verifyChain(await story.sandbox.bot.services.cases.events(story.caseId))).toBeUndefined();
}

describe('an open bucket that is closed by itself', () => {
  it('is closed once, with the words in Security Hub', async () => {
    const killer = createKiller();
    await tellAgain(killer, 5, starting(killer), async () => {
      await seedBuckets(story, { 'acme-open-1': { tags: { environment: 'development' } } });
      await story.post('/aws/events', openBucket('acme-open-1'));
      await story.advance(1500);
      const [card] = await story.cards();
      story.caseId = card?.metadata?.event_payload?.case ?? '';
      expect(await puts(story)).toHaveLength(1);
      expect(await howOften('step-done')).toBe(1);
      expect(await story.cardText()).toMatch(/✔ Cut .*has all four flags on/);
      expect(await story.cards()).toHaveLength(1);
      await expectChain();
    });
    const places = placesOf(killer);
    for (const name of ['enrichment', 'run-response', 'routine', 'security-hub'])
      expect([name, (places[name] ?? 0) >= 2]).toEqual([name, true]);
  });
});

describe('a policy that was widened', () => {
  const wide = allowing('ecs:*', 'iam:*');
  async function widen(): Promise<void> {
    await seedPolicy(story, [allowing('ecs:*'), wide]);
    await story.post('/aws/events', changed('v2', wide));
    await story.advance(420);
    await question(story);
  }
  async function allow(): Promise<void> {
    await story.click(mia, 'approve');
    await story.advance(60);
    await story.submit(mia, { comment: '' });
    await story.advance(1200);
  }

  it('is held once, asked about once, and restored once', async () => {
    const killer = createKiller((functionName) => functionName !== 'request-approval');
    await tellAgain(killer, 5, starting(killer), async () => {
      await widen();
      await allow();
      expect((await policyNow(story)).version).toBe('v2');
      expect(await policyWrites(story)).toHaveLength(2);
      expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
      expect(await howOften('approval-decided')).toBe(1);
      await expectChain();
    });
    const places = placesOf(killer);
    expect(places['watch-policy']).toBeGreaterThanOrEqual(8);
    for (const name of ['routine', 'run-response', 'clicks', 'step-functions'])
      expect([name, (places[name] ?? 0) >= 2]).toEqual([name, true]);
  });

  // A task that waits for its token gets another one when it is tried again: a second question would stand beside the first, whose answer
  // nothing waits for. So whoever dies while asking is not tried again: it stays held, and the owner is told by a ticket.
  it('stays held, with a ticket, when the function that asks died: what it left of a question changes nothing', async () => {
    const killer = createKiller((functionName) => functionName === 'request-approval');
    const rounds = 8;
    await tellAgain(killer, rounds, starting(killer), async () => {
      await widen();
      if (story.caseId !== '') await allow();
      expect((await policyNow(story)).version).toBe('v1');
      expect(await policyWrites(story)).toHaveLength(1);
      expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
      const { jira } = await story.get<{ jira: { description: string[] }[] }>('/trackers/tickets');
      expect(jira.map(({ description }) => description[0])).toEqual([expect.stringContaining('people could not be asked')]);
    });
    expect(placesOf(killer)).toEqual({ 'request-approval': rounds });
  });
});

describe('a response asked for at a terminal', () => {
  it('is asked for once, however often the function died under the one who typed', async () => {
    const killer = createKiller();
    await tellAgain(killer, 5, starting(killer), async () => {
      await story.post('/aws/events', leakedKey());
      await story.advance(600);
      const [card] = await story.cards();
      story.caseId = card?.metadata?.event_payload?.case ?? '';
      const respond = async (as: string, control: string, reason: string, kind: string): Promise<void> => {
        for (let tries = 0; tries < 8 && (await howOften(kind)) === 0; tries += 1) {
          const typed = [reason, 'yes'];
          const io = { say: () => {}, ask: async () => typed.shift() };
          await runRespond(['--sandbox', story.sandbox.address, '--as', as, story.caseId, control], io).catch(() => 1);
          await story.advance(30);
        }
      };
      await respond('ana', 'disable_access_keys', 'the caller is on a threat list', 'response-asked');
      await respond('mia', 'approve', 'agreed', 'approval-decided');
      await story.advance(600);
      expect(await keyStatus(story)).toBe('Inactive');
      expect(await writes(story)).toHaveLength(1);
      expect([await howOften('response-asked'), await howOften('approval-decided')]).toEqual([1, 1]);
      await expectChain();
    });
    expect(placesOf(killer).terminal).toBeGreaterThanOrEqual(4);
  });
});
