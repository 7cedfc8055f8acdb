/** /sechub over the signed door: every verb does what its button does, and says so to one person alone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verbWords } from '../../src/domain/command/verbs.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { closeModal, command } from './command-story.ts';
import { leakedKey } from './events.ts';
import { ask, because, keyStatus, kinds } from './key-story.ts';
import { type Json, type Story, startStory } from './sandbox.ts';

let story: Story;
const say = (user: string, text: string, channel?: string) => command(story, user, text.replaceAll('ID', story.caseId), channel);

describe('words that work a case', () => {
  beforeEach(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterEach(() => story.close());

  it.each([
    ['ack ID', 'acknowledged', {}],
    ['ack latest', 'acknowledged', {}],
    ['assign ID me', 'assigned', { to: { id: 'U0ANA', name: 'ana' } }],
    ['assign ID @omar', 'assigned', { to: { id: 'U0OMAR', name: 'omar' } }],
    ['assign ID oncall', 'assigned', { to: { id: 'U0OMAR', name: 'omar' } }],
    ['note ID “looks like ours” & not <theirs>', 'noted', { text: 'looks like ours & not <theirs>' }],
    ['snooze ID 90m --reason "patching CHG123"', 'snoozed', { reason: 'patching CHG123', until: Date.UTC(2026, 10, 20, 4, 30) }],
    ['resolve ID --as false-positive --reason "our own scanner"', 'resolved', { code: 'false-positive', text: 'our own scanner' }],
  ])('%s', async (text, kind, data) => {
    const { told } = await say('U0ANA', text);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^Case ${story.caseId} `))]);
    const event = (await story.log()).find((each) => each.kind === kind);
    expect(event?.actor).toMatchObject({ kind: 'person', id: 'U0ANA' });
    if (kind === 'snoozed') expect(Math.abs(Number(event?.data.until) - Number((data as Json).until))).toBeLessThan(120_000);
    else expect(event?.data).toMatchObject(data);
    expect(await story.view('U0ANA')).toBeUndefined();
  });
});

describe('words that change nothing by themselves', () => {
  beforeAll(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterAll(() => story.close());

  it.each([
    ['suppress ID 30d --reason "accepted"', /You cannot suppress cases in prod-payments/],
    ['snooze ID 4h --reason "x"', /Please write at least 3 characters/],
    ['snooze ID 4h --raeson "patching"', /Did you mean `--reason`\?|Did you mean --reason\?/],
    ['assign ID nobody-we-know', /I do not know a person called “nobody-we-know”/],
    ['reopen ID --reason "not over"', /the case is open/],
    ['ack ZZZZZZZZ', /There is no case ZZZZZZZZ/],
    ['ack https://acme.slack.com/archives/C0PAYMENTS/p1795000000000100', /That message is not about a case/],
    ['approve ID', /You cannot approve responses/],
    ['cancel ID', /Nothing waits for a decision in case/],
    ['undo ID', /There is nothing to undo in case/],
    ['isolate ID', /Isolate instance is not possible/],
    ['show K7F3Q2M', /is no case id/],
    ['reslove ID', /Did you mean `resolve`\?/],
  ])('%s changes nothing and says why', async (text, words) => {
    const before = await kinds(story);
    const { told } = await say('U0ANA', text);
    expect(told).toEqual([expect.stringMatching(words)]);
    expect((await kinds(story)).filter((kind) => !/page|alert/.test(kind))).toEqual(before.filter((kind) => !/page|alert/.test(kind)));
  });

  it.each([
    'note ID',
    'snooze ID',
    'snooze ID 4h',
    'resolve ID',
    'assign ID',
    'respond ID',
    'audit ID',
    'disable-keys ID',
    'quarantine-user ID',
  ])('%s opens the window that the button opens', async (text) => {
    const { told } = await say('U0ANA', text);
    expect(told).toEqual([]);
    const byWords = await story.view('U0ANA');
    await closeModal(story, 'U0ANA');
    const control = verbWords(playbookIds).find(({ name }) => name === text.split(' ')[0])?.control ?? '';
    if (playbookIds.includes(control) || control === 'respond') await story.click('U0ANA', control);
    else {
      await story.click('U0ANA', 'more', `all:${story.caseId}`);
      await story.press('U0ANA', control);
    }
    expect(byWords?.callback_id).toBe(control);
    expect((await story.view('U0ANA'))?.callback_id).toBe(control);
    await closeModal(story, 'U0ANA');
  });
});

describe('words that decide', () => {
  beforeEach(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterEach(() => story.close());

  it('a response by words: the same plan, the same second person, the same undo', async () => {
    await say('U0ANA', 'disable-keys ID');
    await story.submit('U0ANA', because);
    expect(await kinds(story)).toContain('response-asked');
    expect((await say('U0ANA', 'list approvals')).told[0]).toBe('No open case fits.');
    expect((await say('U0OMAR', 'list approvals')).told[0]).toMatch(/1 open case\*\n.*waits for a decision/s);
    await closeModal(story, 'U0ANA');
    expect((await say('U0ANA', 'approve ID')).told[0]).toMatch(/You cannot approve/);
    await say('U0OMAR', 'approve latest');
    await story.submit('U0OMAR', { comment: 'agreed' });
    await story.advance(310);
    expect(await keyStatus(story)).toBe('Inactive');
    await say('U0ANA', 'undo ID');
    await story.submit('U0ANA', because);
    expect((await say('U0OMAR', 'deny ID --reason "leave it off"')).told).toEqual([
      `Case ${story.caseId} answered: no. What was asked for there does not run.`,
    ]);
    await story.advance(20);
    expect(await keyStatus(story)).toBe('Inactive');
  });

  it('what was asked for is taken back by who asked', async () => {
    await ask(story, 'U0ANA');
    expect((await say('U0ANA', 'cancel ID')).told[0]).toMatch(/cancelled: what was asked for there does not run/);
    expect((await story.log()).at(-1)?.kind).not.toBe('response-asked');
    expect(await kinds(story)).toContain('response-cancelled');
  });

  it('stop and start need no case; starting again takes two', async () => {
    expect((await say('U0ZED', 'stop everything --reason "for fun"')).told[0]).toMatch(/You cannot ask for responses/);
    expect((await say('U0ANA', 'stop account prod-paymnts --reason "wrong hosts"')).told[0]).toMatch(
      /There is nothing called “account prod-paymnts”/,
    );
    expect((await say('U0ANA', 'stop account prod-payments --reason "wrong hosts"')).told[0]).toMatch(
      /Nothing runs any more in account prod-payments/,
    );
    expect((await say('U0ANA', 'status')).told[0]).toMatch(/\*Stopped:\* account prod-payments/);
    await say('U0ANA', 'disable-keys ID');
    expect(await story.viewText('U0ANA')).toMatch(/@ana stopped account/);
    await closeModal(story, 'U0ANA');
    expect((await say('U0ANA', 'start account prod-payments --reason "found it"')).told[0]).toMatch(/Somebody else has to ask/);
    expect((await say('U0ANA', 'start account prod-payments --reason "found it"')).told[0]).toMatch(/You asked for it already/);
    expect((await say('U0OMAR', 'start account 111122223333 --reason "agreed"')).told[0]).toMatch(/runs again/);
    await say('U0ANA', 'stop');
    await story.submit('U0ANA', { scope: 'everything', reason: 'all of it' });
    expect((await say('U0OMAR', 'status')).told[0]).toMatch(/\*Stopped:\* everything/);
  });
});

describe('words that only ask', () => {
  beforeAll(async () => {
    story = await startStory();
    await story.raise(leakedKey());
  });
  afterAll(() => story.close());

  it.each([
    ['list', /1 open case\*\n\*HIGH · Access key used from a known bad address\* `\w{8}`\n.* in prod-payments · tier 3/],
    ['list sev:high acct:prod-*', /1 open case/],
    ['list sev:low', /^No open case fits/],
    ['list mine', /^No open case fits/],
    ['list age:>1d', /^No open case fits/],
    ['show latest', /# HIGH · Access key used from a known bad address/],
    ['ID', /# HIGH · Access key used/],
    ['trace ID', /Judged:\* tier 3: active threat, production; environment production/],
    ['route test ID', /✔ \*payments-account\* to payments \(C0PAYMENTS\)/],
    ['status', /Open:\* 1 of tier 3/],
    ['oncall', /1\. oncall-l1\*, until 5 minutes after the asking: @omar/],
    ['oncall leads', /@mia/],
    ['digest day', /security|payments/],
  ])('%s', async (text, words) => {
    expect((await say('U0ANA', text)).told).toEqual([expect.stringMatching(words)]);
  });

  it('by the link to a message of its thread, by its finding’s ARN', async () => {
    const { ts } = await story.card();
    const link = `https://acme.slack.com/archives/C0PAYMENTS/p${ts.replace('.', '')}`;
    expect((await say('U0ANA', `show ${link}`)).told[0]).toMatch(/# HIGH/);
    const [row] = await story.get<{ findingId: string }[]>('/_control/outcomes');
    expect((await say('U0ANA', `show ${String(row?.findingId)}`)).told[0]).toMatch(/# HIGH/);
  });

  it('a message that only claims to be about a case is none', async () => {
    const { sandbox } = story;
    const channel = sandbox.slack.channel('C0SECURITY');
    const post = { channel: 'C0SECURITY', text: 'x', metadata: { event_type: 'drawbridge_case', event_payload: { case: story.caseId } } };
    const answer = await fetch(`${sandbox.address}/slack/api/chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.slack.options.botToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(post),
    });
    const { ts } = (await answer.json()) as { ts: string };
    expect(channel).toBeDefined();
    const link = `https://acme.slack.com/archives/C0SECURITY/p${ts.replace('.', '')}`;
    expect((await say('U0ANA', `show ${link}`)).told[0]).toMatch(/That message is not about a case/);
  });

  it('only with --share others see it, only in channels of policy, without buttons', async () => {
    const seen = async () => (await story.get<{ messages: Json[] }>('/slack/messages/C0PAYMENTS')).messages.length;
    const before = await seen();
    await say('U0ANA', 'list');
    expect(await seen()).toBe(before);
    expect((await say('U0ANA', 'show ID --share')).told).toEqual([]);
    expect(await seen()).toBe(before + 1);
    const { messages } = await story.get<{ messages: Json[] }>('/slack/messages/C0PAYMENTS');
    expect(JSON.stringify(messages.at(-1))).not.toContain('action_id');
    expect(JSON.stringify(messages.at(-1))).toContain(story.caseId);
    expect((await say('U0ANA', 'list --share', 'U0ANA')).told).toEqual([
      expect.stringMatching(/1 open case/),
      expect.stringMatching(/--share works in the channels that policy names/),
    ]);
  });

  it('answers reach people where the bot is no member', async () => {
    expect((await say('U0ANA', 'list', 'U0ANA')).told).toEqual([expect.stringMatching(/1 open case/)]);
  });
});
