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
  | { readable: true; granted: Granted[] }
  /** Nobody can say what it allows: to be treated as restricted. */
  | { readable: false; because: string };

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

/** True when the wide pattern certainly takes every text that the narrow one takes. */
export function covers(wide: string, narrow: string): boolean {
  const [a, b] = [wide.toLowerCase(), narrow.toLowerCase()];
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

function grantedBy(statement: Json, number: number, restricted: readonly string[]): Granted[] | string {
  const effect = typeof statement.Effect === 'string' ? statement.Effect.toLowerCase() : '';
  if (effect === 'deny') return [];
  if (effect !== 'allow') return `statement ${number} neither allows nor denies`;
  const [actions, but] = [statement.Action, statement.NotAction];
  if ((actions === undefined) === (but === undefined)) return `statement ${number} needs Action or NotAction, and one of them`;
  const named = texts(actions ?? but);
  if (!named) return `the actions of statement ${number} are no texts`;
  if (but !== undefined) {
    return restricted
      .filter((each) => !named.some((pattern) => covers(pattern, each)))
      .map((each) => ({ restricted: each, statement: number, through: `everything but ${named.join(', ')}` }));
  }
  return restricted.flatMap((each) => {
    const through = named.find((pattern) => overlap(pattern, each));
    return through === undefined ? [] : [{ restricted: each, statement: number, through }];
  });
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

/** Conditions and Deny statements take nothing away here: they can be met, or changed afterwards. */
export function analysePolicy(document: string, restricted: readonly string[]): Analysis {
  const policy = read(document);
  if (!isRecord(policy)) return { readable: false, because: 'the document is not a policy in JSON' };
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  const granted: Granted[] = [];
  for (const [index, statement] of statements.entries()) {
    const found = isRecord(statement) ? grantedBy(statement, index + 1, restricted) : `statement ${index + 1} is none`;
    if (typeof found === 'string') return { readable: false, because: found };
    granted.push(...found);
  }
  return { readable: true, granted };
}
