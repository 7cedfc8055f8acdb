/** Anybody's workflow asks: accepted or rejected, allowed, denied, expired, too late, gone; its token is in no place but the vault. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NIGHTLY_EXPORT, RELEASE_GATE, SIDE_DOOR } from '../../infra/local/demo/workflows.ts';
import type { Execution } from '../../infra/local/step-functions/execution.ts';
import { kinds } from './key-story.ts';
import { type Json, type Outcome, START, type Story, startStory } from './sandbox.ts';

const [ana, omar, mia] = ['U0ANA', 'U0OMAR', 'U0MIA'] as const;
const request = {
  title: 'Release payments 4.2 to production?',
  details: ['build 4.2.0 of main', 'tests: 812 passed'],
  expiresAt: new Date(START + 3_600_000).toISOString(),
};

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

async function lastOutcome(): Promise<Outcome> {
  const all = await story.get<Outcome[]>('/_control/outcomes');
  return all.at(-1) as Outcome;
}

/** Starts the workflow, which asks; the story goes on with its case. */
async function start(input: Json = request, machine = RELEASE_GATE): Promise<Execution> {
  const execution = story.sandbox.bot.stepFunctions.startExecution({ stateMachineArn: machine, name: 'run-1', input });
  await story.advance(8);
  const outcome = await lastOutcome();
  story.caseId = outcome?.caseId ?? '';
  return execution;
}

function tokenOf(execution: Execution): string {
  const scheduled = execution.history.find(({ type }) => type === 'TaskScheduled');
  const { Payload } = scheduled?.details.parameters as { Payload: { taskToken: string } };
  return Payload.taskToken;
}

/** I7: the token is in nothing that people, AWS's bus or the log were given. */
async function expectNoToken(token: string): Promise<void> {
  const { services } = story.sandbox.bot;
  const seen = JSON.stringify([
    await story.get('/slack/log'),
    await story.get('/_control/outcomes'),
    story.caseId ? await services.cases.events(story.caseId) : [],
    await services.table.query('REJECTED'),
    (await story.awsCalls()).filter(({ call }) => !call.startsWith('states:SendTask')),
  ]);
  expect(seen).not.toContain(token);
  expect(seen).not.toContain(token.slice(30, 90));
}

describe('a workflow asks', () => {
  it('opens a case that says what, who, until when and whom it waits for', async () => {
    const execution = await start();
    expect(await lastOutcome()).toMatchObject({ outcome: 'case', tier: 2, posted: true });
    const card = await story.cardText();
    expect(card).toMatch(/APPROVAL · Release payments 4\.2 to production\?/);
    expect(card).toMatch(/release-gate.*execution run-1.*prod-payments \(111122223333\), us-east-1/);
    expect(card).toMatch(/build 4\.2\.0 of main[\s\S]*812 passed/);
    expect(card).toMatch(/Waiting for @omar \(oncall-l1\).*level 1 of 3/);
    expect(card).toMatch(/Review and approve[\s\S]*Deny/);
    expect((await story.thread()).join('\n')).toMatch(/<@U0OMAR>|@omar/);
    expect(execution.status).toBe('RUNNING');
    await expectNoToken(tokenOf(execution));
  });

  it('is allowed by one approver: the workflow that expects {"action":"allow"} gets exactly that, once', async () => {
    const execution = await start({ ...request, onAllow: { action: 'allow' }, onDeny: { action: 'deny' } });
    await story.click(omar, 'approve');
    expect(await story.viewText(omar)).toMatch(/Release payments[\s\S]*it is told \{"action":"allow"\}[\s\S]*one approver: you/);
    await story.submit(omar, { comment: 'looked at the diff' });
    await story.advance(10);
    expect([execution.status, execution.output]).toEqual(['SUCCEEDED', { action: 'allow' }]);
    expect(await story.cardText()).toMatch(/Approved by @omar.*looked at the diff.*the workflow was told to go on/);
    const toIt = (await story.awsCalls('states:SendTaskSuccess')).filter(({ account }) => account === '111122223333');
    expect(toIt).toHaveLength(1);
    expect(toIt[0]).toMatchObject({ sourceIdentity: 'T0DRAWBRIDGE-U0OMAR', principal: expect.stringContaining('drawbridge-contain') });
    await expectNoToken(tokenOf(execution));
  });

  it('without answers of its own gets who decided, when and why', async () => {
    const execution = await start();
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
    const execution = await start({ ...request, onDeny: 'fail' });
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'wrong branch' });
    await story.advance(10);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'Drawbridge.Denied']);
    expect(execution.cause).toMatch(/wrong branch/);
  });

  it('nobody answers: level after level, then the workflow is told no; late clicks are told so', async () => {
    const execution = await start({ ...request, onDeny: { action: 'deny' } });
    expect((await story.card()).text).toMatch(/Review and approve/);
    const value = await valueOf('approve');
    await story.advance(15 * 60 + 5);
    expect(execution.output).toEqual({ action: 'deny' });
    expect(await kinds(story)).toEqual(expect.arrayContaining(['approval-reminded', 'approval-expired', 'response-ended']));
    expect(await story.cardText()).toMatch(/Nobody decided in time.*the workflow was told no/);
    await late(omar, value);
    expect(await story.ephemeral(omar)).toMatch(/Nobody decided in time.*the workflow was told no/);
  });

  it('the workflow’s own deadline comes first', async () => {
    const execution = await start({ ...request, expiresAt: new Date(START + 7 * 60_000).toISOString() });
    expect(await story.cardText()).toMatch(/level 1 of 2/);
    await story.advance(7 * 60);
    expect(execution.output).toMatchObject({ decision: 'deny', by: 'nobody', reason: 'nobody decided in time' });
  });

  it('who comes late is told who decided', async () => {
    await start();
    const value = await valueOf('approve');
    await story.click(omar, 'deny');
    await story.submit(omar, { reason: 'wrong host' });
    await story.advance(10);
    await late(mia, value);
    expect(await story.ephemeral(mia)).toMatch(/@omar denied it.*wrong host/);
  });

  it('a workflow that is gone is never called approved', async () => {
    const execution = await start();
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
    const execution = await start();
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

  it('people without the right may not decide', async () => {
    const execution = await start();
    await story.click(ana, 'approve');
    expect(await story.ephemeral(ana)).toMatch(/You cannot approve responses in prod-payments/);
    expect(execution.status).toBe('RUNNING');
  });

  it('what it wrote can neither ping nor break out', async () => {
    await start({ ...request, title: '<!channel> *ok* <https://evil.example|click>', details: ['<@U0ANA> `x`', '> quoted\n*bold*'] });
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
    const execution = await start(request, NIGHTLY_EXPORT);
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
    const execution = await start({ ...request, expiresAt: '2020-01-01T00:00:00Z' }, NIGHTLY_EXPORT);
    expect([execution.status, execution.error]).toEqual(['FAILED', 'ApprovalRefused']);
    expect(execution.cause).toMatch(/expiresAt is over already: give people some minutes/);
    expect(await story.cards()).toEqual([]);
  });
});

