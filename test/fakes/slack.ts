/** Slack in memory: keeps messages and open modals, refuses what Slack refuses, notes every breach of its pace, and breaks where a test says. */
import type { HomeView, ModalView } from '@slack/types';
import { type Mark, type Message, type Slack, SlackPause, SlackRefusal, type SlackUser } from '../../src/services/slack.ts';
import type { SlackChannel } from '../../src/services/slack-people.ts';

export interface Posted extends Message {
  channel: string;
  ts: string;
  mark: Mark;
  /** When it was posted, domain time. */
  at: number;
  thread?: string;
  broadcast?: boolean;
  /** How often it was changed. */
  updates: number;
}
export interface FakeSlackOptions {
  now: () => number;
  /** Called before a call reaches Slack and after it took effect; what it throws is what the caller sees. */
  around?: (when: 'before' | 'after', method: string) => void;
}

const channelMilliseconds = 1000;
const updatesPerMinute = 45;

export function createFakeSlack({ now, around }: FakeSlackOptions) {
  let sent = 0;
  const messages: Posted[] = [];
  const calls: { method: string; channel: string; at: number }[] = [];
  const breaches: string[] = [];
  /** Channels that refuse everything, with Slack's code. */
  const refused = new Map<string, string>();
  /** Until when each method is paused, and whether the caller was told. */
  const pauses = new Map<string, { until: number; told: boolean }>();
  const asides: { channel: string; user: string; text: string; thread?: string }[] = [];
  /** Views by id; external ids are known only once the modal is there. */
  const views = new Map<string, ModalView>();
  const users = new Map<string, SlackUser>();
  const groups = new Map<string, string[]>();
  const channels = new Map<string, SlackChannel>();

  async function called<T>(method: string, channel: string, work: () => T): Promise<T> {
    around?.('before', method);
    const at = now();
    const pause = pauses.get(method);
    if (pause && pause.until > at) {
      if (pause.told) breaches.push(`${method} again during its pause`);
      pause.told = true;
      throw new SlackPause(method, Math.ceil((pause.until - at) / 1000));
    }
    const refusal = refused.get(channel);
    if (refusal) throw new SlackRefusal(method, refusal);
    const answer = work();
    calls.push({ method, channel, at });
    around?.('after', method);
    return answer;
  }

  /** Slack counts what it took: messages per channel, updates in all. */
  function count(method: 'chat.postMessage' | 'chat.update', channel: string): void {
    const at = now();
    const writes = calls.filter((call) => call.method === 'chat.postMessage' || call.method === 'chat.update');
    const last = writes.findLast((call) => call.channel === channel);
    if (last && at - last.at < channelMilliseconds) breaches.push(`${channel}: ${method} ${at - last.at} ms after the last write`);
    const updates = writes.filter((call) => call.method === 'chat.update' && call.at > at - 60_000).length;
    if (method === 'chat.update' && updates >= updatesPerMinute) breaches.push(`${updates + 1} updates within a minute`);
  }

  function only(channel: string, ts: string): Posted | undefined {
    return messages.find((message) => message.channel === channel && message.ts === ts);
  }

  const homes = new Map<string, HomeView>();
  const pictures: { channel: string; ts: string; name: string; words: string; bytes: number }[] = [];
  const files: { user: string; name: string; text: string }[] = [];

  const slack: Slack = {
    post: (channel, message, mark, thread) =>
      called('chat.postMessage', channel, () => {
        count('chat.postMessage', channel);
        if (thread && !only(channel, thread.ts)) throw new SlackRefusal('chat.postMessage', 'thread_not_found');
        sent += 1;
        const ts = `${Math.floor(now() / 1000)}.${String(sent).padStart(6, '0')}`;
        const reply = thread && { thread: thread.ts, broadcast: thread.broadcast };
        messages.push({ ...structuredClone(message), channel, ts, mark, at: now(), updates: 0, ...reply });
        return ts;
      }),
    update: (channel, ts, message, mark) =>
      called('chat.update', channel, () => {
        count('chat.update', channel);
        const known = only(channel, ts);
        if (!known) throw new SlackRefusal('chat.update', 'message_not_found');
        Object.assign(known, structuredClone(message), { mark, updates: known.updates + 1 });
      }),
    find: (channel, mark, since, thread) =>
      called(thread ? 'conversations.replies' : 'conversations.history', channel, () => {
        if (thread && !only(channel, thread)) throw new SlackRefusal('conversations.replies', 'thread_not_found');
        const page = messages
          .filter((each) => each.channel === channel && each.thread === thread && each.at >= since - 60_000)
          .slice(0, 200);
        return page.find((each) => each.mark.caseId === mark.caseId && each.mark.line === mark.line)?.ts;
      }),
    ephemeral: (channel, user, message, thread) =>
      called('chat.postEphemeral', channel, () => {
        asides.push({ channel, user, text: message.text, ...(thread && { thread }) });
      }),
    openView: (_trigger, view) =>
      called('views.open', '', () => {
        const id = `V${views.size + 1}`;
        views.set(id, view);
        return id;
      }),
    updateView: (which, view) =>
      called('views.update', '', () => {
        const id = 'viewId' in which ? which.viewId : which.externalId;
        if (!views.has(id)) throw new SlackRefusal('views.update', 'not_found');
        views.set(id, view);
      }),
    user: (id) => called('users.info', '', () => users.get(id)),
    groupMembers: (usergroup) =>
      called('usergroups.users.list', '', () => {
        const members = groups.get(usergroup);
        if (!members) throw new SlackRefusal('usergroups.users.list', 'no_such_subteam');
        return members;
      }),
    userByEmail: (email) => called('users.lookupByEmail', '', () => [...users.values()].find((user) => user.email === email)),
    // What refuses is seen to be what it is refused for.
    channel: (id) =>
      called('conversations.info', '', () => {
        const refusal = refused.get(id);
        if (refusal === 'channel_not_found') return undefined;
        const facts = channels.get(id) ?? { id, name: id, private: false, archived: false, member: true };
        return { ...facts, ...(refusal === 'is_archived' && { archived: true }), ...(refusal === 'not_in_channel' && { member: false }) };
      }),
    grant: () => called('auth.test', '', () => ({ team: 'T0DRAWBRIDGE', scopes: [] })),
    respond: (url, message) => called('response_url', '', () => void asides.push({ channel: url, user: '', text: message.text })),
    share: (channel, message, thread) =>
      called('chat.postMessage', channel, () => {
        sent += 1;
        const ts = `${Math.floor(now() / 1000)}.${String(sent).padStart(6, '0')}`;
        messages.push({ ...message, channel, ts, mark: { caseId: '' }, at: now(), updates: 0, ...(thread && { thread }) });
      }),
    publishHome: (user, view) => called('views.publish', '', () => void homes.set(user, view)),
    sendFile: (user, { name, text }) => called('files.completeUploadExternal', '', () => void files.push({ user, name, text })),
    picture: (channel, ts, { name, words, png }) =>
      called('files.completeUploadExternal', channel, () => void pictures.push({ channel, ts, name, words, bytes: png.byteLength })),
    markedCase: (channel, ts) =>
      called('conversations.replies', channel, () => {
        const found = only(channel, only(channel, ts)?.thread ?? ts);
        return found?.mark.caseId ? { caseId: found.mark.caseId, ts: found.ts } : undefined;
      }),
    direct: (user) => called('conversations.open', '', () => `D${user.slice(1)}`),
    permalink: (channel, ts) =>
      called('chat.getPermalink', channel, () => `https://acme.slack.com/archives/${channel}/p${ts.replace('.', '')}`),
  };

  return {
    slack,
    messages,
    calls,
    breaches,
    refused,
    asides,
    views,
    users,
    groups,
    channels,
    homes,
    files,
    pictures,
    /** The case's own messages: more than one breaks I2. */
    cards: (caseId: string) => messages.filter(({ mark }) => mark.caseId === caseId && mark.line === undefined),
    lines: (caseId: string) => messages.filter(({ mark }) => mark.caseId === caseId && mark.line !== undefined),
    /** Answers 429 to that method for so long, beginning now. */
    pause: (method: string, seconds: number) => void pauses.set(method, { until: now() + seconds * 1000, told: false }),
    /** Somebody deletes a message. */
    remove(ts: string): void {
      const at = messages.findIndex((message) => message.ts === ts);
      if (at < 0) throw new Error(`there is no message ${ts}`);
      messages.splice(at, 1);
    },
  };
}
