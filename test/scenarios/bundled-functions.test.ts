/** The bundles as they are deployed, started and driven by Lambda's own events: event, card, click, approval, execution, proof and undo. */
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/domain/event-chain.ts';
import { type BundledStory, buildForTest, startBundledStory } from '../fixtures/bundled/bundled-story.ts';
import type { Passage } from '../fixtures/bundled/gate.ts';
import { LEAKED, leakedKey, STAGING, STAGING_KEY } from './events.ts';
import { approve, ask, because, keyStatus, kinds, writes } from './key-story.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;

let directory = '';
let story: BundledStory;
beforeAll(async () => {
  directory = await buildForTest();
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => story.close());

/** Nobody but the functions knows which case it became: the card says so. */
async function findCase(): Promise<void> {
  const [card] = await story.cards();
  story.caseId = card?.metadata?.event_payload?.case ?? '';
}

async function cutByTwo(): Promise<void> {
  await ask(story, ana);
  await approve(story, omar);
  await story.advance(330);
}

const eventsOf = (functionName: string) => story.invocations.filter((one) => one.functionName === functionName).map(({ event }) => event);
const troubles = () =>
  story.lines.filter(({ level }) => level === 'error').map(({ functionName, message }) => `${functionName}: ${message}`);

describe('the bundles', () => {
  it('take a leaked key from the event to the undo', async () => {
    story = await startBundledStory(directory);
    await story.post('/aws/events', leakedKey());
    await story.advance(8);
    await findCase();
    expect(await story.cardText()).toContain('access key AKIA…0001');
    await cutByTwo();
    expect(await story.cardText()).toMatch(/✔ Cut .* asked by @ana · approved by @omar/);
    expect(await keyStatus(story)).toBe('Inactive');
    expect(await writes(story)).toMatchObject([{ sourceIdentity: 'T0DRAWBRIDGE-U0OMAR' }]);
    await story.click(ana, 'undo');
    await story.submit(ana, because);
    await approve(story, omar);
    await story.advance(20);
    expect(await keyStatus(story)).toBe('Active');
    expect(await story.cardText()).toMatch(/✔ Undone .* asked by @ana · approved by @omar/);
    expect(verifyChain(await story.sandbox.bot.services.cases.events(story.caseId))).toBeUndefined();
    expect(troubles()).toEqual([]);

    // One id leads from the event over the card to the call in AWS.
    expect(await story.cardText()).toContain(`case ${story.caseId}`);
    const naming = new Set(story.lines.filter(({ caseId }) => caseId === story.caseId).map(({ functionName }) => functionName));
    expect([...naming]).toEqual(expect.arrayContaining(['urgent', 'stream', 'slack', 'enrichment', 'step-functions', 'run-response']));
    expect(await writes(story)).toMatchObject([{ caseId: story.caseId }, { caseId: story.caseId }]);
    const measured = new Set(story.lines.filter((line) => '_aws' in line).flatMap((line) => Object.keys(line)));
    expect([...measured]).toEqual(expect.arrayContaining(['TimeToPost', 'TimeToContain', 'QueueAge']));

    const started = ['clicks', 'enrichment', 'notices', 'pagerduty', 'pagerduty-door', 'pagerduty-events', 'run-response'];
    const further = ['slack', 'slack-door', 'step-functions', 'stream', 'tick', 'urgent'];
    expect([...story.functions.starts.keys()]).toEqual(expect.arrayContaining([...started, ...further]));
    expect(eventsOf('urgent')[0]).toMatchObject({ Records: [{ eventSource: 'aws:sqs', attributes: { ApproximateReceiveCount: '1' } }] });
    expect(eventsOf('stream')[0]).toMatchObject({ Records: [{ eventSource: 'aws:dynamodb', dynamodb: { Keys: { pk: {}, sk: {} } } }] });
    expect(eventsOf('slack-door')[0]).toMatchObject({ version: '2.0', isBase64Encoded: true });
    expect(eventsOf('run-response')).toContainEqual({ task: 'next-step', caseId: story.caseId, responseId: expect.any(String) });
  });

  it('answer for what failed of a batch, and only that comes again', async () => {
    story = await startBundledStory(directory);
    const other = leakedKey({ account: STAGING, keyId: STAGING_KEY, user: 'site-builder' });
    let isDown = true;
    story.gate.judge = (_, { functionName, body }) =>
      isDown && functionName === 'urgent' && body.includes('FINDING#') && body.includes(STAGING) ? 'fail' : undefined;
    await story.post('/aws/events', [leakedKey(), other]);
    await story.advance(8);
    expect(await story.cards()).toHaveLength(1);
    expect(story.invocations.find(({ functionName }) => functionName === 'urgent')?.answer).toMatchObject({ batchItemFailures: [{}] });
    isDown = false;
    await story.advance(40);
    expect(await story.cards()).toHaveLength(2);
    const deliveries = eventsOf('urgent') as { Records: { attributes: { ApproximateReceiveCount: string } }[] }[];
    expect(deliveries.map(({ Records }) => Records.map(({ attributes }) => attributes.ApproximateReceiveCount))).toEqual([
      ['1', '1'],
      ['2'],
    ]);
  });
});

type Death = [functionName: string, when: 'before' | 'after', isIt: (passage: Passage) => boolean];
const put = (what: string) => (passage: Passage) => passage.call === 'dynamodb:PutItem' && passage.body.includes(what);
const event = (kind: string) => (passage: Passage) => put('"EVENT#')(passage) && passage.body.includes(`\\"kind\\":\\"${kind}\\"`);
const called = (call: string) => (passage: Passage) => passage.call === call;
const deaths: Death[] = [
  ['urgent', 'before', put('FINDING#')],
  ['urgent', 'after', put('KEY#')],
  ['urgent', 'after', put('"EVENT#')],
  ['stream', 'before', put('DIRTY#slack')],
  ['stream', 'after', called('sqs:SendMessage')],
  ['enrichment', 'before', event('enriched')],
  ['enrichment', 'after', event('enriched')],
  ['slack', 'before', called('slack:chat.postMessage')],
  ['slack', 'after', called('slack:chat.postMessage')],
  ['slack', 'after', called('slack:chat.update')],
  ['pagerduty', 'before', put('PACE#pagerduty')],
  ['pagerduty-events', 'before', called('dynamodb:PutItem')],
  ['clicks', 'before', event('response-asked')],
  ['clicks', 'after', event('response-asked')],
  ['clicks', 'after', event('approval-decided')],
  ['step-functions', 'after', called('states:StartExecution')],
  ['step-functions', 'after', called('states:SendTaskSuccess')],
  ['run-response', 'before', event('step-intended')],
  ['run-response', 'after', event('step-intended')],
  ['run-response', 'before', called('iam:UpdateAccessKey')],
  ['run-response', 'after', called('iam:UpdateAccessKey')],
  ['run-response', 'before', event('step-done')],
  ['run-response', 'after', event('step-done')],
  ['run-response', 'before', event('response-ended')],
  ['tick', 'before', called('sqs:SendMessage')],
];

describe('killed in the midst of what they do, and started again by queue, stream, workflow or tick', () => {
  it('every function ends where it would have ended', async () => {
    story = await startBundledStory(directory);
    const left = [...deaths];
    story.gate.judge = (when, passage) => {
      const at = left.findIndex(([name, moment, isIt]) => name === passage.functionName && moment === when && isIt(passage));
      if (at < 0) return undefined;
      left.splice(at, 1);
      return 'kill';
    };
    await story.post('/aws/events', leakedKey());
    await story.advance(240);
    await findCase();
    expect(await story.cards()).toHaveLength(1);
    // Whoever is not answered at once waits for the redelivery, as people do.
    await story.click(ana, 'disable_access_keys');
    await story.advance(60);
    await story.submit(ana, because);
    await story.advance(60);
    await story.click(omar, 'approve');
    await story.advance(60);
    await story.submit(omar, { comment: 'agreed' });
    await story.advance(1200);
    expect(left.map(([name, when], index) => `${index} ${when} ${name}`)).toEqual([]);
    expect(await keyStatus(story)).toBe('Inactive');
    expect(await writes(story)).toMatchObject([{ input: { AccessKeyId: LEAKED, Status: 'Inactive' } }]);
    const happened = await kinds(story);
    for (const once of ['case-opened', 'enriched', 'response-asked', 'approval-decided', 'step-done'])
      expect([once, happened.filter((kind) => kind === once).length]).toEqual([once, 1]);
    expect(happened.indexOf('step-intended')).toBeLessThan(happened.indexOf('step-done'));
    expect(verifyChain(await story.sandbox.bot.services.cases.events(story.caseId))).toBeUndefined();
    expect(await story.cards()).toHaveLength(1);
    const thread = await story.thread();
    expect(thread).toEqual([...new Set(thread)]);
    expect(story.sandbox.pagerDuty.incidents).toHaveLength(1);
  });
});
