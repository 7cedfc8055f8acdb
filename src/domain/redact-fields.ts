/** What policy keeps from leaving: each kind of field found in texts and replaced by a short stand-in that is always the same for the same value. */
import { hash as digest } from 'node:crypto';

/** Kinds of fields that policy may name. */
export const redactable = ['accounts', 'arns', 'addresses', 'users', 'tags'] as const;
export type Redactable = (typeof redactable)[number];

/** What no pattern tells: names of IAM users and of sessions, and values of tags. */
export interface Names {
  users: ReadonlySet<string>;
  tags: ReadonlySet<string>;
}
export type Redact = (text: string) => string;

/** Shorter ones are parts of everything else. */
const leastLetters = 3;
/** Words of our own, which people need and which say nothing about anybody. */
const plain = new Set('production staging development unknown prod dev test stage true false yes no none root'.split(' '));

function standIn(kind: string, value: string): string {
  return `${kind}-${digest('sha256', value).slice(0, 4)}`;
}

/** Colons in our messages may have an invisible space behind them. */
const ARN = /arn(?::|%3a)\u200b?aws[^\s"'`<>|)\]},;]*/gi;
/** Cut ones too: most of a number says as much as all of it. */
const ACCOUNT = /(?<![\d.])(?:\d{12}|\d{4}-\d{4}-\d{4}|\d{6,11}(?=…))(?![\d.]\d|\d)/g;
const ADDRESS_4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.]*\d)/g;
const ADDRESS_6 = /(?<![\w:])(?:[0-9a-f]{0,4}:\u200b?){2,7}[0-9a-f]{0,4}(?![\w:])/gi;
/** As in the names that AWS gives to interfaces. */
const HOST = /\b(?:ip|ec2)-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\b/gi;
/** The last part of a path to a user, or the session of a role. */
const USER_PATH = /(?<=(?::|%3a)(?:user|federated-user)(?:\/|%2f)(?:[\w+=,.@-]+(?:\/|%2f))*)[\w+=,.@-]+(?![\w+=,.@-]*(?:\/|%2f))/gi;
const SESSION_PATH = /(?<=(?:\/|%2f|:\u200b?)?assumed-role(?:\/|%2f)[\w+=,.@-]+(?:\/|%2f))[\w+=,.@-]+/gi;

/** Twelve digits in a row are in many a hash, too. */
function isInHash(text: string, at: number, length: number): boolean {
  const [before = ''] = /[0-9a-f]*$/i.exec(text.slice(Math.max(0, at - 64), at)) ?? [];
  const [after = ''] = /^[0-9a-f]*/i.exec(text.slice(at + length, at + length + 64)) ?? [];
  return before.length + length + after.length >= 16 && /[a-f]/i.test(before + after);
}

function accountOf(found: string, at: number, text: string): string {
  return isInHash(text, at, found.length) ? found : standIn('account', found.replaceAll('-', ''));
}

/** A choice in Home names its account; Home knows it by its stand-in, too. */
export function redactedChoice(value: string): string {
  return value.replace(/^account-(\d{12})(?!\d)/, (_, account: string) => `account-${standIn('account', account)}`);
}

function addressOf(found: string): string {
  const address = found.replaceAll('\u200b', '');
  // Everybody is nobody: what is open to the world has to be seen.
  if (address === '0.0.0.0' || address === '::') return found;
  const isFour = address.includes('.') && address.split('.').every((part) => Number(part) < 256);
  // A time of day has colons, too.
  const isSix = address.includes('::') || (address.match(/:/g)?.length ?? 0) === 7;
  return isFour || isSix ? standIn('ip', address.toLowerCase()) : found;
}

const written: Record<string, string> = {
  '&': '&(?:amp;)?',
  '<': '(?:<|&lt;)',
  '>': '(?:>|&gt;)',
  _: '[_ˍ]',
  '*': '[*∗]',
  '~': '[~∼]',
  '`': '[`ˋ]',
};

