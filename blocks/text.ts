/** Text that other people wrote, made harmless: it can neither ping, link, format nor break out of its place. */
import { withoutKeyIds } from '../src/domain/redaction.ts';

/** Slack markup of our own making; everything else is a plain string and is escaped. */
interface Raw {
  raw: string;
}
export type Part = string | Raw;

const GAP = '\u200b';
const MOST_READ = 20_000;

export function raw(markup: string): Raw {
  return { raw: markup };
}

/** One line without control, format and bidi characters, key ids, pings or working addresses. */
export function clean(text: string): string {
  return withoutKeyIds(text.slice(0, MOST_READ).replace(/\p{Cf}/gu, ''))
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/[\p{Cc}\p{Z}]+/gu, ' ')
    .trim()
    .replace(/<(?=[!@#])/g, `<${GAP}`)
    .replace(/@(?=here|channel|everyone)/gi, `@${GAP}`)
    .replace(/:(?=\/\/)/g, `:${GAP}`)
    .replace(/(mailto|tel|javascript|slack):/gi, `$1${GAP}:`);
}

/** Cleaned and at most this many characters, counted as people count them. */
export function bounded(text: string, most: number): string {
  const characters = [...clean(text)];
  return characters.length <= most
    ? characters.join('')
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`;
}

/** What a person wrote, in quotation marks. */
export function quoted(text: string, most = 200): string {
  return `“${bounded(text, most)}”`;
}

const LOOKALIKES: Record<string, string> = { '*': '∗', '~': '∼', '`': 'ˋ', _: 'ˍ' };

/** Formatting characters become lookalikes: Slack takes a zero-width space beside them for a word boundary, which would switch the format on. */
function withoutFormat(text: string): string {
  const words = text.replace(/[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, (character) => LOOKALIKES[character] ?? character);
  // An ARN is full of colons and is copied as it is; elsewhere :names: would become emoji.
  return (/^arn:\S*$/.test(words) ? words : words.replace(/:(?=[\w+-]{1,100}:)/g, `:${GAP}`)).replace(/^(?=[>•])/, GAP);
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}

/** As many whole characters as fit once escaped, with an ellipsis when some do not. */
function cut(text: string, most: number): string {
  if ([...escaped(text)].length <= most) return text;
  let room = most - 1;
  let kept = '';
  for (const character of text) {
    room -= [...escaped(character)].length;
    if (room < 0) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}

/** Plain text cut so that what Slack stores, which is escaped, fits. */
export function plainWords(text: string, most: number): string {
  return cut(clean(text), most) || '–';
}

/** Joins parts into mrkdwn of at most `most` characters; what does not fit is left out whole (markup) or cut (words). */
export function compose(parts: readonly Part[], most: number): string {
  let text = '';
  let room = most;
  for (const part of parts) {
    const whole = typeof part === 'string' ? escaped(withoutFormat(cleanInside(part))) : part.raw;
    const length = [...whole].length;
    if (length < room || (length === room && part === parts.at(-1))) {
      text += whole;
      room -= length;
      continue;
    }
    if (typeof part === 'string' && room > 1) return text + escaped(cut(withoutFormat(cleanInside(part)), room));
    return room > 0 ? `${text}…` : text;
  }
  return text.trim() === '' ? '–' : text;
}

/** Keeps the spaces at the ends of a part: they separate it from its neighbours. */
function cleanInside(part: string): string {
  const words = clean(part);
  if (words === '') return /^ +$/.test(part) ? ' ' : '';
  return `${part.startsWith(' ') ? ' ' : ''}${words}${part.endsWith(' ') ? ' ' : ''}`;
}

export function bold(text: string): Part {
  const words = escaped(withoutFormat(clean(text)));
  return words === '' ? '–' : raw(`*${words}*`);
}

/** What people may copy and send. */
export function code(text: string): Part {
  const words = escaped(clean(text).replaceAll('`', 'ˋ'));
  return words === '' ? '–' : raw(`\`${words}\``);
}

export const lineBreak: Part = raw('\n');

/** Lists of parts with a separator between them; empty lists are left out. */
export function join(lists: readonly (readonly Part[])[], separator: Part): Part[] {
  const kept = lists.filter((parts) => parts.length > 0);
  return kept.flatMap((parts, index) => (index === 0 ? [...parts] : [separator, ...parts]));
}

export const dot = ' · ';

export function lines(...all: readonly (readonly Part[])[]): Part[] {
  return join(all, lineBreak);
}
