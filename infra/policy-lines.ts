/** Where in drawbridge.yaml a problem is: the line of the deepest part of its path that is there. */
import { type Document, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument } from 'yaml';

/** YAML as text and as a tree that knows its lines. */
export interface Source {
  document: Document.Parsed;
  lines: LineCounter;
}

export function readYaml(text: string): Source {
  const lines = new LineCounter();
  return { document: parseDocument(text, { uniqueKeys: true, lineCounter: lines }), lines };
}

interface Place {
  node: unknown;
  offset: number | undefined;
  rest: string;
}

function begins(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}

/** Keys may have dots in them, such as addresses of people: the longest that fits is meant. */
function inMap(pairs: readonly Pair[], rest: string): Place | undefined {
  const fitting = pairs
    .map((pair) => ({ pair, key: isScalar(pair.key) ? String(pair.key.value) : '' }))
    .filter(({ key }) => rest === key || rest.startsWith(`${key}.`))
    .sort((one, other) => other.key.length - one.key.length)[0];
  return fitting && { node: fitting.pair.value, offset: begins(fitting.pair.key), rest: rest.slice(fitting.key.length + 1) };
}

function inside({ node, rest }: Place): Place | undefined {
  if (isMap(node)) return inMap(node.items, rest);
  const index = /^(\d+)(?:\.|$)/.exec(rest)?.[1];
  if (!isSeq(node) || index === undefined) return undefined;
  const item = node.items[Number(index)];
  return item === undefined ? undefined : { node: item, offset: begins(item), rest: rest.slice(index.length + 1) };
}

/** `problem` is "path: words"; from 1. Undefined when not even the beginning of the path is there. */
export function lineOf(problem: string, { document, lines }: Source): number | undefined {
  const [path = '', words = ''] = problem.split(/: (.*)/s);
  const unknown = /^Unrecognized keys?: "([^"]+)"/.exec(words)?.[1];
  let place: Place = {
    node: document.contents,
    offset: undefined,
    rest: [path === 'policy' ? '' : path, unknown].filter(Boolean).join('.'),
  };
  while (place.rest !== '') {
    const next = inside(place);
    if (!next) break;
    place = next;
  }
  return place.offset === undefined ? undefined : lines.linePos(place.offset).line;
}
