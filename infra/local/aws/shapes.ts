/** Reads the SDK's own schemas, so that one decoder and one encoder serve every operation of the query protocols. */

/** A schema as the SDK ships it: nested arrays, numbers for simple kinds, functions where it refers to a later one. */
export type Schema = unknown;
interface Traits {
  xmlName?: string;
  ec2QueryName?: string;
}
interface Shape {
  kind: 'text' | 'number' | 'flag' | 'time' | 'list' | 'map' | 'structure';
  traits: Traits;
  /** Of a list or a map. */
  member?: Schema;
  /** Of a map. */
  key?: Schema;
  /** Of a structure. */
  members?: [name: string, schema: Schema][];
}
/** A form body as a tree: `Filter.1.Name=x` is { Filter: { 1: { Name: 'x' } } }. */
type FormTree = { [key: string]: FormTree | string };

const LIST = 64;
const MAP = 128;

function simple(code: number, traits: Traits): Shape {
  if (code >= MAP) return { kind: 'map', traits, member: code - MAP };
  if (code >= LIST) return { kind: 'list', traits, member: code - LIST };
  if (code === 1 || code === 17 || code === 19) return { kind: 'number', traits };
  if (code === 2) return { kind: 'flag', traits };
  if (code >= 4 && code <= 7) return { kind: 'time', traits };
  return { kind: 'text', traits };
}

function shapeOf(schema: Schema): Shape {
  let traits: Traits = {};
  let at: Schema = schema;
  for (;;) {
    if (typeof at === 'function') at = at();
    else if (Array.isArray(at) && at.length === 2) {
      if (typeof at[1] === 'object') traits = { ...(at[1] as Traits), ...traits };
      at = at[0];
    } else break;
  }
  if (typeof at === 'number') return simple(at, traits);
  if (!Array.isArray(at)) return { kind: 'structure', traits, members: [] };
  if (at[0] === 0) return simple(at[4] as number, traits);
  if (at[0] === 1) return { kind: 'list', traits, member: at[4] };
  if (at[0] === 2) return { kind: 'map', traits, key: at[4], member: at[5] };
  const names = at[4] as string[];
  const schemas = at[5] as Schema[];
  return { kind: 'structure', traits, members: names.map((name, index) => [name, schemas[index]]) };
}

export function formTree(body: string): FormTree {
  const root: FormTree = Object.create(null) as FormTree;
  for (const [path, value] of new URLSearchParams(body)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    let node = root;
    for (const key of keys) {
      const held = node[key];
      const next = typeof held === 'object' ? held : (Object.create(null) as FormTree);
      node[key] = next;
      node = next;
    }
    node[last] = value;
  }
  return root;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function decodeList(shape: Shape, node: FormTree | string, ec2: boolean): unknown[] {
  if (typeof node === 'string') return [];
  const keys = Object.keys(node);
  const only = keys.length === 1 ? keys[0] : undefined;
  const inner = only !== undefined && !/^\d+$/.test(only) ? node[only] : node;
  if (typeof inner !== 'object') return [];
  return Object.keys(inner)
    .sort((a, b) => Number(a) - Number(b))
    .map((key) => decodeForm(shape.member, inner[key] ?? '', ec2));
}

/** `Attributes.entry.1.Name` and `.Value`, or other words that the schema has for the two. */
function decodeMap(shape: Shape, node: FormTree | string, ec2: boolean): Record<string, unknown> {
  if (typeof node === 'string') return {};
  const entries = typeof node.entry === 'object' ? node.entry : node;
  const keyName = shapeOf(shape.key).traits.xmlName ?? 'key';
  const valueName = shapeOf(shape.member).traits.xmlName ?? 'value';
  const pairs = Object.values(entries).flatMap((entry): [string, unknown][] => {
    if (typeof entry === 'string' || typeof entry[keyName] !== 'string') return [];
    return [[entry[keyName], decodeForm(shape.member, entry[valueName] ?? '', ec2)]];
  });
  return Object.fromEntries(pairs);
}

/** A form tree as the input object that the SDK's caller wrote. */
export function decodeForm(schema: Schema, node: FormTree | string, ec2: boolean): unknown {
  const shape = shapeOf(schema);
  if (shape.kind === 'list') return decodeList(shape, node, ec2);
  if (shape.kind === 'map') return decodeMap(shape, node, ec2);
  if (shape.kind === 'structure') {
    const tree = typeof node === 'string' ? {} : node;
    const found: Record<string, unknown> = {};
    for (const [name, member] of shape.members ?? []) {
      const { xmlName, ec2QueryName } = shapeOf(member).traits;
      const key = ec2 ? (ec2QueryName ?? capital(xmlName ?? name)) : (xmlName ?? name);
      const value = tree[key];
      if (value !== undefined) found[name] = decodeForm(member, value, ec2);
    }
    return found;
  }
  if (typeof node !== 'string') return undefined;
  if (shape.kind === 'number') return Number(node);
  if (shape.kind === 'flag') return node === 'true';
  return node;
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

export function escapeXml(text: string): string {
  // Control characters other than tab and line ends cannot be in XML at all.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  return text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f]/g, '').replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** The inside of an element: a structure's members, a list's items, or text. Members without a value are left out. */
export function encodeXml(schema: Schema, value: unknown): string {
  const shape = shapeOf(schema);
  if (shape.kind === 'list') {
    const name = shapeOf(shape.member).traits.xmlName ?? 'member';
    return (value as unknown[]).map((item) => element(name, encodeXml(shape.member, item))).join('');
  }
  if (shape.kind === 'map') {
    const entries = Object.entries(value as Record<string, unknown>);
    return entries
      .map(([key, held]) => element('entry', element('key', escapeXml(key)) + element('value', encodeXml(shape.member, held))))
      .join('');
  }
  if (shape.kind === 'structure') {
    const held = value as Record<string, unknown>;
    return (shape.members ?? [])
      .filter(([name]) => held[name] !== undefined)
      .map(([name, member]) => element(shapeOf(member).traits.xmlName ?? name, encodeXml(member, held[name])))
      .join('');
  }
  return escapeXml(value instanceof Date ? value.toISOString() : String(value));
}
