/** The bundles that a leaked key never starts, each by an event of its kind, and what comes of it in the local engines. */
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { runRespond } from '../../infra/respond.ts';
import { type BundledStory, buildForTest, startBundledStory } from '../fixtures/bundled/bundled-story.ts';
import { openBucket, puts, seedBuckets } from './bucket-story.ts';
import { hubCopy } from './events.ts';
import { approve, ask, raise, WEB } from './isolation-story.ts';
import { allowing, changed, policyNow, question, seedPolicy, watches } from './policy-story.ts';
import type { Json } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;
let directory = '';
let story: BundledStory;
beforeAll(async () => {
  directory = await buildForTest();
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => story.close());

/** Nobody but the functions knows which case it became: the first card says so. */
async function findCase(): Promise<void> {
  const [card] = await story.cards();
  story.caseId = card?.metadata?.event_payload?.case ?? '';
}

/** A scheduled event, or what somebody who calls the function gives it. What sleeps in between sleeps until the clock goes on. */
function invoke(functionName: string, event: Json): Promise<unknown> {
  return story.sandbox.clock.runApart(() => story.functions.invoke(functionName, event));
}
const scheduled = { 'detail-type': 'Scheduled Event', source: 'aws.scheduler', detail: '{}' };

/** A terminal signs by the clock on the wall, and these functions keep the sandbox's. */
async function respond(as: string, ...words: string[]): Promise<string> {
  const read: string[] = [];
  vi.useFakeTimers({ toFake: ['Date'], now: story.sandbox.clock.now() });
  try {
    const args = ['--sandbox', story.sandbox.address, '--as', as, story.caseId, ...words];
    await runRespond(args, { say: (line) => void read.push(line), ask: async () => undefined });
  } finally {
    vi.useRealTimers();
  }
  return read.join('\n');
}

async function evidence(): Promise<string[]> {
  type State = { accounts: Record<string, { buckets: Record<string, { objects?: Json }> }> };
  const { accounts } = await story.get<State>('/aws/state');
  return Object.values(accounts).flatMap(({ buckets }) => Object.values(buckets).flatMap(({ objects = {} }) => Object.keys(objects)));
}

const wide = allowing('ecs:*', 'iam:*');
const rows: [started: string[], tell: () => Promise<void>][] = [
  [
    ['routine', 'security-hub'],
    async () => {
      await seedBuckets(story, { 'acme-open-1': { tags: { environment: 'development' } } });
      await story.post('/aws/events', openBucket('acme-open-1'));
      await story.advance(420);
      expect(await puts(story)).toHaveLength(1);
      expect((await story.awsCalls('securityhub:BatchUpdateFindings')).length).toBeGreaterThan(0);
    },
  ],
  [
    ['watch-policy', 'request-approval', 'tickets'],
    async () => {
      await seedPolicy(story, [allowing('ecs:*'), wide]);
      await story.post('/aws/events', changed('v2', wide));
      await story.advance(60);
      expect((await policyNow(story)).version).toBe('v1');
      await question(story);
      await story.click(omar, 'deny');
      await story.submit(omar, { reason: 'not like this' });
      await story.advance(90);
      expect(await story.get('/trackers/tickets')).toMatchObject({ jira: [{ key: 'PAY-1', status: 'To Do' }] });
      expect(watches(story).map(({ status }) => status)).toEqual(['SUCCEEDED']);
    },
  ],
  [
    ['run-destroy'],
    async () => {
      await raise(story, 'command-and-control');
      await findCase();
      await ask(story);
      await approve(story);
      await story.advance(960);
      await story.click(ana, 'respond');
      await story.press(ana, 'terminate_instance');
      await story.submit(ana, { reason: 'confirmed by the owner', confirm_id: WEB });
      await approve(story);
      await story.advance(60);
      expect(await story.awsCalls('ec2:TerminateInstances')).toMatchObject([
        { input: { InstanceIds: [WEB] }, sourceIdentity: 'T0DRAWBRIDGE-U0OMAR' },
      ]);
    },
  ],
  [
    ['baseline', 'sweep-findings', 'export-evidence', 'terminal'],
    async () => {
      await story.put('/aws/state', { hub: { findings: [hubCopy()] } });
      expect(await invoke('baseline', {})).toEqual({ quiet: 0, recent: 1, left: 0 });
      await story.advance(8);
      expect(await story.cards()).toHaveLength(1);
      await findCase();
      expect(await respond('ana')).toMatch(/Access key used from a known bad address[\s\S]*You could ask for/);
      // What no event told, the sweep finds; what changed within minutes may still be on its way.
      await story.advance(300);
      const lost = { id: 'f2', keyId: 'AKIA2DRAWBRIDGE00021', user: 'site-builder', account: '333344445555' };
      await story.put('/aws/state', { hub: { findings: [hubCopy(), hubCopy(lost)] } });
      const swept = invoke('sweep-findings', scheduled);
      await story.advance(15);
      await swept;
      expect(await story.cards()).toHaveLength(2);
      await invoke('export-evidence', scheduled);
      expect(await evidence()).toContainEqual(expect.stringMatching(/^heads\//));
    },
  ],
];

it.each(rows)('%j', async (started, tell) => {
  story = await startBundledStory(directory, started);
  await tell();
  expect([...story.functions.starts.keys()]).toEqual(expect.arrayContaining(started));
  const troubles = story.lines.filter(({ level }) => level === 'error').map(({ functionName, message }) => `${functionName}: ${message}`);
  expect(troubles).toEqual([]);
});
