/** Slack's mrkdwn as a tree of tokens: code fences and quotes by line, then what stands inside a line. */
import { parseInline, type Token } from './mrkdwn-inline.ts';
import { unescapeEntities } from './mrkdwn-reference.ts';

export type { Token } from './mrkdwn-inline.ts';

const QUOTE = /^(?:>|&gt;) ?/;

/** Consecutive lines of the same kind, quoted or not. */
function parseLines(text: string, verbatim: boolean): Token[] {
  const tokens: Token[] = [];
  let quoted: string[] = [];
  let plain: string[] = [];
  const inline = (lines: string[]): Token[] =>
    lines.flatMap((line, index): Token[] => [...(index > 0 ? [{ type: 'break' } as const] : []), ...parseInline(line, verbatim)]);
  const flush = () => {
    if (quoted.length > 0) tokens.push({ type: 'quote', children: inline(quoted) });
    if (plain.length > 0) tokens.push(...inline(plain));
    quoted = [];
    plain = [];
  };
  for (const line of text.split('\n')) {
    const isQuote = QUOTE.test(line);
    if ((isQuote ? plain : quoted).length > 0) flush();
    if (isQuote) quoted.push(line.replace(QUOTE, ''));
    else plain.push(line);
  }
  flush();
  return tokens;
}

/** With `verbatim` false, bare web addresses and `@here` are recognised too, as Slack does when it publishes. */
export function parseMrkdwn(text: string, verbatim = false): Token[] {
  return text.split(/```([\s\S]+?)```/).flatMap((piece, index): Token[] => {
    if (index % 2 === 1) return [{ type: 'pre', text: unescapeEntities(piece.replace(/^\n|\n$/g, '')) }];
    const trimmed = index > 0 ? piece.replace(/^\n/, '') : piece;
    return trimmed === '' ? [] : parseLines(trimmed, verbatim);
  });
}
