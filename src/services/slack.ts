/** Slack's Web API as the bot uses it: outcomes instead of surprises, metadata to find a lost post again, limits checked before sending. */
import type { KnownBlock, ModalView } from '@slack/types';
import { WebClient } from '@slack/web-api';
import type { Log } from './log.ts';
import { type SlackDesk, slackDesk } from './slack-desk.ts';
import { ask } from './slack-errors.ts';
import { type SlackFiles, slackFiles } from './slack-files.ts';
import { type SlackPeople, slackPeople } from './slack-people.ts';

export { SlackPause, SlackRefusal } from './slack-errors.ts';
export type { SlackUser } from './slack-people.ts';

export interface Message {
  text: string;
  blocks: KnownBlock[];
}
/** Ids only: metadata is visible to every app and member. */
export interface Mark {
  caseId: string;
  /** Absent on the case's own message; on thread lines the seq they tell. */
  line?: number;
}

export interface Slack extends SlackPeople, SlackDesk, SlackFiles {
  /** Answers the message's ts. */
  post(channel: string, message: Message, mark: Mark, thread?: { ts: string; broadcast: boolean }): Promise<string>;
  update(channel: string, ts: string, message: Message, mark: Mark): Promise<void>;
  /** The ts of what carries this mark, if it was posted at or after `since` (milliseconds, domain time). */
  find(channel: string, mark: Mark, since: number, thread?: string): Promise<string | undefined>;
  ephemeral(channel: string, user: string, message: Message, thread?: string): Promise<void>;
  openView(triggerId: string, view: ModalView): Promise<string>;
  /** By the id Slack gave, or by the external id the view was made with. */
  updateView(which: { viewId: string } | { externalId: string }, view: ModalView): Promise<void>;
}

export const markEvent = 'drawbridge_case';

function metadataOf(mark: Mark) {
  return { event_type: markEvent, event_payload: { case: mark.caseId, ...(mark.line !== undefined && { line: mark.line }) } };
}

function carries(message: object, mark: Mark): boolean {
  const { event_type: type, event_payload: payload } =
    (message as { metadata?: { event_type?: string; event_payload?: { case?: string; line?: number } } }).metadata ?? {};
  return type === markEvent && payload?.case === mark.caseId && payload.line === mark.line;
}

interface SlackOptions {
  token: string;
  apiUrl?: string;
  log: Log;
  /** Violations of Slack's limits, in words; none when the payload is fine. */
  check(payload: { text?: string; blocks?: KnownBlock[]; view?: ModalView }): string[];
}

export function createSlack({ token, apiUrl, log, check }: SlackOptions): Slack {
  const client = new WebClient(token, {
    ...(apiUrl && { slackApiUrl: apiUrl }),
    timeout: 2500,
    // Retrying is the projection's business: a blind repeat of a post would post twice.
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  });

  /** A message beyond the limits still goes out, as its text: better plain than lost. */
  function within(message: Message): Message {
    const problems = check(message);
    if (problems.length === 0) return message;
    log.error('a message breaks the limits of Slack', new Error(problems.join('; ')));
    const text = message.text.slice(0, 2900);
    return { text, blocks: [{ type: 'section', text: { type: 'plain_text', text, emoji: false } }] };
  }

  const quiet = { unfurl_links: false, unfurl_media: false, parse: 'none' } as const;

  return {
    async post(channel, message, mark, thread) {
      const { text, blocks } = within(message);
      const reply = thread ? (thread.broadcast ? { thread_ts: thread.ts, reply_broadcast: true as const } : { thread_ts: thread.ts }) : {};
      const sent = await ask(
        'chat.postMessage',
        client.chat.postMessage({ channel, text, blocks, metadata: metadataOf(mark), ...quiet, ...reply }),
      );
      if (!sent.ts) throw new Error('Slack answered chat.postMessage without a ts');
      return sent.ts;
    },
    async update(channel, ts, message, mark) {
      const { text, blocks } = within(message);
      await ask('chat.update', client.chat.update({ channel, ts, text, blocks, parse: 'none', metadata: metadataOf(mark) }));
    },
    async find(channel, mark, since, thread) {
      const oldest = String(Math.floor(since / 1000) - 60);
      let cursor: string | undefined;
      do {
        const page = { channel, oldest, limit: 200, include_all_metadata: true, ...(cursor && { cursor }) };
        const answer = thread
          ? await ask('conversations.replies', client.conversations.replies({ ...page, ts: thread }))
          : await ask('conversations.history', client.conversations.history(page));
        const found = answer.messages?.find((message) => carries(message, mark));
        if (found) return found.ts;
        cursor = answer.response_metadata?.next_cursor;
      } while (cursor);
      return undefined;
    },
    async ephemeral(channel, user, message, thread) {
      const { text, blocks } = within(message);
      await ask(
        'chat.postEphemeral',
        client.chat.postEphemeral({ channel, user, text, blocks, parse: 'none', ...(thread && { thread_ts: thread }) }),
      );
    },
    async openView(triggerId, view) {
      const opened = await ask('views.open', client.views.open({ trigger_id: triggerId, view }));
      if (!opened.view?.id) throw new Error('Slack answered views.open without a view id');
      return opened.view.id;
    },
    async updateView(which, view) {
      const problems = check({ view });
      if (problems.length > 0) log.error('a modal breaks the limits of Slack', new Error(problems.join('; ')));
      await ask(
        'views.update',
        client.views.update({ ...('viewId' in which ? { view_id: which.viewId } : { external_id: which.externalId }), view }),
      );
    },
    ...slackPeople(client),
    ...slackDesk(client, apiUrl, within),
    ...slackFiles(client, apiUrl),
  };
}
