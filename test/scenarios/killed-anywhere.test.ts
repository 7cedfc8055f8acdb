/** Every function killed before and after each thing it writes, and delivered again as queues, streams, workflows and people do: I1 to I6 hold. */
import { afterEach, describe, expect, it } from 'vitest';
import { NIGHTLY_EXPORT } from '../../infra/local/demo/workflows.ts';
import { verifyChain } from '../../src/domain/event-chain.ts';
import { createKiller, type Killer, placesOf, tellAgain } from '../fixtures/killer.ts';
import { LEAKED, leakedKey } from './events.ts';
import { because, keyStatus, kinds, writes } from './key-story.ts';
import { type Story, startStory } from './sandbox.ts';
import { request } from './workflow-story.ts';

const [ana, omar, mia] = ['U0ANA', 'U0OMAR', 'U0MIA'] as const;
const HUB = '999988887777';
let story: Story;
afterEach(() => story.close());

/** A minute goes by after whatever people do: who was killed is started again in it. */
async function press(user: string, control: string, values: Record<string, string>): Promise<void> {
  await story.click(user, control);
  await story.advance(60);
  await story.submit(user, values);
  await story.advance(120);
}

async function expectWholeLog(): Promise<string[]> {
  expect(verifyChain(await story.sandbox.bot.services.cases.events(story.caseId))).toBeUndefined();
  return kinds(story);
}

const howOften = (all: readonly string[], kind: string) => all.filter((each) => each === kind).length;

const starting = (killer: Killer) => async () => {
  await story?.close();
  story = await startStory(killer.story);
};

describe('a leaked key, from the event to the undo', () => {
  it('ends as if nobody had died', async () => {
    const killer = createKiller();
    await tellAgain(killer, 6, starting(killer), async () => {
      await story.raise(leakedKey());
      await story.advance(600);
      const [outcome] = await story.get<{ outcome: string; caseId?: string }[]>('/_control/outcomes');
      expect(outcome?.outcome).toBe('case');
      story.caseId = outcome?.caseId ?? '';
      await press(ana, 'disable_access_keys', because);
      await press(omar, 'approve', { comment: 'agreed' });
      await story.advance(600);
      expect(await keyStatus(story)).toBe('Inactive');
      await press(ana, 'undo', { reason: 'the deploys are down' });
      await press(omar, 'approve', { comment: 'agreed' });
      await story.advance(600);
      // I4: as before. I5: each call once, whoever was killed.
      expect(await keyStatus(story)).toBe('Active');
      expect((await writes(story)).map(({ input, sourceIdentity }) => [input, sourceIdentity])).toEqual([
        [{ UserName: 'ci-deploy', AccessKeyId: LEAKED, Status: 'Inactive' }, 'T0DRAWBRIDGE-U0OMAR'],
        [{ UserName: 'ci-deploy', AccessKeyId: LEAKED, Status: 'Active' }, 'T0DRAWBRIDGE-U0OMAR'],
      ]);
      // I3 and I6: asked, decided by one decision, written down, done; twice, with the undo.
      const happened = await expectWholeLog();
      for (const kind of ['response-asked', 'approval-decided', 'step-intended', 'step-done'])
        expect([kind, howOften(happened, kind)]).toEqual([kind, 2]);
      expect(['case-opened', 'enriched'].map((kind) => howOften(happened, kind))).toEqual([1, 1]);
      expect(happened.filter((kind) => /^(response-asked|approval-decided|step-intended|step-done)$/.test(kind)).slice(0, 4)).toEqual([
        'response-asked',
        'approval-decided',
        'step-intended',
        'step-done',
      ]);
      // I2, and no line twice.
      expect(await story.cards()).toHaveLength(1);
      const thread = await story.thread();
      expect(thread).toEqual([...new Set(thread)]);
    });
    const places = placesOf(killer);
    const functions = [
      'clicks',
      'enrichment',
      'notices',
      'pagerduty',
      'pagerduty-events',
      'run-response',
      'slack',
      'step-functions',
      'stream',
      'tick',
      'urgent',
    ];
    for (const name of functions) expect([name, (places[name] ?? 0) >= 4]).toEqual([name, true]);
    expect(killer.deaths.size).toBeGreaterThan(100);
  });
});

describe('a workflow that asks', () => {
  it('is answered once, and a request whose workflow gave up is never called approved', async () => {
    const killer = createKiller();
    await tellAgain(killer, 4, starting(killer), async () => {
      const { stepFunctions } = story.sandbox.bot;
      const begin = (round: number) =>
        stepFunctions.startExecution({ stateMachineArn: NIGHTLY_EXPORT, name: `run-${'abcdefghijkl'.charAt(round)}`, input: request });
      // A workflow without a retry of its own fails when the function dies, and is started again by whoever it belongs to.
      let execution = begin(0);
      for (let round = 1; round < 12; round += 1) {
        await story.advance(20);
        if (execution.status === 'FAILED') execution = begin(round);
      }
      await story.advance(240);
      const asking = (await story.cards()).find((card) => JSON.stringify(card.blocks).includes(execution.name));
      story.caseId = asking?.metadata?.event_payload?.case ?? '';
      await press(mia, 'approve', { comment: 'agreed' });
      await story.advance(240);
      expect(execution.status).toBe('SUCCEEDED');
      expect((await story.awsCalls('states:SendTaskSuccess')).filter(({ account, error }) => account !== HUB && !error)).toHaveLength(1);
      expect(howOften(await expectWholeLog(), 'approval-decided')).toBe(1);
    });
    expect(placesOf(killer)['request-approval']).toBeGreaterThanOrEqual(4);
  });
});
