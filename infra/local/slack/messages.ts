/** Writing, changing and removing messages, with Slack's rules about threads, metadata, edits and what it refuses. */
import { randomBytes } from 'node:crypto';
import { checkPayload, LIMITS, type Payload } from '../../../blocks/limits.ts';
import { findAlerts } from './pings.ts';
import type { SlackStore } from './store.ts';
import { type Channel, type Json, type SlackMessage, SlackRefusal } from './types.ts';

/** A message as the bot sends it. */
export interface Draft {
  text?: string;
  blocks?: Json[];
  attachments?: Json[];
  metadata?: Json;
  thread_ts?: string;
  reply_broadcast?: boolean;
  parse?: string;
  link_names?: boolean;
}

function errorCode(problems: string[]): string {
  const at = (pointer: string) => problems.find((problem) => problem.startsWith(pointer));
  const metadata = at('/metadata');
  if (metadata) return metadata.includes(' bytes, ') ? 'metadata_too_large' : 'invalid_metadata_format';
  if (at('/attachments: has')) return 'too_many_attachments';
  if (at('/attachments') || problems.some((problem) => problem.includes('only_one_table_allowed'))) return 'invalid_attachments';
  return 'invalid_blocks';
}

/** The details as Slack gives them: words, then the place. */
export function details(problems: string[]): Json {
  const messages = problems.map((problem) => {
    const colon = problem.indexOf(': ');
    return `[ERROR] ${problem.slice(colon + 2)} [json-pointer:${problem.slice(0, colon)}]`;
  });
  return { errors: problems, response_metadata: { messages } };
}

function refuseBroken(payload: Payload): void {
  const problems = checkPayload(payload);
  if (problems.length > 0) throw new SlackRefusal(errorCode(problems), details(problems));
}

/** Blocks as stored: Slack names those that came without a block_id. */
export function withBlockIds(blocks: Json[]): Json[] {
  return blocks.map((block) => ({ ...block, block_id: block.block_id ?? randomBytes(4).toString('base64url') }));
}

function refuseDraft(draft: Draft): void {
  if (!draft.text && !draft.blocks?.length && !draft.attachments?.length) throw new SlackRefusal('no_text');
  refuseBroken({ blocks: draft.blocks, attachments: draft.attachments, metadata: draft.metadata });
}

/** What Slack would store of a draft: text, blocks, attachments, and whom it alerts. */
export function compose(draft: Draft): Pick<SlackMessage, 'text' | 'blocks' | 'attachments' | 'pings' | 'mentions'> {
  refuseDraft(draft);
  const text = [...(draft.text ?? '')].slice(0, LIMITS.messageTextCut).join('');
  const blocks = draft.blocks?.length ? { blocks: withBlockIds(draft.blocks) } : {};
  const attachments = draft.attachments?.length ? { attachments: draft.attachments } : {};
  const bareText = draft.parse !== 'none' || draft.link_names === true;
  return { text, ...blocks, ...attachments, ...findAlerts({ text, ...blocks, ...attachments }, { bareText }) };
}

function joinThread(channel: Channel, message: SlackMessage, threadTs: string): void {
  const asked = channel.byTs.get(threadTs);
  const parent = asked?.thread_ts && asked.thread_ts !== asked.ts ? channel.byTs.get(asked.thread_ts) : asked;
  if (!parent) throw new SlackRefusal('thread_not_found');
  parent.thread_ts = parent.ts;
  parent.reply_count = (parent.reply_count ?? 0) + 1;
  parent.reply_users = [...new Set([...(parent.reply_users ?? []), message.user])];
  parent.reply_users_count = parent.reply_users.length;
  parent.latest_reply = message.ts;
  message.thread_ts = parent.ts;
  message.parent_user_id = parent.user;
}

export function addMessage(slack: SlackStore, channel: Channel, draft: Draft, author: { user: string; bot: boolean }): SlackMessage {
  const composed = compose(draft);
  if (draft.thread_ts && !channel.byTs.has(draft.thread_ts)) throw new SlackRefusal('thread_not_found');
  const message: SlackMessage = {
    type: 'message',
    ts: slack.nextTs(channel),
    team: slack.options.team.id,
    user: author.user,
    ...(author.bot ? { bot_id: slack.bot.botId, app_id: slack.bot.appId } : {}),
    ...composed,
    ...(draft.metadata && Object.keys(draft.metadata).length > 0 ? { metadata: draft.metadata } : {}),
  };
  if (draft.thread_ts) {
    joinThread(channel, message, draft.thread_ts);
    if (draft.reply_broadcast) message.subtype = 'thread_broadcast';
  }
  channel.messages.push(message);
  channel.byTs.set(message.ts, message);
  return message;
}

function ownMessage(slack: SlackStore, channel: Channel, ts: unknown, refusal: string): SlackMessage {
  const message = channel.byTs.get(String(ts));
  if (!message) throw new SlackRefusal('message_not_found');
  if (message.bot_id !== slack.bot.botId) throw new SlackRefusal(refusal);
  return message;
}

/** Omitted metadata stays, an empty object takes it off; text without blocks drops the blocks and marks the message as edited. */
export function changeMessage(slack: SlackStore, channel: Channel, ts: unknown, draft: Draft): SlackMessage {
  const message = ownMessage(slack, channel, ts, 'cant_update_message');
  if ([...(draft.text ?? '')].length > LIMITS.updateText) throw new SlackRefusal('msg_too_long');
  const onlyMetadata = draft.metadata && draft.text === undefined && !draft.blocks && !draft.attachments;
  if (onlyMetadata) refuseBroken({ metadata: draft.metadata });
  else {
    const { text, blocks, attachments, pings, mentions } = compose(draft);
    message.text = draft.text === undefined ? message.text : text;
    message.pings = [...new Set([...message.pings, ...pings])];
    message.mentions = mentions;
    delete message.blocks;
    delete message.attachments;
    if (blocks) message.blocks = blocks;
    else message.edited = { user: slack.bot.userId, ts: slack.nextTs(channel) };
    if (attachments) message.attachments = attachments;
  }
  if (draft.metadata && Object.keys(draft.metadata).length > 0) message.metadata = draft.metadata;
  else if (draft.metadata) delete message.metadata;
  return message;
}

export function removeMessage(slack: SlackStore, channel: Channel, ts: unknown): SlackMessage {
  const message = ownMessage(slack, channel, ts, 'cant_delete_message');
  channel.messages = channel.messages.filter((other) => other !== message);
  channel.byTs.delete(message.ts);
  const parent = message.thread_ts === undefined ? undefined : channel.byTs.get(message.thread_ts);
  if (parent?.reply_count) parent.reply_count -= 1;
  return message;
}

/** A message as the Web API shows it: without what only the sandbox knows. */
export function asSent(message: SlackMessage, withMetadata = false): Json {
  const { pings, mentions, metadata, ...rest } = message;
  return { ...rest, ...(withMetadata && metadata ? { metadata } : {}) };
}

/** What the channel itself shows: parents and broadcast replies. */
export function isInChannel(message: SlackMessage): boolean {
  return message.thread_ts === undefined || message.thread_ts === message.ts || message.subtype === 'thread_broadcast';
}
