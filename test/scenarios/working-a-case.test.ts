/** People work a case, from outside: shown on the card, told in the thread, kept in the log, written back to Security Hub; and the other way round. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTickHandler } from '../../handlers/tick.ts';
import { hubCopy, imported, leakedKey } from './events.ts';
import { kinds } from './key-story.ts';
import { type Json, START, type Story, startStory } from './sandbox.ts';

const [ana, omar] = ['U0ANA', 'U0OMAR'] as const;

// A day of ticks takes its time on a busy machine.
vi.setConfig({ testTimeout: 300_000 });

let story: Story;
beforeEach(async () => {
  story = await startStory();
  await story.raise(imported(hubCopy()));
});
afterEach(() => story.close());

interface HubFinding {
  Workflow: { Status: string };
  Note?: { Text: string; UpdatedBy: string };
}

async function hub(): Promise<{ status: string; note: string; by: string | undefined }> {
  const { hub: held } = await story.get<{ hub: { findings: HubFinding[] } }>('/aws/state');
  const [finding] = held.findings;
  if (!finding) throw new Error('Security Hub holds no finding');
  return { status: finding.Workflow.Status, note: finding.Note?.Text ?? '', by: finding.Note?.UpdatedBy };
}

/** Opens a form from the list of all actions and sends it. */
async function work(user: string, verb: string, values: Record<string, string>): Promise<void> {
  await story.click(user, 'more', `all:${story.caseId}`);
  await story.press(user, verb);
  await story.submit(user, values);
  await story.advance(6);
}

const lastLine = async () => (await story.thread()).at(-1);
const newest = async (kind: string) => (await story.log()).findLast((event) => event.kind === kind);

/** A later copy of the finding, changed as people or products change it. */
const later = (minutes: number, changes: Json) =>
  imported(hubCopy({}, { UpdatedAt: new Date(START + minutes * 60_000).toISOString(), ...changes }));

describe('working a case', () => {
  it('from the first look to the end and back', async () => {
    await story.click(ana, 'acknowledge');
    await story.advance(6);
    expect(await story.cardText()).toContain('Acknowledged by @ana');
    expect(await hub()).toMatchObject({
      status: 'NOTIFIED',
      note: `Drawbridge case ${story.caseId}: acknowledged by ana`,
      by: 'drawbridge',
    });
    expect((await newest('acknowledged'))?.actor).toMatchObject({ kind: 'person', id: ana, team: 'T0DRAWBRIDGE' });

    await work(ana, 'assign', { assignee: omar });
    expect(await story.cardText()).toContain('assigned to @omar');
    expect((await hub()).note).toContain('assigned to omar');

    await work(omar, 'note', { text: 'seen from the office too' });
    expect(await story.cardText()).toContain('Note by @omar: “seen from the office too”');
    expect((await hub()).note).toContain('note by omar: seen from the office too');

    await work(omar, 'resolve', { code: 'false-positive', reason: 'our own scanner' });
    expect(await story.cardText()).toMatch(/✔ Resolved by @omar .* as false positive: “our own scanner”/);
    expect(await hub()).toMatchObject({
      status: 'RESOLVED',
      note: expect.stringContaining('resolved by omar (false-positive): our own scanner'),
    });

    await story.click(ana, 'reopen');
    await story.submit(ana, { reason: 'the scanner was off' });
    await story.advance(6);
    expect(await story.cardText()).not.toContain('✔ Resolved');
    expect((await hub()).status).not.toBe('RESOLVED');
    await expect(await story.transcript()).toMatchFileSnapshot('../golden/scenarios/working-a-case.txt');
    expect(await story.cards()).toHaveLength(1);
    expect(await kinds(story)).not.toContain('console-edited');
  });

  it('a second acknowledgement is told who was first', async () => {
    await story.click(ana, 'acknowledge');
    await story.click(omar, 'acknowledge').catch(() => undefined);
    await story.click(omar, 'more', `all:${story.caseId}`);
    expect(await story.viewText(omar)).not.toContain('[Acknowledge]');
    expect((await kinds(story)).filter((kind) => kind === 'acknowledged')).toHaveLength(1);
  });

  it('snoozed, and awake again when its time is over', async () => {
    await work(ana, 'snooze', { until: '1h', reason: 'waiting for the owner' });
    expect(await story.cardText()).toMatch(/Snoozed by @ana until .*: “waiting for the owner”/);
    await story.advance(3720);
    expect(await story.cardText()).not.toContain('Snoozed');
    expect(await newest('woke')).toMatchObject({ data: { because: 'the snooze is over' } });
    expect((await story.thread()).join('\n')).toMatch(/snooze is over/i);
  });

  it('suppressed by an approver, and back when that ends', async () => {
    await work(omar, 'suppress', { until: '1d', reason: 'a drill this week' });
    expect(await story.cardText()).toMatch(/Suppressed by @omar until .*: “a drill this week”/);
    expect((await hub()).status).toBe('SUPPRESSED');
    // A day without a tick: the next one catches up.
    story.sandbox.bot.close();
    await story.advance(86_400);
    await createTickHandler(story.sandbox.bot.services)();
    await story.advance(10);
    expect(await story.cardText()).not.toContain('Suppressed');
    expect(await newest('suppression-ended')).toBeTruthy();
    expect((await hub()).status).not.toBe('SUPPRESSED');
  });

  it.each([
    ['note', { text: ' ' }],
    ['snooze', { until: '1h', reason: 'x' }],
    ['resolve', { code: 'fixed', reason: '  ' }],
  ])('%s without words is shown what is missing', async (verb, values) => {
    await story.click(ana, 'more', `all:${story.caseId}`);
    await story.press(ana, verb);
    const { body } = await story.submit(ana, values as unknown as Record<string, string>);
    expect(body.response_action).toBe('errors');
    expect(Object.keys(body.errors as object)).toHaveLength(1);
    expect(await kinds(story)).toEqual(['case-opened', 'enriched', 'paged', 'page-verified']);
  });
});

