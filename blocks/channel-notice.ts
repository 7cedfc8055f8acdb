/** What admins are told of a channel: that it cannot be posted to and what becomes of its cases, that it is well again, or renamed. */
import type { ChannelNews, ChannelTrouble } from '../src/domain/channel-health.ts';
import { context, fallback, type Message, section } from './kit.ts';
import { bold, bounded, code, type Part } from './text.ts';

export interface NoticePlace {
  /** By its name in policy. */
  channel: string;
  /** Where its cases are shown meanwhile; absent where there is no other. */
  instead?: string;
}

const HAPPENED: Record<ChannelTrouble, string> = {
  left: 'Drawbridge was removed from the channel',
  archived: 'Somebody archived the channel',
  gone: 'Slack knows no such channel any more, or it is private without Drawbridge:',
};
const CURES: Record<ChannelTrouble, Part[]> = {
  left: ['To undo it: ', code('/invite @Drawbridge'), ' in that channel.'],
  archived: ['To undo it: unarchive the channel, or name another one in the policy file.'],
  gone: ['To undo it: ', code('/invite @Drawbridge'), ' there, or name another channel in the policy file.'],
};

function head(news: ChannelNews, { channel }: NoticePlace): string {
  const name = `#${bounded(channel, 60)}`;
  if (news.what === 'well') return `✔ Drawbridge can post to ${name} again`;
  if (news.what === 'renamed') return `The channel ${name} of the policy file was renamed`;
  return `⚠ ${HAPPENED[news.what]} ${name}`;
}

function rest(news: ChannelNews, { instead }: NoticePlace): Part[] {
  if (news.what === 'well')
    return ['New cases are shown there from now on. Those that were shown elsewhere meanwhile stay where they are.'];
  if (news.what === 'renamed')
    return [
      `It was #${bounded(news.from, 80)} and is #${bounded(news.to, 80)}. Nothing has to be done: policy names channels by their ids.`,
    ];
  return instead
    ? [`What belongs there is shown in #${bounded(instead, 60)} meanwhile. Nothing is lost.`]
    : ['What belongs there waits: there is no other channel to show it in. Nothing is lost.'];
}

export function channelNotice(news: ChannelNews, place: NoticePlace): Message {
  const cure = news.what === 'well' || news.what === 'renamed' ? [] : [context(CURES[news.what])];
  return { text: fallback([head(news, place)]), blocks: [section([bold(head(news, place)), ' ', ...rest(news, place)]), ...cure] };
}

/** One line of health, while it lasts. */
export function channelLine(channel: string, trouble: ChannelTrouble, instead: string | undefined): string {
  const words = { left: 'Drawbridge is not in it', archived: 'it is archived', gone: 'Slack does not show it' }[trouble];
  const where = instead ? `its cases are shown in #${bounded(instead, 60)}` : 'its cases wait';
  return `#${bounded(channel, 60)}: ${words}; ${where}`;
}
