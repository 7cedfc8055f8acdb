/** "An API commonly used to collect data was invoked in an anomalous way", from outside and sentence by sentence: of a user, of a role, benign. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { demoFindings } from '../../infra/local/demo/findings.ts';
import { hubCopy, imported, leakedKey, PAYMENTS } from './events.ts';
import { type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar, li] = ['U0ANA', 'U0OMAR', 'U0LI'] as const;
const type = 'Exfiltration:IAMUser/AnomalousBehavior';
const title = 'APIs commonly used in Exfiltration tactics were invoked by user ci-deploy, under anomalous circumstances.';
const because = { reason: 'the role reads buckets it never read' };

let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

interface User extends Json {
  inlinePolicies: Record<string, string>;
  accessKeys: Record<string, { status: string }>;
}
async function user(): Promise<User> {
  const { accounts } = await story.get<{ accounts: Record<string, { users: Record<string, User> }> }>('/aws/state');
  const found = accounts[PAYMENTS]?.users['ci-deploy'];
  if (!found) throw new Error('the user is gone');
  return found;
}
async function hubFinding(): Promise<Json | undefined> {
  return (await story.get<{ hub: { findings: Json[] } }>('/aws/state')).hub.findings[0];
}
async function askForQuarantine(): Promise<void> {
  await story.click(ana, 'quarantine_user');
  await story.submit(ana, because);
  // Slack's pace after two findings.
  await story.advance(5);
}
async function quarantine(): Promise<void> {
  await askForQuarantine();
  await story.click(omar, 'approve');
  await story.submit(omar, { comment: 'agreed' });
}

describe('a user in production', () => {
  beforeEach(async () => {
    // From GuardDuty itself, with the address; then the copy that is written back to.
    await story.raise(leakedKey({ type, title }));
    await story.raise(imported(hubCopy({ type, title })));
  });

  it('is on screen within a minute, tier 3, with who, from where, what else and what was left behind', async () => {
    const card = await story.cardText();
    expect(card).toMatch(/^# HIGH · /);
    expect(card).toContain('[Quarantine user primary] [Disable key] [Acknowledge]');
    expect(card).toMatch(/Tier 3: active threat, production/);
    for (const known of [/user ci-deploy/, /key AKIA…0001 active, \d+ days old/, /key AKIA…0002 active, 35 days old/, /GetFederationToken/])
      expect(card).toMatch(known);
    expect(card).toContain('203.0.113.66');
  });

  it('disabling the key alone is said to be not enough', async () => {
    await story.click(ana, 'disable_access_keys');
    expect(await story.viewText(ana)).toMatch(/GetFederationToken .*ago/);
    expect(await story.viewText(ana)).toMatch(/another active key/);
  });

  it('the second who approves is told who decided; calls go out in order, each with a record before it', async () => {
    await askForQuarantine();
    await story.click(li, 'approve');
    await story.click(omar, 'approve');
    await story.submit(omar, { comment: 'agreed' });
    await story.submit(li, {});
    expect(await story.ephemeral(li)).toMatch(/This was decided .* ago: @omar approved it/);
    await story.advance(30);
    const calls = (await story.awsCalls()).filter(({ call }) => /^iam:(?:Put|Update)/.test(call));
    expect(calls.map(({ call }) => call)).toEqual(['iam:PutUserPolicy', 'iam:UpdateAccessKey', 'iam:UpdateAccessKey']);
    for (const { call, input } of calls) expect((input as Json).UserName, call).toBe('ci-deploy');
    const steps = (await story.log()).filter(({ kind }) => kind.startsWith('step-')).map(({ kind }) => kind);
    expect(steps.slice(0, 2)).toEqual(['step-intended', 'step-done']);
    expect((await story.log()).find(({ kind }) => kind === 'step-intended')?.data).toMatchObject({ vault: { id: expect.any(String) } });
  });

  it('nothing of it succeeds any more: contained; the finding is told of, and closed by a person only', async () => {
    await quarantine();
    await story.advance(960);
    expect(await story.cardText()).toContain('✔ Contained');
    expect(await hubFinding()).toMatchObject({ Workflow: { Status: 'NOTIFIED' }, Note: { Text: expect.stringContaining(story.caseId) } });
  });

  it('the deny is taken away: not effective, and what holds against whoever may change IAM is named', async () => {
    await quarantine();
    await story.advance(30);
    expect(Object.keys((await user()).inlinePolicies)).toContain('drawbridge-deny-all');
    const gone = { 'drawbridge-deny-all': null };
    await story.put('/aws/state', { accounts: { [PAYMENTS]: { users: { 'ci-deploy': { inlinePolicies: gone } } } } });
    await story.advance(400);
    const card = await story.cardText();
    expect(card).not.toMatch(/✔ (?:Cut|Contained)/);
    expect(card).toContain('service control policy of the organization');
  });
});

describe('a role that others share', () => {
  it('has no key to disable; this session is the default; all of its sessions come with who else loses access', async () => {
    const [event] = demoFindings(START).find(({ id }) => id === 'stolen-session')?.events ?? [];
    const [row] = await story.raise(event);
    expect(row?.offers).not.toContain('disable_access_keys');
    await story.click(ana, 'revoke_sessions');
    expect(await story.viewText(ana)).toContain('deny everything to session i-0abc1230000000001 of role web-app');
    await story.click(ana, 'more', `respond:${story.caseId}`);
    const menu = await story.viewText(ana);
    expect(menu).toMatch(/Revoke all sessions/);
  });
});

describe('benign', () => {
  const suppress = async (values: Record<string, string>) => {
    await story.click(omar, 'more', `all:${story.caseId}`);
    await story.press(omar, 'suppress');
    return story.submit(omar, values);
  };

  it('takes a reason, is told to Security Hub as a benign positive, and ends by itself', async () => {
    await story.raise(imported(hubCopy({ type, title })));
    expect((await suppress({ until: '7d', reason: '' })).body).toMatchObject({ response_action: 'errors' });
    await suppress({ until: '7d', reason: 'the yearly export, ticket 4711' });
    await story.advance(10);
    expect(await story.cardText()).toMatch(/Suppressed by @omar until .*ticket 4711/);
    expect(await hubFinding()).toMatchObject({ Workflow: { Status: 'SUPPRESSED' }, VerificationState: 'BENIGN_POSITIVE' });
  });

  it('resolved as a false positive it is that in Security Hub, too', async () => {
    await story.raise(leakedKey({ type, title }));
    await story.raise(imported(hubCopy({ type, title })));
    await story.click(ana, 'more', `all:${story.caseId}`);
    await story.press(ana, 'resolve');
    await story.submit(ana, { code: 'false-positive', reason: 'the yearly export' });
    await story.advance(10);
    expect(await hubFinding()).toMatchObject({ Workflow: { Status: 'RESOLVED' }, VerificationState: 'FALSE_POSITIVE' });
  });
});
