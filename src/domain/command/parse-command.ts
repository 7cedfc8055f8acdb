/** A command's text as what is wanted, or what is wrong with it: then nothing is done at all. Pure; names nobody and looks nothing up. */
import { formChoices } from '../validate-form.ts';
import { nearest } from './did-you-mean.ts';
import { durationLimits, isWithin } from './duration.ts';
import { type Filters, filtersOf, noFilters } from './filters.ts';
import { looksLikeReference, type Reference, referenceOf } from './references.ts';
import { type Flag, type Token, tokensOf } from './tokens.ts';
import type { VerbWords } from './verb-words.ts';
import { verbNamed, verbWords } from './verbs.ts';

export interface Command {
  verb: VerbWords;
  about?: Reference;
  /** What follows, joined: a note, a duration, a person, a topic, a scope, a target. */
  rest: string;
  filters: Filters;
  reason?: string;
  /** How it ended, for resolve. */
  code?: string;
  page: number;
  share: boolean;
  export: boolean;
  dryRun: boolean;
}
export type Parsed = { ok: true; command: Command } | { ok: false; problem: string; verb?: VerbWords };

const MOST_PAGE = 999;

function flagProblem({ name, value }: Flag, verb: VerbWords): string | undefined {
  const kind = Object.hasOwn(verb.flags, name) ? verb.flags[name] : undefined;
  if (!kind) {
    const near = nearest(name, Object.keys(verb.flags));
    return `\`${verb.name}\` has no flag --${name}${near ? `. Did you mean --${near}?` : ''}`;
  }
  if (kind === 'set' && value !== undefined) return `The flag --${name} takes no value`;
  if (kind === 'text' && (value === undefined || value.trim() === '')) return `The flag --${name} needs a value, such as --${name} "…"`;
  if (name === 'as' && !formChoices.resolve.some((code) => code === value)) {
    const near = nearest(value ?? '', formChoices.resolve);
    return `A case cannot end as “${value}”${near ? `. Did you mean ${near}?` : `: it ends as ${formChoices.resolve.join(', ')}`}`;
  }
  if (name === 'page' && !(/^\d{1,3}$/.test(value ?? '') && Number(value) >= 1 && Number(value) <= MOST_PAGE))
    return `“${value}” is no page`;
  return undefined;
}

/** A flag that takes a value has it after the equals sign, or is followed by it. */
function apart(tokens: readonly (Token | { flag: Flag })[], verb: VerbWords): { words: Token[]; flags: Flag[] } {
  const words: Token[] = [];
  const flags: Flag[] = [];
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1];
    if ('flag' in token) flags.push({ ...token.flag });
    else if (before && 'flag' in before && before.flag.value === undefined && verb.flags[before.flag.name] === 'text') {
      const last = flags.at(-1);
      if (last) last.value = token.text;
    } else words.push(token);
  }
  return { words, flags };
}

function aboutOf(words: Token[], verb: VerbWords): { about?: Reference; rest: Token[] } | { problem: string } {
  if (verb.about === 'nothing') return { rest: words };
  const isCaseWord = (token: Token | undefined) => token !== undefined && !token.quoted && /^case$/i.test(token.text);
  const from = isCaseWord(words[0]) && words[1] ? words.slice(1) : words;
  const [first, ...rest] = from;
  if (!first || first.quoted) return { rest: words };
  const about = referenceOf(first.text, verb.rest !== 'nothing');
  if (about) return { about, rest };
  if (looksLikeReference(first.text))
    return {
      problem: `“${first.text.slice(0, 60)}” is no case id, finding ARN or link to a message; a case id has 8 characters, like K7F3Q2MX`,
    };
  return { rest: words };
}

/** "everything", "account prod": the first words of stop and start, before a case is looked for among them. */
function isScopeWord(verb: VerbWords, words: readonly Token[]): boolean {
  return verb.about === 'a case, if any' && /^(?:everything|all|account|playbook|response)$/i.test(words[0]?.text ?? '');
}

