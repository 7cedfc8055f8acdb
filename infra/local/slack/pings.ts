/** Finds whom a message alerts, the way Slack's parser would: the proof that text from a finding pings nobody. */
import type { Json } from './types.ts';

interface Alerts {
  pings: Set<string>;
  mentions: Set<string>;
}

const BARE = /(?<![\w.])@(channel|here|everyone)\b/gi;
const BROADCAST = /<!(channel|here|everyone)(?:\|[^>]*)?>/gi;
const MENTION = /<(?:@([UW][A-Z0-9]+)|!subteam\^([A-Z0-9]+))(?:\|[^>]*)?>/g;

function readText(text: string, bare: boolean, alerts: Alerts): void {
  for (const match of text.matchAll(BROADCAST)) alerts.pings.add((match[1] ?? '').toLowerCase());
  for (const match of text.matchAll(MENTION)) alerts.mentions.add(match[1] ?? match[2] ?? '');
  if (bare) for (const match of text.matchAll(BARE)) alerts.pings.add((match[1] ?? '').toLowerCase());
}

function readBlocks(value: unknown, alerts: Alerts): void {
  if (Array.isArray(value)) for (const item of value) readBlocks(item, alerts);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  const node = value as Json;
  const text = typeof node.text === 'string' ? node.text : '';
  if (node.type === 'mrkdwn') readText(text, node.verbatim !== true, alerts);
  if (node.type === 'markdown') readText(text, true, alerts);
  if (node.type === 'broadcast') alerts.pings.add(String(node.range));
  if (node.type === 'user' && typeof node.user_id === 'string') alerts.mentions.add(node.user_id);
  if (node.type === 'usergroup' && typeof node.usergroup_id === 'string') alerts.mentions.add(node.usergroup_id);
  for (const item of Object.values(node)) readBlocks(item, alerts);
}

export function findAlerts(
  message: { text: string; blocks?: unknown; attachments?: unknown },
  parse: { bareText: boolean },
): { pings: string[]; mentions: string[] } {
  const alerts: Alerts = { pings: new Set(), mentions: new Set() };
  readText(message.text, parse.bareText, alerts);
  readBlocks(message.blocks, alerts);
  for (const attachment of Array.isArray(message.attachments) ? message.attachments : []) {
    const { text, pretext, fallback, title } = attachment as Json;
    for (const words of [text, pretext, fallback, title]) if (typeof words === 'string') readText(words, true, alerts);
    readBlocks(attachment, alerts);
  }
  return { pings: [...alerts.pings], mentions: [...alerts.mentions] };
}
