/** What a response_url does: answer only the person who clicked, or everyone, or replace or remove the message it came from. */
import { addEphemeral, draftOf } from './api-chat.ts';
import { addMessage, changeMessage, compose, removeMessage } from './messages.ts';
import type { ResponseUrl, SlackStore } from './store.ts';
import { type Json, SlackRefusal } from './types.ts';

function changeEphemeral(slack: SlackStore, url: ResponseUrl, body: Json): boolean {
  const index = slack.ephemeral.findIndex((message) => message.ts === url.ts && message.user === url.user);
  const before = slack.ephemeral[index];
  if (!before) return false;
  if (body.delete_original === true) slack.ephemeral.splice(index, 1);
  else {
    const { text, blocks } = compose(draftOf(body));
    const { blocks: _dropped, ...rest } = before;
    slack.ephemeral[index] = { ...rest, text, ...(blocks ? { blocks } : {}) };
  }
  return true;
}

export function answerResponseUrl(slack: SlackStore, id: string, body: Json): void {
  const url = slack.useResponseUrl(id);
  const channel = slack.channel(url.channel);
  if (!channel) throw new SlackRefusal('channel_not_found');
  if (body.replace_original === true || body.delete_original === true) {
    if (!url.ts) throw new SlackRefusal('no_original');
    if (changeEphemeral(slack, url, body)) return;
    if (body.delete_original === true) removeMessage(slack, channel, url.ts);
    else changeMessage(slack, channel, url.ts, draftOf(body));
    return;
  }
  if (body.response_type === 'in_channel') addMessage(slack, channel, draftOf(body), { user: slack.bot.userId, bot: true });
  else addEphemeral(slack, { channel: channel.id, user: url.user }, draftOf(body));
}