describe('a snoozed case of a lower tier', () => {
  it('is awake again when its tier rises', async () => {
    const staging = { account: '333344445555', keyId: 'AKIA2DRAWBRIDGE00021', user: 'site-builder', id: 'f9' };
    const [row] = await story.raise(leakedKey({ ...staging, severity: 5 }));
    expect(row?.tier).toBe(2);
    await work(ana, 'snooze', { until: '7d', reason: 'waiting for the owner' });
    expect(await story.cardText()).toContain('Snoozed');
    const [again] = await story.raise(leakedKey({ ...staging, severity: 9, id: 'f10' }));
    expect(again).toMatchObject({ caseId: row?.caseId, tier: 3 });
    expect(await story.cardText()).not.toContain('Snoozed');
  });
});

describe('the Security Hub console', () => {
  it('the echo of our own write is no news', async () => {
    await story.click(ana, 'acknowledge');
    await story.advance(60);
    const outcomes = await story.get<{ reason?: string }[]>('/_control/outcomes');
    expect(outcomes.map(({ reason }) => reason)).toContain('our own update to Security Hub coming back');
    expect(await kinds(story)).toEqual(['case-opened', 'enriched', 'paged', 'page-verified', 'acknowledged', 'alert-told']);
  });

  it.each([
    ['RESOLVED', 'fixed in the pipeline', /✔ Resolved/],
    ['SUPPRESSED', 'known test account', /[Ss]uppressed/],
  ])('a person sets %s with a note: recorded as theirs', async (status, text, words) => {
    const edit = {
      Workflow: { Status: status },
      Note: { Text: text, UpdatedBy: 'maria@acme.example', UpdatedAt: new Date(START + 60_000).toISOString() },
    };
    await story.put('/aws/state', { hub: { findings: [hubCopy({}, edit)] } });
    await story.raise(later(1, edit));
    await story.advance(6);
    expect(await newest('console-edited')).toMatchObject({
      actor: { kind: 'console' },
      data: { workflow: status, note: text, by: 'maria@acme.example' },
    });
    expect(await story.cardText()).toMatch(words);
    expect(await lastLine()).toMatch(new RegExp(text));
    // Theirs stands: it is not written over.
    await story.advance(120);
    expect(await hub()).toMatchObject({ status, note: text });
  });
});
