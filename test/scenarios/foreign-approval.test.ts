/** Anybody's workflow asks: allowed, denied, expired, too late, gone; once, and in its own words. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NIGHTLY_EXPORT } from '../../infra/local/demo/workflows.ts';
import { kinds } from './key-story.ts';
import { START, type Story, startStory } from './sandbox.ts';
import { envelope, expectNoToken, lastOutcome, late, request, shownValue, start, tokenOf } from './workflow-story.ts';

const [ana, omar, mia] = ['U0ANA', 'U0OMAR', 'U0MIA'] as const;
let story: Story;
let logged: string[] = [];
beforeEach(async () => {
  logged = [];
  story = await startStory({ onLog: (line) => logged.push(line) });
});
afterEach(() => story.close());

describe('a workflow asks', () => {
  it('opens a case that says what, who, until when and whom it waits for', async () => {
    const execution = await start(story);
    expect(await lastOutcome(story)).toMatchObject({ outcome: 'case', tier: 2, posted: true });
    const card = await story.cardText();
    expect(card).toMatch(/APPROVAL · Release payments 4\.2 to production\?/);
    expect(card).toMatch(/release-gate.*execution run-1.*prod-payments \(111122223333\), us-east-1/);
    expect(card).toMatch(/build 4\.2\.0 of main[\s\S]*812 passed/);
    expect(card).toMatch(/Waiting for @omar \(oncall-l1\).*level 1 of 3/);
    expect(card).toMatch(/Review and approve[\s\S]*Deny/);
    expect((await story.thread()).join('\n')).toMatch(/<@U0OMAR>|@omar/);
    expect(execution.status).toBe('RUNNING');
    await expectNoToken(story, tokenOf(execution), logged);
  });

  it('is allowed by one approver: the workflow that expects {"action":"allow"} gets exactly that, once', async () => {
    const execution = await start(story, { ...request, onAllow: { action: 'allow' }, onDeny: { action: 'deny' } });
    await story.click(omar, 'approve');
    expect(await story.viewText(omar)).toMatch(/Release payments[\s\S]*it is told \{"action":"allow"\}[\s\S]*one approver: you/);
    await story.submit(omar, { comment: 'looked at the diff' });
    await story.advance(10);
    expect([execution.status, execution.output]).toEqual(['SUCCEEDED', { action: 'allow' }]);
    expect(await story.cardText()).toMatch(/Approved by @omar.*looked at the diff.*the workflow was told to go on/);
    const toIt = (await story.awsCalls('states:SendTaskSuccess')).filter(({ account }) => account === '111122223333');
    expect(toIt).toHaveLength(1);
    expect(toIt[0]).toMatchObject({ sourceIdentity: 'T0DRAWBRIDGE-U0OMAR', principal: expect.stringContaining('drawbridge-contain') });
    await expectNoToken(story, tokenOf(execution), logged);
  });

  it('without answers of its own gets who decided, when and why', async () => {
    const execution = await start(story);
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'freeze until Monday' });
    await story.advance(10);
    expect(execution.output).toEqual({
      decision: 'deny',
      by: '@omar',
      at: expect.stringMatching(/^2026-11-20T03:00:\d\d\.\d{3}Z$/),
      reason: 'freeze until Monday',
      caseId: story.caseId,
    });
    expect(await story.cardText()).toMatch(/Denied by @omar.*freeze until Monday.*the workflow was told no/);
  });

  it('fails the task where it wants to be failed', async () => {
    const execution = await start(story, { ...request, onDeny: 'fail' });
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'wrong branch' });
    await story.advance(10);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'Drawbridge.Denied']);
    expect(execution.cause).toMatch(/wrong branch/);
  });

  it('41 nobody answers: level after level, then the workflow is told no; late clicks are told so', async () => {
    const execution = await start(story, { ...request, onDeny: { action: 'deny' } });
    expect((await story.card()).text).toMatch(/Review and approve/);
    const value = await shownValue(story);
    await story.advance(15 * 60 + 5);
    expect(execution.output).toEqual({ action: 'deny' });
    expect(await kinds(story)).toEqual(expect.arrayContaining(['approval-reminded', 'approval-expired', 'response-ended']));
    expect(await story.cardText()).toMatch(/Nobody decided in time.*the workflow was told no/);
    await late(story, omar, value);
    expect(await story.ephemeral(omar)).toMatch(/Nobody decided in time.*the workflow was told no/);
  });

  it('the workflow’s own deadline comes first', async () => {
    const execution = await start(story, { ...request, expiresAt: new Date(START + 7 * 60_000).toISOString() });
    expect(await story.cardText()).toMatch(/level 1 of 2/);
    await story.advance(7 * 60);
    expect(execution.output).toMatchObject({ decision: 'deny', by: 'nobody', reason: 'nobody decided in time' });
  });

  it('who comes late is told who decided', async () => {
    await start(story);
    const value = await shownValue(story);
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'wrong host' });
    await story.advance(10);
    await late(story, mia, value);
    expect(await story.ephemeral(mia)).toMatch(/@omar denied it.*wrong host/);
  });

  it('46 a workflow that is gone is never called approved', async () => {
    const execution = await start(story);
    story.sandbox.bot.stepFunctions.stopExecution(execution.arn, 'Stopped', 'by somebody');
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: '' });
    await story.advance(10);
    const card = await story.cardText();
    expect(card).toMatch(/The workflow no longer waits/);
    expect(card).not.toMatch(/Approved/);
    expect((await story.thread()).join('\n')).toMatch(/The workflow no longer waits/);
  });

  it('the same event again is the same case, also after the end', async () => {
    const execution = await start(story);
    const detail = { ...request, taskToken: tokenOf(execution), executionArn: execution.arn };
    const first = story.caseId;
    expect(await story.raise(envelope(detail))).toMatchObject([
      { outcome: 'case', caseId: first, reason: expect.stringMatching(/nothing new/) },
    ]);
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: '' });
    await story.advance(10);
    expect(await story.raise(envelope(detail))).toMatchObject([{ outcome: 'case', caseId: first }]);
    expect((await story.cards()).length).toBe(1);
  });

  it('is answered by the tick when every poke is lost', async () => {
    const execution = await start(story);
    await story.click(omar, 'approve');
    await story.fault('stream', 'dropped poke', 100);
    await story.submit(omar, { comment: '' });
    await story.advance(130);
    expect(execution.status).toBe('SUCCEEDED');
    expect((await kinds(story)).filter((kind) => kind === 'response-ended')).toHaveLength(1);
  });

  it('people without the right may not decide', async () => {
    const execution = await start(story);
    await story.click(ana, 'approve');
    expect(await story.ephemeral(ana)).toMatch(/You cannot approve responses in prod-payments/);
    expect(execution.status).toBe('RUNNING');
  });

  it('what it wrote can neither ping nor break out', async () => {
    await start(story, {
      ...request,
      title: '<!channel> *ok* <https://evil.example|click>',
      details: ['<@U0ANA> `x`', '> quoted\n*bold*'],
    });
    const { messages } = await story.get<{ messages: { blocks: unknown; pings: string[]; mentions: string[] }[] }>(
      '/slack/messages/C0PAYMENTS',
    );
    const [card] = messages;
    expect(card?.pings).toEqual([]);
    expect(JSON.stringify(card?.blocks)).not.toMatch(/<!channel>|<@U0ANA>|<https:\/\/evil/);
  });
});

describe('called directly, in another account', () => {
  it('is the same case, answered through that account’s role by those policy names', async () => {
    const execution = await start(story, request, NIGHTLY_EXPORT);
    const [card] = await story.cards();
    story.caseId = card?.metadata?.event_payload?.case ?? '';
    expect(await story.cardText()).toMatch(/Waiting for @mia \(leads\)/);
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: '' });
    expect(await story.ephemeral(omar)).toMatch(/You cannot decide on the request of nightly-export.*@mia/);
    await story.click(mia, 'approve');
    await story.submit(mia, { comment: '' });
    await story.advance(10);
    expect(execution.output).toEqual({ action: 'allow' });
    const calls = (await story.awsCalls()).filter(({ call, account }) => call.startsWith('states:') && account === '222233334444');
    expect(calls.map(({ call }) => call)).toEqual(['states:DescribeExecution', 'states:SendTaskSuccess']);
  });

  it('fails with what to do when it may not', async () => {
    const execution = await start(story, { ...request, expiresAt: '2020-01-01T00:00:00Z' }, NIGHTLY_EXPORT);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'ApprovalRefused']);
    expect(execution.cause).toMatch(/expiresAt is over already: give people some minutes/);
    expect(await story.cards()).toEqual([]);
  });
});
