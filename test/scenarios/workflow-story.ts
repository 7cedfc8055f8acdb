/** Other people's workflows in a story: started, answered late, and nothing of their token anywhere but in the vault. */
import { createHmac } from 'node:crypto';
import { expect } from 'vitest';
import { RELEASE_GATE } from '../../infra/local/demo/workflows.ts';
import type { Execution } from '../../infra/local/step-functions/execution.ts';
import { type Json, type Outcome, START, type Story } from './sandbox.ts';

export const request = {
  title: 'Release payments 4.2 to production?',
  details: ['build 4.2.0 of main', 'tests: 812 passed'],
  expiresAt: new Date(START + 3_600_000).toISOString(),
};

export async function lastOutcome(story: Story): Promise<Outcome> {
  const all = await story.get<Outcome[]>('/_control/outcomes');
  return all.at(-1) as Outcome;
}

/** Starts the workflow, which asks; the story goes on with its case. */
export async function start(story: Story, input: Json = request, machine = RELEASE_GATE): Promise<Execution> {
  const execution = story.sandbox.bot.stepFunctions.startExecution({ stateMachineArn: machine, name: 'run-1', input });
  await story.advance(8);
  const outcome = await lastOutcome(story);
  story.caseId = outcome?.caseId ?? '';
  return execution;
}

export function tokenOf(execution: Execution): string {
  const scheduled = execution.history.find(({ type }) => type === 'TaskScheduled');
  const parameters = scheduled?.details.parameters as { Payload: { taskToken: string } } | undefined;
  return parameters?.Payload.taskToken ?? '';
}

export function envelope(detail: Json): Json {
  return { source: 'release', 'detail-type': 'Approval Requested', account: '111122223333', region: 'us-east-1', resources: [], detail };
}

/** Of the buttons that were shown. */
export async function shownValue(story: Story): Promise<string> {
  const asked = (await story.log()).find(({ kind }) => kind === 'response-asked');
  return `${story.caseId}.${String(asked?.data.responseId)}`;
}

/** A click on a card that is older than the decision, as Slack signs it. */
export async function late(story: Story, user: string, value: string): Promise<void> {
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

/** I7: the token is in nothing that people, AWS's bus or the log were given. */
export async function expectNoToken(story: Story, token: string, logged: readonly string[] = []): Promise<void> {
  const { services } = story.sandbox.bot;
  const seen = JSON.stringify([
    logged,
    await story.get('/slack/log'),
    await story.get('/_control/outcomes'),
    story.caseId ? await services.cases.events(story.caseId) : [],
    await services.table.query('REJECTED'),
    (await story.awsCalls()).filter(({ call }) => !call.startsWith('states:SendTask')),
  ]);
  expect(token.length).toBeGreaterThan(100);
  expect(seen).not.toContain(token);
  expect(seen).not.toContain(token.slice(30, 90));
}

export async function expectKeptWithout(story: Story, token: string): Promise<void> {
  const { table, vault } = story.sandbox.bot.services;
  const items = await table.query('REJECTED');
  expect(items.length).toBeGreaterThan(0);
  for (const { vault: kept } of items) expect(JSON.stringify(await vault.get(kept as { id: string }))).not.toContain(token);
}
