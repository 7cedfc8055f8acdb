/** Channel health: whether a channel that policy names can still be posted to, from what Slack says about it and what it refused. Pure. */

/** `left`: the bot is not in it any more. `gone`: there is none such, or a private one without the bot. */
export type ChannelTrouble = 'left' | 'archived' | 'gone';

export interface KnownChannel {
  /** What Slack called it last. */
  name?: string;
  trouble?: ChannelTrouble;
}

/** What Slack shows of a channel; undefined when it shows none. */
export type SeenChannel = { name: string; private: boolean; archived: boolean; member: boolean } | undefined;

const refusals: Record<string, ChannelTrouble> = { not_in_channel: 'left', is_archived: 'archived', channel_not_found: 'gone' };

/** What a refused post says about the channel; undefined where the refusal is about something else. */
export function troubleOf(code: string): ChannelTrouble | undefined {
  return Object.hasOwn(refusals, code) ? refusals[code] : undefined;
}

export interface Judged {
  trouble?: ChannelTrouble;
  /** The name it had before. */
  renamedFrom?: string;
}

/** `hint`: what an event or a refusal just said. A public channel that nobody ever invited the bot to can be posted to all the same. */
export function judgeChannel(known: KnownChannel, seen: SeenChannel, hint?: ChannelTrouble): Judged {
  if (!seen) return { trouble: 'gone' };
  const renamed = known.name !== undefined && known.name !== seen.name ? { renamedFrom: known.name } : {};
  if (seen.archived) return { trouble: 'archived', ...renamed };
  const isOut = !seen.member && (seen.private || hint === 'left' || known.trouble === 'left');
  return { ...(isOut && { trouble: 'left' as const }), ...renamed };
}

/** What became of it, to be told to admins. */
export type ChannelNews =
  | { what: ChannelTrouble; at: number }
  | { what: 'well'; was: ChannelTrouble; at: number }
  | { what: 'renamed'; from: string; to: string; at: number };

export function channelNews(known: KnownChannel, judged: Judged, name: string | undefined, at: number): ChannelNews[] {
  const news: ChannelNews[] = [];
  if (judged.renamedFrom !== undefined && name !== undefined) news.push({ what: 'renamed', from: judged.renamedFrom, to: name, at });
  if (judged.trouble && judged.trouble !== known.trouble) news.push({ what: judged.trouble, at });
  if (!judged.trouble && known.trouble) news.push({ what: 'well', was: known.trouble, at });
  return news;
}
