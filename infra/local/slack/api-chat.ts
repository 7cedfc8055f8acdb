/** The chat.* methods of the Web API. */
import { channelOf, flagOf, type Method, needs, textOf } from './api-call.ts';
import { addMessage, asSent, changeMessage, compose, type Draft, removeMessage } from './messages.ts';
import type { SlackStore } from './store.ts';
import { type Channel, type Json, SlackRefusal } from './types.ts';

export function draftOf(call: Json): Draft {
  return {
    ...(call.text === undefined ? {} : { text: String(call.text) }),
    ...(call.blocks === undefined ? {} : { blocks: call.blocks as Json[] }),
    ...(call.attachments === undefined ? {} : { attachments: call.attachments as Json[] }),
    ...(call.metadata === undefined ? {} : { metadata: call.metadata as Json }),
    ...(textOf(call, 'thread_ts') ? { thread_ts: textOf(call, 'thread_ts') } : {}),
    ...(textOf(call, 'parse') ? { parse: textOf(call, 'parse') } : {}),
    reply_broadcast: flagOf(call, 'reply_broadcast'),
    link_names: flagOf(call, 'link_names'),
  };
}

/** Nothing can be said in an archived channel, nor changed. */
function openChannel(call: Json, slack: SlackStore): Channel {
  const channel = channelOf(call, slack);
  if (channel.archived) throw new SlackRefusal('is_archived');
  return channel;
}

const postMessage: Method = (call, slack) => {
  const channel = openChannel(call, slack);
  const message = addMessage(slack, channel, draftOf(call), { user: slack.bot.userId, bot: true });
  return { channel: channel.id, ts: message.ts, message: asSent(message) };
};

const update: Method = (call, slack) => {
  needs(call, 'channel', 'ts');
  const channel = openChannel(call, slack);
  const message = changeMessage(slack, channel, call.ts, draftOf(call));
  return { channel: channel.id, ts: message.ts, text: message.text, message: asSent(message) };
};

const postEphemeral: Method = (call, slack) => {
  needs(call, 'channel', 'user');
  const channel = openChannel(call, slack);
  const person = slack.people.find((one) => one.id === call.user);
  if (!person || person.deleted) throw new SlackRefusal('user_not_in_channel');
  return { message_ts: addEphemeral(slack, { channel: channel.id, user: person.id }, draftOf(call)) };
};

/** Only this person sees it, and it is not a message that chat.update could find. */
export function addEphemeral(slack: SlackStore, to: { channel: string; user: string }, draft: Draft): string {
  const { text, blocks } = compose(draft);
  const channel = slack.channel(to.channel);
  if (!channel) throw new SlackRefusal('channel_not_found');
  const ts = slack.nextTs(channel);
  const thread = draft.thread_ts ? { thread_ts: draft.thread_ts } : {};
  slack.ephemeral.push({ kind: 'ephemeral', user: to.user, channel: channel.id, text, ...(blocks ? { blocks } : {}), ts, ...thread });
  return ts;
}

const getPermalink: Method = (call, slack) => {
  needs(call, 'channel', 'message_ts');
  const channel = channelOf(call, slack);
  const message = channel.byTs.get(textOf(call, 'message_ts'));
  if (!message) throw new SlackRefusal('message_not_found');
  const inThread = message.thread_ts && message.thread_ts !== message.ts ? `?thread_ts=${message.thread_ts}&cid=${channel.id}` : '';
  return { channel: channel.id, permalink: `${workspaceUrl(slack)}archives/${channel.id}/p${message.ts.replace('.', '')}${inThread}` };
};

export function workspaceDomain(slack: SlackStore): string {
  return slack.options.team.name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}
export function workspaceUrl(slack: SlackStore): string {
  return `https://${workspaceDomain(slack)}.slack.com/`;
}

const remove: Method = (call, slack) => {
  needs(call, 'channel', 'ts');
  const channel = channelOf(call, slack);
  return { channel: channel.id, ts: removeMessage(slack, channel, call.ts).ts };
};

export const CHAT: Record<string, Method> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'chat.postEphemeral': postEphemeral,
  'chat.getPermalink': getPermalink,
  'chat.delete': remove,
};
