/** What people do in the fake Slack reaches the bot signed and shaped as Slack sends it, and they see what came of it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { json } from '../../../infra/local/http.ts';
import { card, isSigned, type Json, modal, openWorkspace, section, type Workspace, words } from './workspace.ts';

let space: Workspace;
let ts: string;
beforeEach(async () => {
  space = await openWorkspace();
  ts = (
    await space.call('chat.postMessage', { channel: 'C1', text: 'A card', blocks: card, metadata: { event_type: 'a', event_payload: {} } })
  ).body.ts;
});
afterEach(() => space.close());

const click = (action: Json, more: Json = {}) =>
  space.act('interact', { channel: 'security', messageTs: ts, user: 'ana', action, ...more });
const ephemeral = async (who = 'ana') => (await space.get(`/slack/ephemeral/${who}`)).body.messages;

describe('a click', () => {
  it('arrives signed, as a form, with everything a handler needs', async () => {
    const { body } = await click({ action_id: 'isolate_instance' });
    expect(body).toMatchObject({ ok: true, status: 200, acknowledged: true });
    const [heard] = space.heard;
    if (!heard) throw new Error('the bot heard nothing');
    expect(isSigned(heard.request)).toBe(true);
    expect(heard.request.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(heard.payload).toMatchObject({
      type: 'block_actions',
      user: { id: 'UANA', username: 'ana', name: 'ana', team_id: 'T1' },
      team: { id: 'T1', domain: 'acme-bank' },
      api_app_id: 'A0DRAWBRIDGE',
      container: { type: 'message', message_ts: ts, channel_id: 'C1', is_ephemeral: false },
      channel: { id: 'C1', name: 'security' },
      message: { ts, text: 'A card' },
      actions: [{ type: 'button', action_id: 'isolate_instance', block_id: 'do', value: '43' }],
    });
    expect(heard.payload.message.pings).toBeUndefined();
    expect(heard.payload.trigger_id).toMatch(/^\d+\.\d+\.[0-9a-f]+$/);
  });

  it('finds a verb among the overflow options', async () => {
    await click({ action_id: 'assign' });
    await click({ action_id: 'note', value: '42' });
    await click({ action_id: 'more', value: 'note:42' });
    const actions = space.heard.map(({ payload }) => payload.actions[0]);
    expect(actions.map((action) => action.selected_option.value)).toEqual(['assign:42', 'note:42', 'note:42']);
    expect(actions[0]).toMatchObject({ type: 'overflow', action_id: 'more', block_id: 'head' });
  });

  const absent: [string, Json, Json][] = [
    ['an action that is not there', { action_id: 'undo' }, {}],
    ['a value that is not there', { action_id: 'acknowledge', value: '41' }, {}],
    ['a message that is not there', { action_id: 'acknowledge' }, { messageTs: '1.000000' }],
    ['a person who is not there', { action_id: 'acknowledge' }, { user: 'nobody' }],
    ['a view that is not open', { action_id: 'acknowledge' }, { view: true }],
  ];
  it.each(absent)('%s is 404', async (_name, action, more) => {
    const { status, body } = await click(action, more);
    expect(status).toBe(404);
    expect(body.ok).toBe(false);
    expect(space.heard).toEqual([]);
  });

  it('lists what is there instead', async () => {
    expect((await click({ action_id: 'undo' })).body.available).toEqual(['assign:42', 'note:42', 'acknowledge', 'isolate_instance']);
  });

  it('works in threads and on ephemeral messages', async () => {
    const reply = (await space.call('chat.postMessage', { channel: 'C1', text: 'r', blocks: card, thread_ts: ts })).body.ts;
    await click({ action_id: 'acknowledge' }, { messageTs: reply });
    const own = (await space.call('chat.postEphemeral', { channel: 'C1', user: 'UANA', text: 'e', blocks: card })).body.message_ts;
    await click({ action_id: 'acknowledge' }, { messageTs: own });
    expect((await click({ action_id: 'acknowledge' }, { messageTs: own, user: 'omar' })).status).toBe(404);
    expect(space.heard.map(({ payload }) => payload.container)).toEqual([
      { type: 'message', message_ts: reply, channel_id: 'C1', is_ephemeral: false, thread_ts: ts },
      { type: 'message', message_ts: own, channel_id: 'C1', is_ephemeral: true },
    ]);
  });

  it('says which team a stranger is from', async () => {
    await click({ action_id: 'acknowledge' }, { user: 'sam' });
    expect(space.heard[0]?.payload).toMatchObject({ user: { id: 'USTRANGER', team_id: 'T2' }, team: { id: 'T1' } });
  });

  it('shows an error to the person when the bot fails', async () => {
    space.bot.answer = () => ({ status: 503 });
    expect((await click({ action_id: 'acknowledge' })).body).toMatchObject({ ok: true, status: 503, acknowledged: false });
    expect(await ephemeral()).toMatchObject([{ kind: 'slack-error', channel: 'C1' }]);
  });

  it('gives up after three seconds', async () => {
    space.bot.answer = () => new Promise(() => {});
    const { body } = await click({ action_id: 'acknowledge' });
    expect(body).toMatchObject({ status: 0, acknowledged: false });
    expect(body.ms).toBeGreaterThanOrEqual(2900);
    expect(body.ms).toBeLessThan(4000);
    expect(await ephemeral()).toHaveLength(1);
  }, 10_000);
});

describe('a trigger', () => {
  it('opens one modal, once', async () => {
    await click({ action_id: 'acknowledge' });
    const { trigger_id } = space.heard[0]?.payload ?? {};
    const opened = await space.call('views.open', { trigger_id, view: modal({ external_id: 'mine' }) });
    expect(opened.body.view).toMatchObject({ type: 'modal', callback_id: 'plan', state: { values: {} } });
    expect((await space.call('views.open', { trigger_id, view: modal() })).body.error).toBe('exchanged_trigger_id');
    expect((await space.get('/slack/view/ana')).body.view.id).toBe(opened.body.view.id);
    expect((await space.get('/slack/view/omar')).body.view).toBeNull();
  });

  it('dies after three seconds, and a response_url after half an hour', async () => {
    await click({ action_id: 'acknowledge' });
    const { trigger_id, response_url } = space.heard[0]?.payload ?? {};
    const later = space.clock.wall() + 3_500;
    const wall = vi.spyOn(space.clock, 'wall').mockReturnValue(later);
    expect((await space.call('views.open', { trigger_id, view: modal() })).body.error).toBe('expired_trigger_id');
    expect((await space.post(response_url, { text: 'in time' })).status).toBe(200);
    wall.mockReturnValue(later + 30 * 60_000);
    expect(await space.post(response_url, { text: 'late' })).toMatchObject({ status: 404, body: { error: 'expired_url' } });
  });

  it('is not spent on a view that Slack refuses', async () => {
    await click({ action_id: 'acknowledge' });
    const { trigger_id } = space.heard[0]?.payload ?? {};
    const long = modal({ title: words('x'.repeat(25)) });
    expect((await space.call('views.open', { trigger_id, view: long })).body.error).toBe('invalid_arguments');
    expect((await space.call('views.open', { trigger_id, view: modal() })).body.ok).toBe(true);
  });
});

describe('a response_url', () => {
  const url = () => space.heard.at(-1)?.payload.response_url as string;

  it('answers the person, or everyone, five times', async () => {
    await click({ action_id: 'acknowledge' });
    for (const text of ['1', '2', '3']) expect((await space.post(url(), { text })).status).toBe(200);
    expect((await space.post(url(), { text: 'all', response_type: 'in_channel' })).status).toBe(200);
    expect((await space.post(url(), { blocks: [{ type: 'toaster' }] })).status).toBe(400);
    expect(await space.post(url(), { text: '6' })).toMatchObject({ status: 404, body: { error: 'used_url' } });
    expect((await ephemeral()).map((message: Json) => message.text)).toEqual(['1', '2', '3']);
    expect((await space.get('/slack/messages/C1')).body.messages).toHaveLength(2);
  });

  it('replaces and removes the ephemeral message it came from', async () => {
    const own = (await space.call('chat.postEphemeral', { channel: 'C1', user: 'UANA', text: 'e', blocks: card })).body.message_ts;
    await click({ action_id: 'acknowledge' }, { messageTs: own });
    await space.post(url(), { replace_original: true, text: 'done', blocks: [section('done')] });
    expect(await ephemeral()).toMatchObject([{ text: 'done', ts: own }]);
    await space.post(url(), { delete_original: true });
    expect(await ephemeral()).toEqual([]);
  });

  it('replaces the message everyone sees', async () => {
    await click({ action_id: 'acknowledge' });
    await space.post(url(), { replace_original: true, text: 'new', blocks: [section('new')] });
    expect((await space.get('/slack/messages/C1')).body.messages).toMatchObject([{ ts, text: 'new' }]);
  });
});

describe('other things people do', () => {
  it('a command arrives signed and may answer in its acknowledgement', async () => {
    space.bot.answer = () => json(200, { text: 'Here is help' });
    const { body } = await space.act('command', { channel: 'C1', user: 'ana', command: '/drawbridge', text: 'help' });
    expect(body).toMatchObject({ ok: true, acknowledged: true });
    const [heard] = space.heard;
    expect(heard && isSigned(heard.request)).toBe(true);
    expect(heard?.payload).toMatchObject({ command: '/drawbridge', text: 'help', user_id: 'UANA', channel_id: 'C1', team_id: 'T1' });
    expect(await ephemeral()).toMatchObject([{ kind: 'ephemeral', text: 'Here is help' }]);
  });

  it('opening the Home tab is an event, and the tab is what the bot published', async () => {
    await space.act('open-home', { user: 'ana' });
    expect(space.heard[0]?.payload).toMatchObject({
      type: 'event_callback',
      team_id: 'T1',
      event: { type: 'app_home_opened', user: 'UANA', tab: 'home' },
    });
    await space.call('views.publish', { user_id: 'UANA', view: { type: 'home', blocks: card } });
    expect((await space.get('/slack/view/ana')).body).toMatchObject({ view: null, home: { type: 'home' } });
    await space.act('interact', { user: 'ana', action: { action_id: 'acknowledge' } });
    expect(space.heard[1]?.payload).toMatchObject({ container: { type: 'view' }, view: { type: 'home' } });
  });

  it('a message is an event only when it mentions the bot', async () => {
    expect((await space.act('message', { channel: 'C1', user: 'ana', text: 'hello' })).body.status).toBeUndefined();
    await space.act('message', { channel: 'C1', user: 'ana', text: '@drawbridge status', thread_ts: ts });
    expect(space.heard.map(({ payload }) => payload.event)).toMatchObject([
      { type: 'app_mention', user: 'UANA', text: '<@U0DRAWBRIDGE> status', thread_ts: ts, channel: 'C1' },
    ]);
  });

  it('refuses a body that is no object', async () => {
    expect((await space.post(`${space.slack.state.options.baseUrl()}/slack/_control/interact`, [] as unknown as Json)).status).toBe(400);
  });
});