describe('rejected, with the next step, kept without the token', () => {
  const rejections: [string, (detail: Json) => Json, RegExp][] = [
    [
      'another account',
      (detail) => ({ ...envelope(detail), account: '333344445555' }),
      /account 333344445555 asks for a workflow of account 111122223333/,
    ],
    ['no title', ({ title: _, ...rest }) => envelope(rest), /title: say in a sentence what is asked/],
    ['a wrong date', (detail) => envelope({ ...detail, expiresAt: 'tomorrow' }), /expiresAt: give a moment such as/],
    ['an unknown field', (detail) => envelope({ ...detail, onDney: 'fail' }), /onDney/],
    [
      'a group that may not',
      (detail) => envelope({ ...detail, approvers: 'responders' }),
      /"responders" may not answer for release-gate: name "oncall-l1"/,
    ],
    ['over already', (detail) => envelope({ ...detail, expiresAt: '2020-01-01T00:00:00Z' }), /expiresAt is over already/],
  ];
  it.each(rejections)('%s', async (_, change, words) => {
    const execution = story.sandbox.bot.stepFunctions.startExecution({ stateMachineArn: SIDE_DOOR, name: 'silent', input: {} });
    await story.advance(2);
    const token = tokenOf(execution);
    const arn = execution.arn.replace('side-door', 'release-gate');
    const [outcome] = await story.raise(change({ ...request, taskToken: token, executionArn: arn }));
    expect(outcome).toMatchObject({ outcome: 'rejected', reason: expect.stringMatching(words) });
    await expectNoToken(token);
    await expectKeptWithout(token);
    expect(await story.cards()).toEqual([]);
  });

  it('a machine that policy does not name', async () => {
    const execution = await start(request, SIDE_DOOR);
    expect(await lastOutcome()).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringMatching(/no state machine side-door of account 111122223333 may ask.*approvals\.workflows in drawbridge\.yaml/),
    });
    await expectKeptWithout(tokenOf(execution));
  });

  it('an execution that does not run, or is none', async () => {
    const execution = await start();
    const detail = { ...request, taskToken: `${tokenOf(execution)}2`, executionArn: execution.arn };
    story.sandbox.bot.stepFunctions.stopExecution(execution.arn);
    expect(await story.raise(envelope(detail))).toMatchObject([{ outcome: 'rejected', reason: expect.stringMatching(/run-1 is ABORTED/) }]);
    const none = { ...detail, executionArn: execution.arn.replace('run-1', 'run-2') };
    expect(await story.raise(envelope(none))).toMatchObject([{ outcome: 'rejected', reason: expect.stringMatching(/no execution run-2/) }]);
  });
});

function envelope(detail: Json): Json {
  return { source: 'release', 'detail-type': 'Approval Requested', account: '111122223333', region: 'us-east-1', resources: [], detail };
}

async function valueOf(actionId: string): Promise<string> {
  const text = JSON.stringify(await story.card());
  return (
    new RegExp(`"action_id":"${actionId}"[^}]*?"value":"([^"]+)"|"value":"([^"]+)"[^}]*?"action_id":"${actionId}"`)
      .exec(text)
      ?.slice(1)
      .find(Boolean) ?? ''
  );
}

/** A click on a card that is older than the decision, as Slack signs it. */
async function late(user: string, value: string): Promise<void> {
  const payload = {
    type: 'block_actions',
    user: { id: user, team_id: 'T0DRAWBRIDGE' },
    team: { id: 'T0DRAWBRIDGE' },
    channel: { id: 'C0PAYMENTS' },
    container: { type: 'message', channel_id: 'C0PAYMENTS' },
    actions: [{ type: 'button', action_id: 'approve', value }],
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(story.sandbox.clock.wall() / 1000));
  const signature = createHmac('sha256', story.sandbox.secrets.slackSigningSecret).update(`v0:${timestamp}:${body}`).digest('hex');
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  };
  await fetch(`${story.sandbox.address}/bot/slack`, { method: 'POST', body, headers });
  await story.advance(4);
}

async function expectKeptWithout(token: string): Promise<void> {
  const { table, vault } = story.sandbox.bot.services;
  const items = await table.query('REJECTED');
  expect(items.length).toBeGreaterThan(0);
  for (const { vault: kept } of items) expect(JSON.stringify(await vault.get(kept as { id: string }))).not.toContain(token);
}
