/** A command's text as words, quoted texts and flags; quotation marks are needed only for spaces, and what is quoted is never a flag. */

export interface Token {
  text: string;
  quoted: boolean;
}
export interface Flag {
  name: string;
  value?: string;
}
export type Tokens = { ok: true; tokens: (Token | { flag: Flag })[] } | { ok: false; problem: string };

const MOST_TEXT = 2_000;
const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const CLOSING: Record<string, RegExp> = {
  '"': /["“”]/,
  '“': /["“”]/,
  '”': /["“”]/,
  '„': /["“”]/,
  "'": /['‘’](?=\s|$)/,
  '‘': /['‘’](?=\s|$)/,
};

/** Two hyphens, or the dash that phones make of them. */
const FLAG = /^(?:--|[—–―])([a-z][a-z-]{0,29})(?:(=)|(?=\s|$))/i;

/** Slack escapes three characters; control and bidi characters say nothing. */
function plain(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity).replace(/[\p{Cc}\p{Cf}]/gu, ' ');
}

/** A quoted text at the beginning of `rest`; undefined when none begins there, false when it does not end. */
function quotedAt(rest: string): { text: string; length: number } | undefined | false {
  const closing = CLOSING[rest[0] ?? ''];
  if (!closing) return undefined;
  const end = rest.slice(1).search(closing);
  // An apostrophe is no quotation mark unless there is another one.
  if (end < 0) return /['‘]/.test(rest[0] ?? '') ? undefined : false;
  return { text: rest.slice(1, end + 1), length: end + 2 };
}

/** What Slack writes for a person, a channel or a link is one word, whatever their names are. */
function wordAt(rest: string): string {
  return /^<(?:[@#!]|https?:)[^<>]{0,900}>\S*|^\S+/.exec(rest)?.[0] ?? '';
}

const unclosed: Tokens = { ok: false, problem: 'A quotation mark is not closed' };

export function tokensOf(given: string): Tokens {
  if (given.length > MOST_TEXT) return { ok: false, problem: `That is longer than ${MOST_TEXT} characters` };
  let rest = plain(given).trim();
  const tokens: (Token | { flag: Flag })[] = [];
  const take = (length: number) => {
    rest = rest.slice(length).trimStart();
  };
  while (rest !== '') {
    const [flagged, name = '', equals] = FLAG.exec(rest) ?? [];
    if (flagged) {
      rest = rest.slice(flagged.length);
      const value = equals ? valueAt(rest) : undefined;
      if (value === false) return unclosed;
      tokens.push({ flag: { name: name.toLowerCase(), ...(value && { value: value.text }) } });
      take(value?.length ?? 0);
      continue;
    }
    const value = valueAt(rest);
    if (value === false) return unclosed;
    tokens.push({ text: value.text, quoted: value.quoted });
    take(value.length);
  }
  return { ok: true, tokens };
}

function valueAt(rest: string): { text: string; length: number; quoted: boolean } | false {
  const quoted = quotedAt(rest);
  if (quoted === false) return false;
  if (quoted) return { ...quoted, quoted: true };
  const word = wordAt(rest);
  return { text: word, length: word.length, quoted: false };
}
