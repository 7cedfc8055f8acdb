/** 34: what happens to a tier-3 case on any side, and what the other two say of it: each row of docs/paging.md over HTTP. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hubCopy, imported, leakedKey } from './events.ts';
import { incident, incidents, inPagerDuty, paged } from './paging-story.ts';
import { type Json, START, type Story, startStory } from './sandbox.ts';

const ana = 'U0ANA';

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.raise([leakedKey(), imported(hubCopy())]);
  await story.advance(10);
});
afterEach(() => story.close());

interface HubWrite {
  workflow: string;
  note: string;
}
/** What Security Hub was told, in order. */
async function hubWrites(): Promise<HubWrite[]> {
  const calls = await story.awsCalls('securityhub:BatchUpdateFindings');
  return calls.map(({ input }) => {
    const { Workflow, Note } = input as { Workflow: { Status: string }; Note: { Text: string } };
    return { workflow: Workflow.Status, note: Note.Text };
  });
}
const hub = async () => (await hubWrites()).at(-1);
const thread = async () => (await story.thread()).join('\n');
/** The copy in Security Hub changes, `minutes` after the first one. */
const changed = (changes: Json, minutes = 5) =>
  story.raise(imported(hubCopy({}, { UpdatedAt: new Date(START + minutes * 60_000).toISOString(), ...changes })));
async function resolveInSlack(): Promise<void> {
  await story.click(ana, 'all');
  await story.press(ana, 'resolve');
  await story.submit(ana, { code: 'fixed', reason: 'key deactivated' });
  await story.advance(10);
}

describe('from AWS', () => {
  it('a finding of tier 3: triggered, on the card with the level, NOTIFIED with a note', async () => {
    expect(await incident(story)).toMatchObject({ status: 'triggered', level: 1 });
    expect(await story.cardText()).toContain('paged @omar (L1)');
    expect(await hub()).toEqual({ workflow: 'NOTIFIED', note: `Drawbridge case ${story.caseId}` });
  });

  it.each<[string, Json]>([
    ['RESOLVED in Security Hub', { Workflow: { Status: 'RESOLVED' } }],
    ['SUPPRESSED in Security Hub', { Workflow: { Status: 'SUPPRESSED' } }],
    ['ARCHIVED by its product', { RecordState: 'ARCHIVED' }],
  ])('%s: resolved in PagerDuty, closed on the card, and nothing is written back over it', async (_, changes) => {
    const before = (await hubWrites()).length;
    await changed(changes);
    await story.advance(20);
    expect(await incident(story)).toMatchObject({ status: 'resolved' });
    expect(await story.cardText()).not.toContain('paged @omar');
    expect((await hubWrites()).slice(before).filter(({ workflow }) => workflow !== 'RESOLVED')).toEqual([]);
  });

  it('ACTIVE again after it was resolved: another incident, open on the card, NEW or NOTIFIED', async () => {
    await resolveInSlack();
    await changed({ Workflow: { Status: 'NEW' } }, 30);
    await story.advance(20);
    expect((await incidents(story)).map(({ status }) => status).sort()).toEqual(['resolved', 'triggered']);
    expect(await story.cardText()).toContain('incident 2');
    expect(['NEW', 'NOTIFIED']).toContain((await hub())?.workflow);
  });
});

describe('from Slack', () => {
  it('acknowledged: in the person’s name there, a note in Security Hub, and no echo', async () => {
    await story.click(ana, 'acknowledge');
    await story.advance(10);
    expect(await incident(story)).toMatchObject({ status: 'acknowledged', acknowledgements: [{ acknowledger: { summary: 'Ana Ruiz' } }] });
    expect(await hub()).toEqual({ workflow: 'NOTIFIED', note: `Drawbridge case ${story.caseId}: acknowledged by ana` });
    expect((await story.log()).map(({ kind }) => kind)).not.toContain('incident-changed');
  });

  it('a note, a decision and an outcome: notes in the person’s name, and a change that notifies nobody', async () => {
    await story.click(ana, 'note');
    await story.submit(ana, { text: 'the owner is asleep' });
    await story.click(ana, 'disable_access_keys');
    await story.submit(ana, { reason: 'the caller is on a threat list' });
    await story.click('U0OMAR', 'approve');
    await story.submit('U0OMAR', { comment: 'agreed' });
    await story.advance(320);
    const { notes, pages } = await incident(story);
    expect(notes.map(({ content, user }) => `${user.summary}: ${content}`)).toEqual([
      'Ana Ruiz: the owner is asleep',
      expect.stringMatching(/^Omar Haddad: @omar approved: .*agreed$/),
    ]);
    const { changes } = await story.get<{ changes: { summary: string }[] }>('/pagerduty/state');
    expect(changes.map(({ summary }) => summary)).toEqual([expect.stringMatching(/^CUT: .* · approved by @omar$/)]);
    expect(pages).toHaveLength(1);
  });

  it('resolved: resolved there and in Security Hub, and no echo', async () => {
    await resolveInSlack();
    expect(await incident(story)).toMatchObject({ status: 'resolved' });
    expect(await hub()).toMatchObject({ workflow: 'RESOLVED', note: expect.stringContaining('resolved by ana (fixed)') });
    expect(await story.cardText()).not.toContain('Closed in PagerDuty');
  });

  it('reopened: another incident, and NEW', async () => {
    await resolveInSlack();
    await story.click(ana, 'reopen');
    await story.submit(ana, { reason: 'the key is used again' });
    await story.advance(10);
    expect((await incidents(story)).map(({ status }) => status).sort()).toEqual(['resolved', 'triggered']);
    expect(await hub()).toMatchObject({ workflow: 'NEW' });
  });
});

