/** Tickets over HTTP: asked for by policy, by a button and by a command; opened once, followed, told how it ended; and a tracker that is down. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBucket } from './bucket-story.ts';
import { leakedKey, PAYMENTS, STAGING, STAGING_KEY } from './events.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

const [ana, omar, zed] = ['U0ANA', 'U0OMAR', 'U0ZED'];
let story: Story;
beforeEach(async () => {
  story = await startStory();
});
afterEach(() => story.close());

const tickets = () => story.get<{ jira: Json[]; servicenow: Json[] }>('/trackers/tickets');
const change = (body: object) => story.post('/trackers/_control/change', body);
const events = async (prefix: string) => (await story.log()).map(({ kind }) => kind).filter((kind) => kind.startsWith(prefix));

async function website(): Promise<void> {
  await story.put('/aws/state', { accounts: { [PAYMENTS]: { buckets: { 'acme-open-1': { website: true } } } } });
  await story.raise(openBucket('acme-open-1'));
  await story.advance(330);
}

describe('a ticket', () => {
  it('instead of a response: opened, with its owner, followed to its end, and told how the case ended', async () => {
    await website();
    const { jira } = await tickets();
    expect(jira).toMatchObject([{ key: 'PAY-1', assignee: 'Li Wei', labels: ['drawbridge', `drawbridge-${story.caseId.toLowerCase()}`] }]);
    expect(String(jira[0]?.description)).toContain(`case ${story.caseId}: https://acme.slack.com/archives/C0PAYMENTS/p`);
    expect(await story.cardText()).toMatch(/Ticket in Jira: .*PAY-1.*“To Do”, with Li Wei/);
    expect((await change({ tracker: 'jira', id: 'PAY-1', status: 'In Progress', assignee: 'Ana Ruiz' })).status).toBe(200);
    await story.advance(420);
    expect(await story.cardText()).toMatch(/PAY-1.*“In Progress”, with Ana Ruiz/);
    await change({ tracker: 'jira', id: 'PAY-1', status: 'Done' });
    await story.advance(420);
    // Somebody's word at the ticket is no word about the case.
    expect(await story.cardText()).toMatch(/PAY-1.*“Done”, with Ana Ruiz · the case is still open/);
    await story.click(ana, 'all');
    await story.press(ana, 'resolve');
    await story.submit(ana, { code: 'accepted-risk', reason: 'a website, for everybody to read' });
    await story.advance(70);
    const [done] = (await tickets()).jira;
    expect(done?.comments).toEqual(['The case was resolved by @ana as accepted risk: a website, for everybody to read']);
    await expect(await story.transcript()).toMatchFileSnapshot('../golden/scenarios/ticket.txt');
  });

  it('by a button and a command: for those who may, and only one', async () => {
    await story.raise(leakedKey());
    await story.click(zed, 'all');
    expect(await story.ephemeral(zed)).toMatch(/You cannot see cases/);
    await story.click(omar, 'all');
    await story.press(omar, 'ticket');
    await story.advance(70);
    expect((await tickets()).jira).toHaveLength(1);
    expect((await story.thread()).join('\n')).toMatch(/A ticket was asked for by @omar: .*\n.*Ticket opened in Jira: .*PAY-1/);
    await story.post('/slack/_control/command', { channel: 'C0PAYMENTS', user: ana, command: '/sechub', text: `ticket ${story.caseId}` });
    await story.advance(70);
    expect(await story.ephemeral(ana)).toMatch(/its ticket is PAY-1/);
    expect(await events('ticket-')).toEqual(['ticket-requested', 'ticket-opened']);
  });

  it('in ServiceNow, for all other routes', async () => {
    await story.raise(leakedKey({ account: STAGING, keyId: STAGING_KEY }));
    await story.post('/slack/_control/command', { channel: 'C0SECURITY', user: ana, command: '/sechub', text: `ticket ${story.caseId}` });
    await story.advance(70);
    expect((await tickets()).servicenow).toMatchObject([
      { number: 'INC0010001', correlation_id: `drawbridge-${story.caseId.toLowerCase()}` },
    ]);
    await change({ tracker: 'servicenow', id: 'INC0010001', status: 'Closed', assignee: 'Li Wei' });
    await story.advance(420);
    expect((await story.log()).at(-1)).toMatchObject({
      kind: 'ticket-changed',
      data: { status: 'Closed', phase: 'done', assignee: 'Li Wei' },
    });
  });
});

describe('a tracker in trouble', () => {
  it.each(['lost-answer', '5xx', 'reset', '429'])('%s: one ticket all the same, and nothing else waits for it', async (mode) => {
    await story.fault('jira', mode, 3);
    await website();
    expect(await story.cardText()).toContain('acme-open-1');
    await story.advance(900);
    expect((await tickets()).jira).toHaveLength(1);
    expect(await story.cardText()).toMatch(/Ticket in Jira: .*PAY-1/);
    expect(await events('ticket-')).toEqual(['ticket-requested', 'ticket-opened']);
  });
});