function restProblem(verb: VerbWords, words: readonly Token[]): string | undefined {
  const text = words.map((word) => word.text).join(' ');
  if (verb.rest === 'nothing' && words.length > 0) return `I do not know what “${text.slice(0, 80)}” means after \`${verb.name}\``;
  if (verb.rest === 'duration' && words.length > 0) {
    const name = verb.name === 'suppress' ? 'suppress' : 'snooze';
    const { least, most } = durationLimits[name];
    if (!isWithin(name, text)) return `“${text.slice(0, 60)}” is not a time for \`${name}\`: from ${least} to ${most}`;
  }
  if (verb.rest === 'person' && words.length > 1) return `\`${verb.name}\` takes one person, not “${text.slice(0, 80)}”`;
  return undefined;
}

/** `mention`: the bot's own name is taken off first. */
function unknownVerb(word: string, playbookIds: readonly string[]): Parsed {
  const all = verbWords(playbookIds);
  const near = nearest(
    word,
    all.flatMap(({ name, also }) => [name, ...also]),
  );
  const meant = near && verbNamed(near, playbookIds);
  return { ok: false, problem: `There is no “${word.slice(0, 40)}”${meant ? `. Did you mean \`${meant.name}\`?` : ''}` };
}

export function parseCommand(text: string, playbookIds: readonly string[]): Parsed {
  const read = tokensOf(text);
  if (!read.ok) return read;
  const [first, ...others] = read.tokens;
  const help = verbNamed('help', playbookIds);
  if (first && 'flag' in first && first.flag.name !== 'help')
    return { ok: false, problem: `Begin with a verb, not with --${first.flag.name}` };
  const word = first && 'text' in first ? first.text : 'help';
  // What a case is called, alone, is a wish to see it.
  const isReference = first !== undefined && 'text' in first && !verbNamed(word, playbookIds) && referenceOf(word, true) !== undefined;
  const verb = isReference ? verbNamed('show', playbookIds) : first === undefined ? help : verbNamed(word, playbookIds);
  if (!verb) return unknownVerb(word, playbookIds);
  let following = isReference ? read.tokens : others;
  if (verb.name === 'route') {
    const [test] = following;
    if (!test || !('text' in test) || test.text.toLowerCase() !== 'test')
      return { ok: false, problem: 'Write `route test`, then a case', verb };
    following = following.slice(1);
  }
  return complete(verb, following);
}

function complete(verb: VerbWords, following: readonly (Token | { flag: Flag })[]): Parsed {
  const { words, flags } = apart(following, verb);
  for (const flag of flags) {
    const problem = flagProblem(flag, verb);
    if (problem) return { ok: false, problem, verb };
    if (flags.filter(({ name }) => name === flag.name).length > 1) return { ok: false, problem: `--${flag.name} is given twice`, verb };
  }
  const found = isScopeWord(verb, words) ? { rest: words } : aboutOf(words, verb);
  if ('problem' in found) return { ok: false, problem: found.problem, verb };
  const listed = verb.rest === 'filters' ? filtersOf(found.rest.map((word) => word.text)) : { ok: true as const, filters: noFilters };
  if (!listed.ok) return { ok: false, problem: listed.problem, verb };
  const problem = restProblem(verb, found.rest);
  if (problem) return { ok: false, problem, verb };
  const flag = (name: string) => flags.find((each) => each.name === name);
  const reason = flag('reason')?.value;
  const code = flag('as')?.value;
  return {
    ok: true,
    command: {
      verb,
      ...('about' in found && found.about && { about: found.about }),
      rest: verb.rest === 'filters' ? '' : found.rest.map((word) => word.text).join(' '),
      filters: listed.filters,
      ...(reason !== undefined && { reason }),
      ...(code !== undefined && { code }),
      page: Number(flag('page')?.value ?? 1),
      share: flag('share') !== undefined,
      export: flag('export') !== undefined,
      dryRun: flag('dry-run') !== undefined,
    },
  };
}
