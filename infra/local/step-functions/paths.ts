/** The part of JSONPath that state machines use here: plain paths from the state's input (`$`) or the context object (`$$`). */

/** What a path may look at. */
export interface View {
  input: unknown;
  context: unknown;
}
interface Path {
  root: 'input' | 'context';
  keys: (string | number)[];
}

const PART = /\.([\p{L}_][\p{L}\p{N}_-]*)|\[(\d+)\]|\['([^'\]]+)'\]/uy;

/** Throws for wildcards, filters, slices and anything else that does not name exactly one place. */
export function parsePath(text: string): Path {
  const root = text.startsWith('$$') ? 'context' : 'input';
  if (!text.startsWith('$')) throw new Error(`"${text}" is not a path: it must start with $`);
  const keys: (string | number)[] = [];
  let at = root === 'context' ? 2 : 1;
  while (at < text.length) {
    PART.lastIndex = at;
    const part = PART.exec(text);
    if (!part) throw new Error(`"${text}" is not a plain path from character ${at + 1} on`);
    keys.push(part[2] === undefined ? (part[1] ?? part[3] ?? '') : Number(part[2]));
    at = PART.lastIndex;
  }
  return { root, keys };
}

/** A path that can be written to: from `$`, through names only. */
export function parseReference(text: string): string[] {
  const { root, keys } = parsePath(text);
  const names = keys.filter((key) => typeof key === 'string');
  if (root === 'context' || names.length < keys.length) throw new Error(`"${text}" cannot be written to: it must be $ and names`);
  return names;
}

/** What is at the path; undefined when nothing is. */
export function readPath(text: string, view: View): unknown {
  const { root, keys } = parsePath(text);
  let value: unknown = view[root];
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) !== (typeof key === 'number')) return undefined;
    value = Object.hasOwn(value, key) ? (value as Record<string | number, unknown>)[key] : undefined;
  }
  return value;
}

function place(target: unknown, names: string[], value: unknown): unknown {
  const [name, ...rest] = names;
  if (name === undefined) return value;
  const holder = typeof target === 'object' && target !== null && !Array.isArray(target) ? target : undefined;
  if (target !== undefined && !holder) throw new Error(`there is no object to put "${name}" into`);
  return { ...holder, [name]: place((holder as Record<string, unknown> | undefined)?.[name], rest, value) };
}

/** A copy of `target` with `value` at the path; throws when something that is no object is in the way. */
export function writePath(text: string, target: unknown, value: unknown): unknown {
  return place(target, parseReference(text), value);
}
