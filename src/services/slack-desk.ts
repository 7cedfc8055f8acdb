/** Slack as one person's desk: answers to a command, shared answers, the Home tab, files, and which case a message is about. */
import type { HomeView, KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { isSlackAddress } from './slack-address.ts';
import { ask, SlackRefusal, unless } from './slack-errors.ts';

interface Message {
  text: string;
  blocks: KnownBlock[];
}
export interface DeskFile {
  name: string;
  title: string;
  text: string;
}

export interface SlackDesk {
  /** To the person who typed a command, wherever that was; five times within half an hour. */
  respond(url: string, message: Message): Promise<void>;
  /** For everybody in the channel, and about no case: it is never updated. */
  share(channel: string, message: Message, thread?: string): Promise<void>;
  publishHome(user: string, view: HomeView): Promise<void>;
  /** In the direct messages between the bot and this person. */
  sendFile(user: string, file: DeskFile, comment: string): Promise<void>;
  /** The case that a message or the thread it is in claims to be about, with the ts of the thread's first message. */
  markedCase(channel: string, ts: string): Promise<{ caseId: string; ts: string } | undefined>;
  /** The channel of the direct messages between the bot and this person. */
  direct(user: string): Promise<string>;
  permalink(channel: string, ts: string): Promise<string | undefined>;
}

const CALL_MILLISECONDS = 2_500;
const UPLOAD_MILLISECONDS = 10_000;
const gone = new Set([404, 410]);

function answerTo(url: string, apiUrl: string | undefined, body: string, type: string, milliseconds: number): Promise<Response> {
  if (!isSlackAddress(url, apiUrl)) throw new SlackRefusal('response_url', 'not_slacks_url');
  const headers = { 'content-type': type };
  return fetch(url, { method: 'POST', body, headers, redirect: 'error', signal: AbortSignal.timeout(milliseconds) });
}

export function slackDesk(client: WebClient, apiUrl: string | undefined, within: (message: Message) => Message): SlackDesk {
  return {
    async respond(url, message) {
      const { text, blocks } = within(message);
      const sent = { response_type: 'ephemeral', replace_original: false, text, blocks };
      const { ok, status } = await answerTo(url, apiUrl, JSON.stringify(sent), 'application/json', CALL_MILLISECONDS);
      if (gone.has(status)) throw new SlackRefusal('response_url', 'expired_url');
      if (!ok) throw new Error(`Slack did not take an answer: ${status}`);
    },
    async share(channel, message, thread) {
      const { text, blocks } = within(message);
      const reply = thread ? { thread_ts: thread } : {};
      const quiet = { unfurl_links: false, unfurl_media: false, parse: 'none' } as const;
      await ask('chat.postMessage', client.chat.postMessage({ channel, text, blocks, ...quiet, ...reply }));
    },
    async publishHome(user, view) {
      await ask('views.publish', client.views.publish({ user_id: user, view }));
    },
    async sendFile(user, { name, title, text }, comment) {
      const length = Buffer.byteLength(text);
      const { upload_url: url = '', file_id: id = '' } = await ask(
        'files.getUploadURLExternal',
        client.files.getUploadURLExternal({ filename: name, length }),
      );
      const { ok, status } = await answerTo(url, apiUrl, text, 'application/octet-stream', UPLOAD_MILLISECONDS);
      if (!ok) throw new Error(`Slack did not take a file: ${status}`);
      const { channel } = await ask('conversations.open', client.conversations.open({ users: user }));
      const place = { channel_id: channel?.id ?? '', initial_comment: comment };
      await ask('files.completeUploadExternal', client.files.completeUploadExternal({ files: [{ id, title }], ...place }));
    },
    async markedCase(channel, ts) {
      const page = { channel, ts, limit: 1, include_all_metadata: true };
      const answer = await unless('thread_not_found', ask('conversations.replies', client.conversations.replies(page)));
      const [first] = answer?.messages ?? [];
      const payload = (first as { metadata?: { event_payload?: { case?: unknown } } } | undefined)?.metadata?.event_payload;
      return first?.ts && typeof payload?.case === 'string' ? { caseId: payload.case, ts: first.ts } : undefined;
    },
    async direct(user) {
      const { channel } = await ask('conversations.open', client.conversations.open({ users: user }));
      if (!channel?.id) throw new Error('Slack answered conversations.open without a channel');
      return channel.id;
    },
    async permalink(channel, ts) {
      const found = await unless('message_not_found', ask('chat.getPermalink', client.chat.getPermalink({ channel, message_ts: ts })));
      return found?.permalink;
    },
  };
}
