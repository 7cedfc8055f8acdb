/** Small rules from which the shapes of Slack's blocks are put together: each says what is wrong with a value, and where. */
export type Say = (pointer: string, words: string) => void;
export type Rule = (value: unknown, pointer: string, say: Say) => void;

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Characters as people count them, not UTF-16 units. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** The length Slack stores: a bare `&` becomes `&amp;`, and in plain text `<` and `>` are escaped as well. */
function escapedLength(text: string, plain: boolean): number {
  const ampersands = text.match(plain ? /&/g : /&(?!amp;|lt;|gt;)/g)?.length ?? 0;
  const brackets = plain ? (text.match(/[<>]/g)?.length ?? 0) : 0;
  return codePoints(text) + 4 * ampersands + 3 * brackets;
}

export const anything: Rule = () => {};

export const flag: Rule = (value, pointer, say) => {
  if (typeof value !== 'boolean') say(pointer, 'must be true or false');
};

export function string(most: number, least = 1): Rule {
  return (value, pointer, say) => {
    if (typeof value !== 'string') return say(pointer, 'must be a string');
    const length = codePoints(value);
    if (length < least) say(pointer, 'must not be empty');
    if (length > most) say(pointer, `has ${length} characters, at most ${most} are allowed`);
  };
}

export function url(most: number): Rule {
  return (value, pointer, say) => {
    string(most)(value, pointer, say);
    if (typeof value === 'string' && !(URL.canParse(value) && /^https?:/i.test(value))) say(pointer, 'must be an http or https URL');
  };
}

export function integer(least: number, most: number): Rule {
  return (value, pointer, say) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
      say(pointer, `must be a whole number from ${least} to ${most}`);
    }
  };
}

export function oneOf(...allowed: string[]): Rule {
  return (value, pointer, say) => {
    if (typeof value !== 'string' || !allowed.includes(value))
      say(pointer, `must be one of ${allowed.join(', ')}, is ${JSON.stringify(value)}`);
  };
}

export function matching(pattern: RegExp, words: string): Rule {
  return (value, pointer, say) => {
    if (typeof value !== 'string' || !pattern.test(value)) say(pointer, words);
  };
}

export function list(rule: Rule, most: number, least = 1): Rule {
  return (value, pointer, say) => {
    if (!Array.isArray(value)) return say(pointer, 'must be a list');
    if (value.length < least) say(pointer, `has ${value.length} items, at least ${least} must be there`);
    if (value.length > most) say(pointer, `has ${value.length} items, at most ${most} are allowed`);
    for (const [index, item] of value.entries()) rule(item, `${pointer}/${index}`, say);
  };
}

/** An object with these properties and no others; `also` looks at the properties together. */
export function shape(
  fields: Record<string, Rule>,
  required: string[] = [],
  also?: (value: Record<string, unknown>, pointer: string, say: Say) => void,
): Rule {
  return (value, pointer, say) => {
    if (!isRecord(value)) return say(pointer, 'must be an object');
    for (const name of required) if (value[name] === undefined || value[name] === null) say(pointer, `lacks "${name}"`);
    for (const [name, item] of Object.entries(value)) {
      const rule = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (!rule) say(`${pointer}/${name}`, 'is not a property Slack knows here');
      else if (item !== undefined) rule(item, `${pointer}/${name}`, say);
    }
    also?.(value, pointer, say);
  };
}

/** An object whose `type` picks its rule. */
export function byType(rules: Record<string, Rule>, what: string): Rule {
  return (value, pointer, say) => {
    if (!isRecord(value)) return say(pointer, 'must be an object');
    const type = value.type;
    const rule = typeof type === 'string' && Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (!rule) return say(`${pointer}/type`, `${JSON.stringify(type)} is not ${what}`);
    rule(value, pointer, say);
  };
}

/** A text object; `kind` narrows it to plain text or mrkdwn. */
export function text(most: number, kind?: 'plain_text' | 'mrkdwn'): Rule {
  return (value, pointer, say) => {
    if (!isRecord(value)) return say(pointer, 'must be a text object');
    const plain = value.type === 'plain_text';
    if (kind ? value.type !== kind : !plain && value.type !== 'mrkdwn') say(`${pointer}/type`, `must be ${kind ?? 'plain_text or mrkdwn'}`);
    shape({ type: anything, text: anything, [plain ? 'emoji' : 'verbatim']: flag })(value, pointer, say);
    const words = value.text;
    if (typeof words !== 'string') return say(`${pointer}/text`, 'must be a string');
    if (words === '') say(`${pointer}/text`, 'must not be empty');
    const length = escapedLength(words, plain);
    if (length > most) say(`${pointer}/text`, `has ${length} characters once escaped, at most ${most} are allowed`);
  };
}