describe('from PagerDuty', () => {
  it('acknowledged, and timed out: the owner on the card, a note in Security Hub; then nobody, and a mention', async () => {
    await inPagerDuty(story, 'acknowledge', { user: 'omar' });
    expect(await story.cardText()).toContain('Acknowledged by omar in PagerDuty');
    expect(await hub()).toEqual({ workflow: 'NOTIFIED', note: `Drawbridge case ${story.caseId}: acknowledged by omar in PagerDuty` });
    await inPagerDuty(story, 'unacknowledge', {});
    expect(await story.cardText()).not.toContain('Acknowledged');
    expect(await thread()).toMatch(/The acknowledgement in PagerDuty has expired.*<@U0OMAR>/);
    expect((await incident(story)).status).toBe('triggered');
  });

  it.each<[string, Json, RegExp, string]>([
    ['escalate', { user: 'omar' }, /omar in PagerDuty escalated: now <@U0LI> \(L2\)/, 'paged @li (L2)'],
    ['reassign', { user: 'omar', to: ['mia'] }, /omar in PagerDuty reassigned it to <@U0MIA> \(L3\)/, 'paged @mia (L3)'],
  ])('%s: whoever is asked now is mentioned and on the card', async (verb, body, line, card) => {
    await inPagerDuty(story, verb, body);
    expect(await thread()).toMatch(line);
    expect(await story.cardText()).toContain(card);
  });

  it('a note: a line of the thread that can do nothing', async () => {
    await inPagerDuty(story, 'note', { user: 'omar', content: '<!channel> https://evil.example.com *now*' });
    expect(await thread()).toContain('omar in PagerDuty noted: “<​!channel>');
    expect((await incident(story)).notes).toHaveLength(1);
  });

  it('a priority: on the card', async () => {
    await inPagerDuty(story, 'priority', { user: 'omar', priority: 'P1' });
    expect(await story.cardText()).toContain('P1');
  });

  it('resolved by a person: asked here, and Security Hub hears nothing of it before the answer', async () => {
    const before = await hubWrites();
    await inPagerDuty(story, 'resolve', { user: 'omar' });
    expect(await story.cardText()).toMatch(/\[Mark resolved\] \[Keep open\].*Closed in PagerDuty\* by @omar /s);
    expect(await hubWrites()).toEqual(before);
    await resolveInSlack();
    expect(await hub()).toMatchObject({ workflow: 'RESOLVED' });
    expect(await incident(story)).toMatchObject({ status: 'resolved' });
  });

  it('resolved by nobody: triggered again while the finding is ACTIVE', async () => {
    await inPagerDuty(story, 'resolve-by-itself', {});
    await story.advance(10);
    expect((await incidents(story)).map(({ status }) => status).sort()).toEqual(['resolved', 'triggered']);
    expect(await thread()).toContain('which settles nothing');
  });

  it('merged: the case follows the other incident, and nothing is settled or paged again', async () => {
    const first = await incident(story);
    const other = story.caseId;
    await story.raise(leakedKey({ id: 'f2', user: 'deployer', keyId: 'AKIA2DRAWBRIDGE00002' }));
    await story.advance(20);
    expect(story.caseId).not.toBe(other);
    const second = await incidents(story);
    const into = second.find(({ id }) => id !== first.id);
    await inPagerDuty(story, 'merge', { user: 'omar', incident: first.id, into: into?.id ?? '' });
    story.caseId = other;
    expect(await thread()).toMatch(/omar in PagerDuty merged the incident into another one/);
    expect(await story.cardText()).toContain(`/incidents/${into?.id}`);
    expect(await story.cardText()).not.toContain('Closed in PagerDuty');
    expect((await incidents(story)).filter(({ status }) => status === 'triggered')).toHaveLength(1);
  });

  it('reopened: open here as well', async () => {
    await resolveInSlack();
    await inPagerDuty(story, 'reopen', { user: 'omar' });
    expect(await story.cardText()).not.toContain('Resolved by');
    expect(await hub()).toMatchObject({ workflow: 'NEW' });
    expect(await paged(story)).toMatchObject({ status: 'triggered' });
    expect(await incidents(story)).toHaveLength(1);
  });
});
