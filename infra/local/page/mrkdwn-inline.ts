/** What stands inside one line of mrkdwn: emphasis, code, references in angle brackets, emoji and entities. */
import { type AngleToken, parseAngle, unescapeEntities } from './mrkdwn-reference.ts';

export type Token =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike' | 'quote'; children: Token[] }
  | { type: 'code' | 'pre'; text: string }
  | { type: 'emoji'; name: string }
  | { type: 'break' }
  | AngleToken;

const EMPHASIS: Record<string, 'bold' | 'italic' | 'strike'> = { '*': 'bold', _: 'italic', '~': 'strike' };

const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined) => character === undefined || /\s/.test(character);

/** Where the mark opened at `start` closes: next to no space inside and no letter outside; -1 when it does not. */
function closing(line: string, start: number): number {
  const mark = line[start];
  if (isWord(line[start - 1]) || isSpace(line[start + 1]) || line[start + 1] === mark) return -1;
  for (let end = line.indexOf(mark ?? '', start + 2); end !== -1; end = line.indexOf(mark ?? '', end + 1)) {
    if (!isSpace(line[end - 1]) && !isWord(line[end + 1])) return end;
  }
  return -1;
}

const BARE = /^(?:https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)"']|@(?:here|channel|everyone)\b)/;

function bare(rest: string): { token: Token; length: number } | undefined {
  const found = BARE.exec(rest)?.[0];
  if (!found) return undefined;
  const token: Token = found.startsWith('@')
    ? { type: 'broadcast', range: found.slice(1) }
    : { type: 'link', url: unescapeEntities(found), label: unescapeEntities(found) };
  return { token, length: found.length };
}

/** The token that starts at this position, if one does, and how many characters it takes. */
function tokenAt(line: string, at: number, verbatim: boolean): { token: Token; length: number } | undefined {
  const character = line[at] ?? '';
  if (character === '<') {
    const end = line.indexOf('>', at);
    const token = end === -1 ? undefined : parseAngle(line.slice(at + 1, end));
    return token && { token, length: end - at + 1 };
  }
  if (character === '`') {
    const end = line.indexOf('`', at + 1);
    return end > at + 1 ? { token: { type: 'code', text: unescapeEntities(line.slice(at + 1, end)) }, length: end - at + 1 } : undefined;
  }
  const emphasis = EMPHASIS[character];
  if (emphasis) {
    const end = closing(line, at);
    return end === -1
      ? undefined
      : { token: { type: emphasis, children: parseInline(line.slice(at + 1, end), verbatim) }, length: end - at + 1 };
  }
  if (character === ':') {
    const name = /^:([a-z0-9_+-]+):/.exec(line.slice(at, at + 60))?.[1];
    return name && !/^\d+$/.test(name) ? { token: { type: 'emoji', name }, length: name.length + 2 } : undefined;
  }
  if (!verbatim && (character === 'h' || character === '@') && !isWord(line[at - 1])) return bare(line.slice(at));
  return undefined;
}

export function parseInline(line: string, verbatim: boolean): Token[] {
  const tokens: Token[] = [];
  let plain = '';
  const flush = () => {
    if (plain !== '') tokens.push({ type: 'text', text: unescapeEntities(plain) });
    plain = '';
  };
  for (let at = 0; at < line.length; ) {
    const found = tokenAt(line, at, verbatim);
    if (found) {
      flush();
      tokens.push(found.token);
      at += found.length;
    } else {
      plain += line[at];
      at += 1;
    }
  }
  flush();
  return tokens;
}
