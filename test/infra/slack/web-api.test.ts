/** The fake Web API keeps messages, threads and metadata as Slack does, and refuses what Slack refuses. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { card, type Json, modal, mrkdwn, openWorkspace, section, type Workspace } from './workspace.ts';

let space: Workspace;
beforeEach(async () => {
  space = await openWorkspace();
});
afterEach(() => space.close());

async function posted(args: Json = {}): Promise<string> {
  const { body } = await space.call('chat.postMessage', { channel: 'C1', text: 'hello', blocks: card, ...args });
  expect(body.ok).toBe(true);
  await space.clock.advance(1);
  return body.ts;
}
const shown = async (query = '') => (await space.get(`/slack/messages/security${query}`)).body.messages;

describe('refusals', () => {
  const rows: [string, string, Json, string][] = [
    ['a method nobody knows', 'chat.shout', {}, 'unknown_method'],
    ['a message without words', 'chat.postMessage', { channel: 'C1' }, 'no_text'],
    ['empty words', 'chat.postMessage', { channel: 'C1', text: '', blocks: [] }, 'no_text'],
    ['a channel nobody knows', 'chat.postMessage', { channel: 'C9', text: 'x' }, 'channel_not_found'],
    ['a private channel', 'chat.postMessage', { channel: 'C2', text: 'x' }, 'channel_not_found'],
    ['a broken block', 'chat.postMessage', { channel: 'C1', text: 'x', blocks: [{ type: 'toaster' }] }, 'invalid_blocks'],
    ['broken metadata', 'chat.postMessage', { channel: 'C1', text: 'x', metadata: { event_type: 'a' } }, 'invalid_metadata_format'],
    ['a thread nobody started', 'chat.postMessage', { channel: 'C1', text: 'x', thread_ts: '1.000000' }, 'thread_not_found'],
    ['an update of nothing', 'chat.update', { channel: 'C1', ts: '1.000000', text: 'x' }, 'message_not_found'],
    ['a link to nothing', 'chat.getPermalink', { channel: 'C1', message_ts: '1.000000' }, 'message_not_found'],
    ['words only for nobody', 'chat.postEphemeral', { channel: 'C1', user: 'U9', text: 'x' }, 'user_not_in_channel'],
    ['a trigger nobody issued', 'views.open', { trigger_id: '1.2.3', view: modal() }, 'invalid_trigger_id'],
    ['a broken view', 'views.open', { trigger_id: '1.2.3', view: { type: 'modal' } }, 'invalid_arguments'],
    ['an update of a closed view', 'views.update', { view_id: 'V9', view: modal() }, 'not_found'],
    ['a group nobody made', 'usergroups.users.list', { usergroup: 'S9' }, 'no_such_subteam'],
    ['an address nobody has', 'users.lookupByEmail', { email: 'x@example.com' }, 'users_not_found'],
    ['the address of somebody who left', 'users.lookupByEmail', { email: 'gone@example.com' }, 'users_not_found'],
    ['the address of a stranger', 'users.lookupByEmail', { email: 'sam@example.org' }, 'users_not_found'],
    ['a person nobody knows', 'users.info', { user: 'U9' }, 'user_not_found'],
  ];
  it.each(rows)('%s', async (_name, method, args, error) => {
    const answer = await space.call(method, args);
    expect(answer).toMatchObject({ status: 200, body: { ok: false, error } });
  });

  it('names the place in a broken block', async () => {
    const { body } = await space.call('chat.postMessage', { channel: 'C1', blocks: [{ type: 'section', text: mrkdwn('') }] });
    expect(body.response_metadata.messages).toEqual(['[ERROR] must not be empty [json-pointer:/blocks/0/text/text]']);
  });

  it('wants the token', async () => {
    expect((await space.call('auth.test', {}, 'xoxb-other')).body.error).toBe('invalid_auth');
    expect((await space.post(`${space.slack.state.options.baseUrl()}/slack/api/auth.test`, {})).body.error).toBe('not_authed');
  });

  it('refuses to change what the bot did not write', async () => {
    const { body } = await space.act('message', { channel: 'C1', user: 'ana', text: 'mine' });
    expect((await space.call('chat.update', { channel: 'C1', ts: body.ts, text: 'x' })).body.error).toBe('cant_update_message');
    expect((await space.call('chat.delete', { channel: 'C1', ts: body.ts })).body.error).toBe('cant_delete_message');
  });

  it('refuses an update over 4,000 characters', async () => {
    const ts = await posted();
    expect((await space.call('chat.update', { channel: 'C1', ts, text: 'x'.repeat(4001) })).body.error).toBe('msg_too_long');
  });
});

describe('messages', () => {
  it('reads forms with JSON inside, as the official client sends them', async () => {
    const { body } = await space.form('chat.postMessage', { channel: 'C1', text: 'hi', blocks: JSON.stringify([section()]) });
    expect(body.ok).toBe(true);
    expect((await space.form('chat.postMessage', { channel: 'C1', blocks: '{' })).body.error).toBe('invalid_blocks_format');
  });

  it('gives every message of a still clock its own, later ts', async () => {
    const first = (await space.call('chat.postMessage', { channel: 'C1', text: 'a' })).body.ts;
    const second = (await space.call('chat.postMessage', { channel: 'C1', text: 'b' })).body.ts;
    expect(first).toBe('1795168800.000000');
    expect(second).toBe('1795168800.000001');
  });

  it('keeps metadata on an update that does not mention it, and takes it off for {}', async () => {
    const metadata = { event_type: 'case', event_payload: { id: 'A1' } };
    const ts = await posted({ metadata });
    const history = async () => (await space.call('conversations.history', { channel: 'C1', include_all_metadata: true })).body.messages[0];
    await space.call('chat.update', { channel: 'C1', ts, text: 'new', blocks: card });
    expect(await history()).toMatchObject({ text: 'new', metadata });
    expect((await space.call('conversations.history', { channel: 'C1' })).body.messages[0].metadata).toBeUndefined();
    await space.call('chat.update', { channel: 'C1', ts, metadata: {} });
    expect((await history()).metadata).toBeUndefined();
    expect((await history()).blocks).toHaveLength(2);
  });

  it('drops the blocks and marks the message when an update has only text', async () => {
    const ts = await posted();
    await space.call('chat.update', { channel: 'C1', ts, text: 'a', blocks: card });
    expect((await shown())[0].edited).toBeUndefined();
    await space.call('chat.update', { channel: 'C1', ts, text: 'b' });
    const [message] = await shown();
    expect(message.blocks).toBeUndefined();
    expect(message.edited.user).toBe('U0DRAWBRIDGE');
  });

  it('keeps threads apart from the channel, except what is broadcast', async () => {
    const parent = await posted();
    const reply = await posted({ thread_ts: parent });
    const loud = await posted({ thread_ts: parent, reply_broadcast: true });
    expect((await shown()).map((message: Json) => message.ts)).toEqual([parent, loud]);
    expect((await shown(`?thread_ts=${parent}`)).map((message: Json) => message.ts)).toEqual([parent, reply, loud]);
    expect((await shown())[0]).toMatchObject({ reply_count: 2, latest_reply: loud });
    const replies = await space.call('conversations.replies', { channel: 'C1', ts: parent });
    expect(replies.body.messages).toHaveLength(3);
  });

  it('pages through history from the newest, within bounds that leave out the ends', async () => {
    const stamps = [await posted(), await posted(), await posted()];
    const first = (await space.call('conversations.history', { channel: 'C1', limit: 2 })).body;
    expect(first.messages.map((message: Json) => message.ts)).toEqual([stamps[2], stamps[1]]);
    const rest = (await space.call('conversations.history', { channel: 'C1', limit: 2, cursor: first.response_metadata.next_cursor })).body;
    expect(rest).toMatchObject({ has_more: false, messages: [{ ts: stamps[0] }] });
    const after = (await space.call('conversations.history', { channel: 'C1', oldest: stamps[0] })).body.messages;
    expect(after).toHaveLength(2);
  });

  it('shows an ephemeral message to its person only, and lets nobody update it', async () => {
    const { body } = await space.call('chat.postEphemeral', { channel: 'C1', user: 'UANA', text: 'only you' });
    expect((await space.get('/slack/ephemeral/ana')).body.messages).toMatchObject([{ channel: 'C1', text: 'only you', kind: 'ephemeral' }]);
    expect((await space.get('/slack/ephemeral/omar')).body.messages).toEqual([]);
    expect((await space.call('chat.update', { channel: 'C1', ts: body.message_ts, text: 'x' })).body.error).toBe('message_not_found');
  });

  it('links to a message and removes it', async () => {
    const ts = await posted();
    const { body } = await space.call('chat.getPermalink', { channel: 'C1', message_ts: ts });
    expect(body.permalink).toBe(`https://acme-bank.slack.com/archives/C1/p${ts.replace('.', '')}`);
    await space.call('chat.delete', { channel: 'C1', ts });
    expect(await shown()).toEqual([]);
  });
});

describe('pings', () => {
  const rows: [string, Json, string[]][] = [
    ['escaped text', { text: '&lt;!channel&gt;', parse: 'none', blocks: [section('&lt;!here&gt; @everyone')] }, []],
    ['a broadcast in mrkdwn', { text: 'x', blocks: [section('<!channel>')] }, ['channel']],
    ['a bare @here without verbatim', { text: 'x', blocks: [{ type: 'section', text: mrkdwn('hi @here', false) }] }, ['here']],
    ['a bare @here in plain text', { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: '@here <!channel>' } }] }, []],
    ['bare text with parse none', { text: '@everyone look', parse: 'none' }, []],
    ['bare text', { text: '@everyone look' }, ['everyone']],
    ['bare text with link_names', { text: '@everyone look', parse: 'none', link_names: true }, ['everyone']],
    ['an address', { text: 'mail root@here.example' }, []],
  ];
  it.each(rows)('%s', async (_name, draft, pings) => {
    await space.call('chat.postMessage', { channel: 'C1', ...draft });
    expect((await shown())[0].pings).toEqual(pings);
  });

  it('notes whom a message mentions', async () => {
    await space.call('chat.postMessage', { channel: 'C1', text: '<@UOMAR> and <!subteam^S1>' });
    expect((await shown())[0]).toMatchObject({ pings: [], mentions: ['UOMAR', 'S1'] });
  });
});

describe('people', () => {
  it('shows guests, strangers and people who left for what they are', async () => {
    const user = async (id: string) => (await space.call('users.info', { user: id })).body.user;
    expect(await user('UGUEST')).toMatchObject({ is_restricted: true, is_stranger: false, team_id: 'T1' });
    expect(await user('USTRANGER')).toMatchObject({ is_stranger: true, team_id: 'T2' });
    expect(await user('UGONE')).toMatchObject({ deleted: true });
    expect(await user('U0DRAWBRIDGE')).toMatchObject({ is_bot: true });
  });

  it('finds people by address and group', async () => {
    expect((await space.call('users.lookupByEmail', { email: 'Omar@example.com' })).body.user.id).toBe('UOMAR');
    expect((await space.call('usergroups.users.list', { usergroup: 'S1' })).body.users).toEqual(['UOMAR']);
    expect((await space.call('usergroups.list')).body.usergroups[0].handle).toBe('on-call');
    expect((await space.call('auth.test')).body).toMatchObject({
      ok: true,
      user_id: 'U0DRAWBRIDGE',
      bot_id: 'B0DRAWBRIDGE',
      team_id: 'T1',
    });
    expect((await space.call('conversations.list')).body.channels.map((channel: Json) => channel.id)).toEqual(['C1']);
  });
});
