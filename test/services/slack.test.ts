/** Slack's Web API as the bot uses it, against the fake over HTTP: pauses, refusals, silence, limits, and finding a post again. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPayload } from '../../blocks/limits.ts';
import { createLog } from '../../src/services/log.ts';
import { createSlack, type Message, type Slack, SlackPause, SlackRefusal } from '../../src/services/slack.ts';
import { modal, openWorkspace, section, type Workspace } from '../infra/slack/workspace.ts';

const CASE = 'K7F3Q2MX';
let space: Workspace;
let slack: Slack;
let lines: string[];
beforeEach(async () => {
  space = await openWorkspace();
  lines = [];
  const apiUrl = `${space.slack.state.options.baseUrl()}/slack/api/`;
  slack = createSlack({ token: 'xoxb-test', apiUrl, log: createLog((line) => lines.push(line)), check: checkPayload });
});
afterEach(() => space.close());

const message = (text = 'a case'): Message => ({ text, blocks: [section(text)] as Message['blocks'] });
const mark = (line?: number) => ({ caseId: CASE, ...(line !== undefined && { line }) });
const shown = () => space.slack.state.channels.get('C1')?.messages ?? [];
const since = () => space.clock.now();
async function failure(work: Promise<unknown>): Promise<Error> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('it did not fail');
  return error;
}

describe('a message', () => {
  it('is posted with its mark, updated in place, and its thread answers it', async () => {
    const ts = await slack.post('C1', message(), mark());
    await slack.update('C1', ts, message('news'), mark());
    await slack.post('C1', message('a line'), mark(3), { ts, broadcast: false });
    await slack.post('C1', message('told to all'), mark(4), { ts, broadcast: true });
    expect(shown().map(({ text, subtype }) => [text, subtype])).toEqual([
      ['news', undefined],
      ['a line', undefined],
      ['told to all', 'thread_broadcast'],
    ]);
    expect(
      shown()
        .slice(1)
        .map((line) => line.thread_ts),
    ).toEqual([ts, ts]);
    expect(shown()[0]?.metadata).toEqual({ event_type: 'drawbridge_case', event_payload: { case: CASE } });
    expect(shown()[1]?.metadata).toEqual({ event_type: 'drawbridge_case', event_payload: { case: CASE, line: 3 } });
  });

  it('beyond the limits goes out as its text, and the log says so', async () => {
    const blocks = Array.from({ length: 51 }, () => section('x')) as Message['blocks'];
    await slack.post('C1', { text: 'the important words', blocks }, mark());
    expect(shown()[0]).toMatchObject({
      text: 'the important words',
      blocks: [{ type: 'section', text: { type: 'plain_text', text: 'the important words' } }],
    });
    expect(lines.map((line) => (JSON.parse(line) as { message: string }).message)).toEqual(['a message breaks the limits of Slack']);
    await slack.ephemeral('C1', 'UANA', { text: 'y'.repeat(50_000), blocks });
    expect(space.slack.state.ephemeral[0]?.text).toHaveLength(2900);
  });

  it('for one person only is seen by that person', async () => {
    await slack.ephemeral('C1', 'UANA', message('only you'));
    expect((await space.get('/slack/ephemeral/ana')).body.messages).toMatchObject([{ text: 'only you' }]);
    expect((await space.get('/slack/ephemeral/omar')).body.messages).toEqual([]);
  });
});

describe('trouble', () => {
  it('a rate limit is a pause of that method, with its seconds', async () => {
    for (const text of ['a', 'b', 'c']) await slack.post('C1', message(text), mark());
    const error = await failure(slack.post('C1', message('d'), mark()));
    expect(error).toBeInstanceOf(SlackPause);
    expect(error).toMatchObject({ method: 'chat.postMessage', seconds: 1 });
    space.slack.fault('429', 1);
    expect(await failure(slack.user('UANA'))).toMatchObject({ name: 'SlackPause', method: 'users.info', seconds: 3 });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an unknown channel', () => slack.post('C404', message(), mark()), 'channel_not_found'],
    ['a private channel that the bot cannot see', () => slack.post('C2', message(), mark()), 'channel_not_found'],
    ['a message that is not there', () => slack.update('C1', '1.000001', message(), mark()), 'message_not_found'],
    ['a trigger nobody gave', () => slack.openView('1.2.3', modal() as never), 'invalid_trigger_id'],
    ['a view that is gone', () => slack.updateView({ viewId: 'V404' }, modal() as never), 'not_found'],
  ])('%s is a refusal with Slack’s code', async (_, call, code) => {
    const error = await failure(call());
    expect(error).toBeInstanceOf(SlackRefusal);
    expect(error).toMatchObject({ code });
  });

  it.each(['5xx', 'reset', 'lost-answer'] as const)('%s is no answer, and nothing is tried twice', async (mode) => {
    space.slack.fault(mode, 1);
    const error = await failure(slack.post('C1', message(), mark()));
    expect(error).not.toBeInstanceOf(SlackRefusal);
    expect(error.message).toBe('Slack did not answer chat.postMessage');
    expect(space.slack.state.log.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(1);
  });
});

describe('finding a post again', () => {
  it('whose answer was lost, by its mark', async () => {
    const began = since();
    space.slack.fault('lost-answer', 1, 'chat.postMessage');
    await failure(slack.post('C1', message(), mark()));
    expect(await slack.find('C1', mark(), began)).toBe(shown()[0]?.ts);
    expect(await slack.find('C1', { caseId: 'OTHER123' }, began)).toBeUndefined();
  });

  it('tells the case’s own message from its lines, and one line from another', async () => {
    const ts = await slack.post('C1', message(), mark());
    const line = await slack.post('C1', message('line'), mark(7), { ts, broadcast: false });
    expect(await slack.find('C1', mark(), since())).toBe(ts);
    expect(await slack.find('C1', mark(7), since(), ts)).toBe(line);
    expect(await slack.find('C1', mark(8), since(), ts)).toBeUndefined();
  });

  it('not what was posted before that time', async () => {
    await slack.post('C1', message(), mark());
    await space.clock.advance(3600);
    expect(await slack.find('C1', mark(), since())).toBeUndefined();
  });

  it('behind hundreds of other messages', async () => {
    const began = since();
    const ts = await slack.post('C1', message(), mark());
    const line = await slack.post('C1', message('line'), mark(7), { ts, broadcast: false });
    const others = shown()[0];
    for (let count = 0; count < 250; count += 1) await space.act('message', { channel: 'C1', user: 'ana', text: `talk ${count}` });
    expect(shown().length, 'people talked').toBe(252);
    expect(await slack.find('C1', mark(), began)).toBe(others?.ts);
    expect(await slack.find('C1', mark(7), began, ts)).toBe(line);
  });
});

describe('modals', () => {
  it('are opened with a trigger and updated by either id', async () => {
    const view = modal({ external_id: 'mine' }) as never;
    const id = await slack.openView(space.slack.state.issueTrigger('UANA'), view);
    const current = async () => (await space.get('/slack/view/ana')).body.view as { id: string; title: { text: string } };
    expect(await current()).toMatchObject({ id });
    const titled = (text: string) => modal({ external_id: 'mine', title: { type: 'plain_text', text } }) as never;
    await slack.updateView({ viewId: id }, titled('One'));
    expect((await current()).title.text).toBe('One');
    await slack.updateView({ externalId: 'mine' }, titled('Two'));
    expect((await current()).title.text).toBe('Two');
  });
});

describe('people', () => {
  const plain = { team: 'T1', guest: false, bot: false, stranger: false, deleted: false };
  it.each([
    ['UANA', { ...plain, name: 'ana', email: 'ana@example.com' }],
    ['UGUEST', { ...plain, name: 'gus', email: 'gus@example.com', guest: true }],
    ['UGONE', { ...plain, name: 'gone', email: 'gone@example.com', deleted: true }],
    ['USTRANGER', { ...plain, name: 'sam', team: 'T2', stranger: true }],
    ['U0DRAWBRIDGE', { ...plain, name: 'drawbridge', bot: true }],
  ])('%s', async (id, expected) => expect(await slack.user(id)).toEqual({ id, ...expected }));

  it('are found by their address, whatever its letters, in our own workspace', async () => {
    expect(await slack.userByEmail('ANA@example.com')).toMatchObject({ id: 'UANA', email: 'ana@example.com' });
    expect(await slack.userByEmail('nobody@example.com')).toBeUndefined();
  });

  it('and channels: what the bot may read of them', async () => {
    expect(await slack.channel('C1')).toMatchObject({ id: 'C1', archived: false, member: true });
    expect(await slack.channel('C404')).toBeUndefined();
    expect(await slack.grant()).toMatchObject({ team: 'T1' });
  });

  it('nobody knows are nobody, and groups have members', async () => {
    expect(await slack.user('UNOBODY')).toBeUndefined();
    expect(await slack.groupMembers('S1')).toEqual(['UOMAR']);
  });
});
