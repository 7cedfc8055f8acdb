/** What people do to channels: remove or invite the bot, archive, rename, delete; and the events that Slack sends the bot about it. */
import { deliverEvent } from './deliver.ts';
import { channelFor, NotThere } from './interactions.ts';
import type { SlackStore } from './store.ts';
import type { Channel, Json } from './types.ts';

/** Each changes the channel and answers the events about it, as Slack sends them. */
const DEEDS: Record<string, (channel: Channel, bot: string, name: string) => Json[]> = {
  kick(channel) {
    channel.member = false;
    // The bot hears of its own removal by this one only.
    return [{ type: channel.private ? 'group_left' : 'channel_left', channel: channel.id, actor_id: 'U0MIA' }];
  },
  invite(channel, bot) {
    channel.member = true;
    return [{ type: 'member_joined_channel', channel: channel.id, user: bot, channel_type: channel.private ? 'G' : 'C', inviter: 'U0MIA' }];
  },
  archive(channel) {
    channel.archived = true;
    return [{ type: channel.private ? 'group_archive' : 'channel_archive', channel: channel.id, user: 'U0MIA' }];
  },
  unarchive(channel) {
    channel.archived = false;
    return [{ type: channel.private ? 'group_unarchive' : 'channel_unarchive', channel: channel.id, user: 'U0MIA' }];
  },
  rename(channel, _bot, name) {
    channel.name = name;
    return [{ type: channel.private ? 'group_rename' : 'channel_rename', channel: { id: channel.id, name, created: 1_360_782_804 } }];
  },
  delete(channel) {
    channel.deleted = true;
    return [{ type: channel.private ? 'group_deleted' : 'channel_deleted', channel: channel.id }];
  },
};

/** {channel, deed, name?, silent?}: with `silent` Slack loses the event. */
export async function channelDeed(slack: SlackStore, request: Json): Promise<Json> {
  const channel = channelFor(slack, request.channel);
  const deed = Object.hasOwn(DEEDS, String(request.deed)) ? DEEDS[String(request.deed)] : undefined;
  if (!deed) throw new NotThere(`nobody can ${JSON.stringify(request.deed)} a channel`, Object.keys(DEEDS));
  const events = deed(channel, slack.bot.userId, String(request.name ?? channel.name));
  for (const event of request.silent === true ? [] : events) await deliverEvent(slack, event);
  return { ok: true, channel: { id: channel.id, name: channel.name, member: channel.member, archived: channel.archived ?? false } };
}
