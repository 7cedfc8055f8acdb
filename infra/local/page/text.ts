/** Text objects as DOM: mrkdwn tokens, plain text with emoji, and the names behind references. */
import { h } from './element.ts';
import { emojiFor, withEmoji } from './emoji.ts';
import { parseMrkdwn, type Token } from './mrkdwn.ts';
import { safeUrl } from './mrkdwn-reference.ts';
import type { Info, TextObject } from './shapes.ts';
import { formatSlackDate } from './slack-date.ts';

/** What names and times are read against. */
export interface Reader {
  info: Info;
  now: () => number;
  /** Who is looking: mentions of them are highlighted. */
  user: string;
}

function nameOf(info: Info, id: string): string {
  const person = info.people.find((candidate) => candidate.id === id);
  return person?.name ?? id;
}

export function mention(reader: Reader, id: string, label?: string): HTMLElement {
  const mine = id === reader.user;
  return h('span', { class: mine ? 'mention mention-me' : 'mention' }, `@${label ?? nameOf(reader.info, id)}`);
}

export function channelMention(reader: Reader, id: string, label?: string): HTMLElement {
  return h('span', { class: 'mention' }, `#${label ?? reader.info.channels.find((channel) => channel.id === id)?.name ?? id}`);
}

export function link(url: string, label: string): HTMLElement {
  const href = safeUrl(url);
  return href ? h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, label) : h('span', {}, label);
}

export function slackDate(reader: Reader, seconds: number, format: string, fallback: string, url?: string): HTMLElement {
  const words = formatSlackDate(seconds, format, fallback, reader.now());
  const title = formatSlackDate(seconds, '{date_long} at {time_secs}', fallback, reader.now());
  return url && safeUrl(url) ? link(url, words) : h('time', { title }, words);
}

function tokenNode(reader: Reader, token: Token): Node {
  switch (token.type) {
    case 'text':
      return document.createTextNode(token.text);
    case 'break':
      return h('br');
    case 'bold':
      return h('strong', {}, ...tokenNodes(reader, token.children));
    case 'italic':
      return h('em', {}, ...tokenNodes(reader, token.children));
    case 'strike':
      return h('s', {}, ...tokenNodes(reader, token.children));
    case 'quote':
      return h('blockquote', {}, ...tokenNodes(reader, token.children));
    case 'code':
      return h('code', {}, token.text);
    case 'pre':
      return h('pre', {}, token.text);
    case 'emoji':
      return document.createTextNode(emojiFor(token.name) ?? `:${token.name}:`);
    case 'link':
      return link(token.url, token.label);
    case 'user':
      return mention(reader, token.id, token.label);
    case 'channel':
      return channelMention(reader, token.id, token.label);
    case 'group':
      return h('span', { class: 'mention' }, token.label ?? `@${token.id}`);
    case 'broadcast':
      return h('span', { class: 'mention mention-all' }, `@${token.range}`);
    case 'date':
      return slackDate(reader, token.seconds, token.format, token.fallback, token.url);
  }
}

function tokenNodes(reader: Reader, tokens: Token[]): Node[] {
  return tokens.map((token) => tokenNode(reader, token));
}

export function mrkdwn(reader: Reader, text: string, verbatim = false): Node[] {
  return tokenNodes(reader, parseMrkdwn(text, verbatim));
}

/** The words of a plain text object, or of a mrkdwn one where Slack allows only words. */
export function words(text: TextObject | string | undefined): string {
  if (text === undefined) return '';
  if (typeof text === 'string') return text;
  return text.emoji === false ? text.text : withEmoji(text.text);
}

export function textNodes(reader: Reader, text: TextObject): Node[] {
  if (text.type === 'mrkdwn') return mrkdwn(reader, text.text, text.verbatim === true);
  return words(text)
    .split('\n')
    .flatMap((line, index): Node[] => [...(index > 0 ? [h('br')] : []), document.createTextNode(line)]);
}
