/** The conversations.* methods of the Web API: what was said where. */
import { channelOf, flagOf, type Method, needs, page, textOf } from './api-call.ts';
import { asSent, isInChannel } from './messages.ts';
import { type Channel, type Json, type SlackMessage, SlackRefusal } from './types.ts';

/** Slack's bounds leave out the ends unless `inclusive` is set. */
function within(message: SlackMessage, call: Json): boolean {
  const ts = Number(message.ts);
  const oldest = textOf(call, 'oldest');
  const latest = textOf(call, 'latest');
  if (flagOf(call, 'inclusive')) return (!oldest || ts >= Number(oldest)) && (!latest || ts <= Number(latest));
  return (!oldest || ts > Number(oldest)) && (!latest || ts < Number(latest));
}

function answer(messages: SlackMessage[], call: Json): Json {
  const part = page(messages, call, 100);
  const shown = part.items.map((message) => asSent(message, flagOf(call, 'include_all_metadata')));
  return { messages: shown, has_more: part.more, response_metadata: part.response_metadata };
}

const history: Method = (call, slack) => {
  needs(call, 'channel');
  const channel = channelOf(call, slack);
  return answer(channel.messages.filter((message) => isInChannel(message) && within(message, call)).reverse(), call);
};

const replies: Method = (call, slack) => {
  needs(call, 'channel', 'ts');
  const channel = channelOf(call, slack);
  const asked = channel.byTs.get(textOf(call, 'ts'));
  if (!asked) throw new SlackRefusal('thread_not_found');
  const parent = asked.thread_ts ?? asked.ts;
  const thread = channel.messages.filter((message) => message.ts === parent || (message.thread_ts === parent && within(message, call)));
  return answer(thread, call);
};

function shown(channel: Channel): Json {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.private,
    is_group: channel.private && !channel.direct,
    is_im: channel.direct,
    is_private: channel.private,
    is_member: channel.member,
    is_archived: channel.archived ?? false,
  };
}

const info: Method = (call, slack) => {
  const channel = slack.channel(textOf(call, 'channel'));
  if (!channel || channel.deleted || (channel.private && !channel.member)) throw new SlackRefusal('channel_not_found');
  return { channel: shown(channel) };
};

const list: Method = (call, slack) => {
  const types = (textOf(call, 'types') || 'public_channel').split(',').map((type) => type.trim());
  const wanted = [...slack.channels.values()].filter((channel) => {
    if (channel.direct) return types.includes('im');
    return channel.private ? channel.member && types.includes('private_channel') : types.includes('public_channel');
  });
  const part = page(wanted, call, 100);
  return { channels: part.items.map(shown), response_metadata: part.response_metadata };
};

/** With one person: the direct messages. */
const open: Method = (call, slack) => {
  needs(call, 'users');
  const person = slack.people.find(({ id }) => id === textOf(call, 'users'));
  const channel = person && slack.channel(person.id);
  if (!channel) throw new SlackRefusal('user_not_found');
  return { channel: { id: channel.id } };
};

export const CONVERSATIONS: Record<string, Method> = {
  'conversations.history': history,
  'conversations.replies': replies,
  'conversations.info': info,
  'conversations.list': list,
  'conversations.open': open,
};
