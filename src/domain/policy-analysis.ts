/** What a policy document allows that nobody should be given lightly: looked for in every Allow statement, wildcards and NotAction included. */

/** One restricted action that a statement allows. */
export interface Granted {
  /** As policy lists it. */
  restricted: string;
  /** From 1. */
  statement: number;
  /** What allows it, as the document says it. */
  through: string;
}

export type Analysis =
  /** `denied`: what is denied of the restricted, in words; most of it takes nothing away. */
  | { readable: true; granted: Granted[]; denied: string[] }
  /** Nobody can say what it allows: to be treated as restricted. */
  | { readable: false; because: string };

/** As the log keeps it. */
export interface PolicyWatched {
  /** Target key and label: "policy/deploy", "policy deploy". */
  key: string;
  label: string;
  /** Names the finding of the change. */
  ref: string;
  /** Of the watch that looked: a short hash of its ARN. */
  execution: string;
  /** The version in force that was looked at. */
  version: string;
  verdict: 'clear' | 'restricted' | 'unreadable';
  /** What allows what, in words. */
  lines: string[];
  denied: string[];
  /** Policy wants it held until people agree. */
  held: boolean;
}

type Json = Record<string, unknown>;

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** IAM takes a single text for a list of one; undefined for anything else. */
function texts(value: unknown): string[] | undefined {
  const all = Array.isArray(value) ? value : [value];
  return all.length > 0 && all.every((each): each is string => typeof each === 'string') ? all : undefined;
}

/** `*` any number of characters, `?` exactly one, in both patterns; IAM does not tell upper from lower case in actions. */
export function overlap(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  // reached[j]: the first i characters of a and the first j of b have a text in common.
  let reached = Array.from({ length: b.length + 1 }, (_, j) => /^\**$/.test(b.slice(0, j)));
  for (let i = 1; i <= a.length; i += 1) {
    const next: boolean[] = [];
    for (let j = 0; j <= b.length; j += 1) {
      const [x, y] = [a[i - 1], b[j - 1]];
      const star = (x === '*' || (y === '*' && j > 0)) && (reached[j] === true || (j > 0 && next[j - 1] === true));
      const same = j > 0 && reached[j - 1] === true && (x === y || x === '?' || y === '?');
      next.push(star || same);
    }
    reached = next;
  }
  return reached[b.length] === true;
}

/** True when the wide pattern certainly takes every text that the narrow one takes; of resources, `exact`ly. */
export function covers(wide: string, narrow: string, exact = false): boolean {
  const [a, b] = exact ? [wide, narrow] : [wide.toLowerCase(), narrow.toLowerCase()];
  let reached = Array.from({ length: b.length + 1 }, (_, j) => j === 0);
  for (let i = 1; i <= a.length; i += 1) {
    const x = a[i - 1];
    const next: boolean[] = [];
    for (let j = 0; j <= b.length; j += 1) {
      const y = b[j - 1];
      const one = j > 0 && reached[j - 1] === true && (x === y || (x === '?' && y !== '*'));
      next.push(x === '*' ? reached[j] === true || (j > 0 && next[j - 1] === true) : one);
    }
    reached = next;
  }
  return reached[b.length] === true;
}

interface Statement {
  /** From 1. */
  number: number;
  denies: boolean;
  named: string[];
  /** Everything but what is named. */
  inverted: boolean;
  /** Undefined where it names those it does not hold for, or nobody can say. */
  resources: string[] | undefined;
  always: boolean;
}

function statementOf(statement: Json, number: number): Statement | string {
  const effect = typeof statement.Effect === 'string' ? statement.Effect.toLowerCase() : '';
  const denies = effect === 'deny';
  if (!denies && effect !== 'allow') return `statement ${number} neither allows nor denies`;
  const [actions, but] = [statement.Action, statement.NotAction];
  if ((actions === undefined) === (but === undefined)) return `statement ${number} needs Action or NotAction, and one of them`;
  const named = texts(actions ?? but);
  if (!named) return `the actions of statement ${number} are no texts`;
  const { Condition: condition, Resource: resource } = statement;
  const always = condition === undefined || (isRecord(condition) && Object.keys(condition).length === 0);
  return { number, denies, named, inverted: but !== undefined, resources: texts(resource), always };
}

/** Everything that an action and a restricted one have in common, on every resource, whatever happens: then nothing of it is allowed. */
function deniesAll(deny: Statement, allow: Statement, action: string, restricted: string): boolean {
  // What a variable such as ${aws:username} stands for is not known here.
  const known = deny.resources?.filter((each) => !each.includes('${')) ?? [];
  const everywhere = (allow.resources ?? ['*']).every((resource) => known.some((each) => covers(each, resource, true)));
  if (!deny.always || !everywhere) return false;
  return deny.inverted
    ? deny.named.every((each) => !overlap(each, action) || !overlap(each, restricted))
    : deny.named.some((each) => covers(each, action) || covers(each, restricted));
}

function grantedBy(allow: Statement, denies: readonly Statement[], restricted: readonly string[]): Granted[] {
  const { number: statement, named, inverted } = allow;
  const isDenied = (action: string, each: string) => denies.some((deny) => deniesAll(deny, allow, action, each));
  if (inverted) {
    return restricted
      .filter((each) => !named.some((pattern) => covers(pattern, each)) && !isDenied('*', each))
      .map((each) => ({ restricted: each, statement, through: `everything but ${named.join(', ')}` }));
  }
  return restricted.flatMap((each) =>
    named
      .filter((pattern) => overlap(pattern, each) && !isDenied(pattern, each))
      .map((through) => ({ restricted: each, statement, through })),
  );
}

/** A Deny of something restricted, in words: "statement 2 denies iam:*, under a condition". */
function deniedWords({ number, named, inverted, resources, always }: Statement, restricted: readonly string[]): string[] {
  const touches = restricted.some((each) =>
    inverted ? !named.some((pattern) => covers(pattern, each)) : named.some((pattern) => overlap(pattern, each)),
  );
  const what = inverted ? `everything but ${named.join(', ')}` : named.join(', ');
  const where = resources?.includes('*') ? '' : `, on ${resources?.join(', ') ?? 'some resources'}`;
  return touches ? [`statement ${number} denies ${what}${where}${always ? '' : ', under a condition'}`] : [];
}

function read(document: string): unknown {
  try {
    // IAM gives documents percent-encoded.
    const text = /^\s*%7B/i.test(document) ? decodeURIComponent(document) : document;
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A condition takes nothing away: it can be met. A Deny does only where it leaves nothing of what is allowed. */
export function analysePolicy(document: string, restricted: readonly string[]): Analysis {
  const policy = read(document);
  if (!isRecord(policy)) return { readable: false, because: 'the document is not a policy in JSON' };
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const all: Statement[] = [];
  for (const [index, statement] of statements.entries()) {
    const found = isRecord(statement) ? statementOf(statement, index + 1) : `statement ${index + 1} is none`;
    if (typeof found === 'string') return { readable: false, because: found };
    all.push(found);
  }
  const denies = all.filter((statement) => statement.denies);
  const granted = all.filter((statement) => !statement.denies).flatMap((allow) => grantedBy(allow, denies, restricted));
  return { readable: true, granted, denied: denies.flatMap((deny) => deniedWords(deny, restricted)) };
}
