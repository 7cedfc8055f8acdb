/** One Web API call: its arguments read as Slack reads them, from a form or JSON. */
import type { SlackStore } from './store.ts';
import { type Channel, type Json, SlackRefusal } from './types.ts';

export type Method = (call: Json, slack: SlackStore) => Json;

/** Arguments that hold JSON even in a form, and what Slack says when they do not. */
const STRUCTURED: Record<string, string> = {
  blocks: 'invalid_blocks_format',
  attachments: 'invalid_attachments_format',
  metadata: 'invalid_metadata_format',
  view: 'invalid_arguments',
};

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Turns the strings of a form into the objects they stand for. */
export function unfold(call: Json): Json {
  const unfolded = { ...call };
  for (const [name, refusal] of Object.entries(STRUCTURED)) {
    const value = unfolded[name];
    if (value === undefined || value === '') delete unfolded[name];
    else if (typeof value === 'string') unfolded[name] = parseJson(value);
    if (name in unfolded && typeof unfolded[name] !== 'object') throw new SlackRefusal(refusal);
  }
  return unfolded;
}

export function textOf(call: Json, name: string): string {
  const value = call[name];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function flagOf(call: Json, name: string): boolean {
  return call[name] === true || call[name] === 'true' || call[name] === '1' || call[name] === 1;
}

export function needs(call: Json, ...names: string[]): void {
  const missing = names.filter((name) => call[name] === undefined || call[name] === '');
  if (missing.length === 0) return;
  throw new SlackRefusal('invalid_arguments', {
    response_metadata: { messages: missing.map((name) => `[ERROR] missing required field: ${name}`) },
  });
}

export function channelOf(call: Json, slack: SlackStore): Channel {
  const channel = slack.channel(textOf(call, 'channel'));
  if (!channel || channel.deleted || (channel.private && !channel.member)) throw new SlackRefusal('channel_not_found');
  if (!channel.member) throw new SlackRefusal('not_in_channel');
  return channel;
}

/** Slack's cursors are opaque; ours hold the offset. */
export function page<T>(items: T[], call: Json, usual: number): { items: T[]; response_metadata: { next_cursor: string }; more: boolean } {
  const offset = Number(Buffer.from(textOf(call, 'cursor'), 'base64').toString() || 0);
  if (!Number.isInteger(offset)) throw new SlackRefusal('invalid_cursor');
  const limit = Math.min(999, Math.max(1, Number(textOf(call, 'limit')) || usual));
  const more = offset + limit < items.length;
  const next = more ? Buffer.from(String(offset + limit)).toString('base64') : '';
  return { items: items.slice(offset, offset + limit), response_metadata: { next_cursor: next }, more };
}