/** As our messages may write it: escaped, with lookalikes of what would be formatting, with invisible spaces. */
function patternOf(name: string): string {
  const letters = [...name.replaceAll(/\s+/g, ' ')].map((letter) => {
    if (letter === ' ') return '\\s+';
    if (letter === ':' || letter === '@') return `${letter}\\u200b?`;
    return written[letter] ?? letter.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return letters.join('');
}

function named(kind: string, names: ReadonlySet<string>, letter: string): Redact {
  const known = [...names].filter((name) => name.trim().length >= leastLetters && !plain.has(name.toLowerCase()));
  if (known.length === 0) return (text) => text;
  // The longest first: one name may begin another.
  const all = known.sort((a, b) => b.length - a.length).map(patternOf);
  const pattern = new RegExp(`(?<!${letter})(?:${all.join('|')})(?!${letter})`, 'gu');
  return (text) => text.replace(pattern, (found) => standIn(kind, found));
}

/** All of the kinds asked for, in an order in which none hides another. */
export function redacting(kinds: readonly Redactable[], names: Names): Redact {
  const has = new Set(kinds);
  const steps: Redact[] = [];
  if (has.has('arns')) steps.push((text) => text.replace(ARN, (found) => standIn('arn', found.replaceAll('\u200b', ''))));
  if (has.has('users')) {
    const path = (text: string) =>
      text.replace(USER_PATH, (found) => standIn('user', found)).replace(SESSION_PATH, (found) => standIn('user', found));
    steps.push(path, named('user', names.users, '[\\p{L}\\p{N}]'));
  }
  if (has.has('tags')) steps.push(named('tag', names.tags, '[\\p{L}\\p{N}_-]'));
  if (has.has('addresses'))
    steps.push((text) =>
      text
        .replace(ADDRESS_4, addressOf)
        .replace(ADDRESS_6, addressOf)
        .replace(HOST, (found) => standIn('ip', found)),
    );
  if (has.has('accounts')) steps.push((text) => text.replace(ACCOUNT, accountOf));
  return (text) => steps.reduce((said, step) => step(said), text);
}

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

const userKeys = new Set(['UserName', 'userName', 'user', 'session', 'RoleSessionName', 'Username', 'username']);
const tagKeys = new Set(['tags', 'Tags', 'TagSet', 'TagList', 'Tag']);

function noteTags(value: unknown, tags: Set<string>): void {
  const values = Array.isArray(value)
    ? value.map((each) => (isPlain(each) ? (each.Value ?? each.value) : undefined))
    : Object.values(value ?? {});
  for (const each of values) if (typeof each === 'string') tags.add(each);
}

/** Adds every name in a JSON-like value, of whatever shape: what AWS answered, a case's state, a plan. */
export function gatherNames(value: unknown, into: { users: Set<string>; tags: Set<string> }): void {
  if (Array.isArray(value)) for (const each of value) gatherNames(each, into);
  if (!isPlain(value)) return;
  const isUser = value.kind === 'user' || value.kind === 'federated' || value.kind === 'sso';
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string' && (userKeys.has(key) || (isUser && (key === 'name' || key === 'id')))) into.users.add(inner);
    else if (tagKeys.has(key) && typeof inner === 'object') noteTags(inner, into.tags);
    else gatherNames(inner, into);
  }
}

/** Of a message's parts that say which one they are; people do not see them, and the answers come back by them. */
const opaque = new Set([
  'action_id',
  'block_id',
  'callback_id',
  'external_id',
  'private_metadata',
  'value',
  'type',
  'style',
  'dedupKey',
  'clientUrl',
]);

/** An address that would tell keeps only its host. */
function redactedAddress(url: string, redact: Redact): string {
  let readable = url;
  try {
    readable = decodeURIComponent(url);
  } catch {
    // What does not decode is looked at as it is.
  }
  if (redact(readable) === readable) return url;
  return URL.canParse(url) ? `${new URL(url).origin}/` : redact(readable);
}

const LINK = /https?:\/\/[^\s|>"]+/g;

/** Every text in it, and addresses in texts; the parts that are no text stay as they are. */
export function redactPayload<T>(payload: T, redact: Redact): T {
  const text = (value: string): string => redact(value.replace(LINK, (url) => redactedAddress(url, redact)));
  const tells = redact('111122223333') !== '111122223333';
  const walk = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return opaque.has(key) ? (tells && key === 'value' ? redactedChoice(value) : value) : text(value);
    if (Array.isArray(value)) return value.map((each) => walk(each, key));
    if (!isPlain(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, walk(inner, name)]));
  };
  return walk(payload, '') as T;
}
