/** Where messages stand: which belong to a pane, under which day, with or without their author's line. */
import type { Message } from './shapes.ts';
import { dayLabel } from './slack-date.ts';

type Row = { kind: 'day'; key: string; label: string } | { kind: 'message'; key: string; message: Message; compact: boolean };

const COMPACT_WITHIN = 5 * 60_000;

export function instantOf(ts: string): number {
  return Number(ts) * 1000;
}

function isReply(message: Message): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

export function isBroadcast(message: Message): boolean {
  return message.subtype === 'thread_broadcast' || (message.reply_broadcast === true && isReply(message));
}

/** What only one person sees names that person as its user, but the bot or Slack wrote it. */
function authorOf(message: Message): string {
  if (message.kind) return message.kind;
  return message.bot_id ?? message.user ?? message.username ?? 'unknown';
}

/** A follow-up by the same author within five minutes has no author line; a card with a title always has one. */
function isCompact(message: Message, before: Message | undefined): boolean {
  if (!before || isBroadcast(message) || message.blocks?.some((block) => block.type === 'header')) return false;
  return authorOf(before) === authorOf(message) && instantOf(message.ts) - instantOf(before.ts) < COMPACT_WITHIN;
}

/** Parents and broadcast replies only, oldest first. */
export function channelMessages(messages: Message[]): Message[] {
  return messages.filter((message) => !isReply(message) || isBroadcast(message));
}

export function layOut(messages: Message[], now: number, timeZone?: string): Row[] {
  const sorted = [...messages].sort((a, b) => Number(a.ts) - Number(b.ts));
  const rows: Row[] = [];
  let day = '';
  let before: Message | undefined;
  for (const message of sorted) {
    const label = dayLabel(instantOf(message.ts), now, timeZone);
    if (label !== day) {
      rows.push({ kind: 'day', key: `day ${label}`, label });
      before = undefined;
    }
    day = label;
    rows.push({ kind: 'message', key: message.ts, message, compact: isCompact(message, before) });
    before = message;
  }
  return rows;
}

/** Which words of a message change as time passes: its print holds the minute, so that it is drawn again. */
export function minuteFor(message: Message, now: number): number {
  const moving =
    message.latest_reply !== undefined || /\{(?:ago|date\w*_pretty)\}/.test(JSON.stringify(message.blocks ?? message.text ?? ''));
  return moving ? Math.floor(now / 60_000) : 0;
}

/** "3 replies", or undefined when there is no thread. */
export function replyLabel(count: number | undefined): string | undefined {
  if (!count) return undefined;
  return count === 1 ? '1 reply' : `${count} replies`;
}

/** The newest thing in a channel: a message or a reply. */
export function newestTs(messages: Message[]): string {
  return messages.reduce((newest, { ts, latest_reply: reply }) => {
    const own = reply && Number(reply) > Number(ts) ? reply : ts;
    return Number(own) > Number(newest) ? own : newest;
  }, '0');
}

export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0]?.[0], words.at(-1)?.[0]] : [words[0]?.[0]];
  return letters.join('').toUpperCase() || '?';
}

const AVATARS = ['#4a154b', '#1164a3', '#2b7a4b', '#a3431f', '#7a3e9d', '#8a6100', '#0b6e75', '#a12a5e'];

/** A colour for whoever has none, the same each time. */
export function avatarColor(id: string): string {
  let sum = 0;
  for (const character of id) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973;
  return AVATARS[sum % AVATARS.length] ?? '#4a154b';
}
