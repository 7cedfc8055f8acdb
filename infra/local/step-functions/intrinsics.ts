/** The intrinsic functions (`States.Format(...)`) and the expressions they appear in. */
import { StateError } from './errors.ts';
import { parsePath, readPath, type View } from './paths.ts';

/** A parsed expression: gives its value, or throws a StateError. */
type Expression = (view: View) => unknown;

function fail(message: string): never {
  throw new StateError('States.IntrinsicFailure', message);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : fail(`expected a string, got ${JSON.stringify(value)}`);
}

function whole(value: unknown): number {
  return Number.isInteger(value) ? Number(value) : fail(`expected a whole number, got ${JSON.stringify(value)}`);
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : fail(`expected an array, got ${JSON.stringify(value)}`);
}

function format(template: unknown, ...values: unknown[]): string {
  let used = 0;
  const filled = text(template).replace(/\{\}/g, () => {
    if (used >= values.length) fail('States.Format has more {} than values');
    const value = values[used++];
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  return used === values.length ? filled : fail('States.Format has more values than {}');
}

function parseJson(value: unknown): unknown {
  try {
    return JSON.parse(text(value));
  } catch {
    return fail('States.StringToJson got text that is not JSON');
  }
}

function item(array: unknown, index: unknown): unknown {
  const value = list(array)[whole(index)];
  return value === undefined ? fail(`the array has no item ${whole(index)}`) : value;
}

const FUNCTIONS: Record<string, { takes: number | 'any'; run: (...values: unknown[]) => unknown }> = {
  'States.Format': { takes: 'any', run: format },
  'States.Array': { takes: 'any', run: (...values) => values },
  'States.JsonToString': { takes: 1, run: (value) => JSON.stringify(value) },
  'States.StringToJson': { takes: 1, run: parseJson },
  'States.MathAdd': { takes: 2, run: (a, b) => whole(a) + whole(b) },
  'States.ArrayLength': { takes: 1, run: (array) => list(array).length },
  'States.ArrayGetItem': { takes: 2, run: item },
};

/** Splits at top-level commas, minding quotes and nested calls. */
function splitArguments(source: string): string[] {
  const parts = source.match(/\s*(?:'(?:\\.|[^'\\])*'|\((?:'(?:\\.|[^'\\])*'|[^'])*\)|\[[^\]]*\]|[^,'([])+\s*(?:,|$)/g) ?? [];
  if (parts.join('') !== source) throw new Error(`cannot read the arguments "${source}"`);
  return parts.map((part) => part.replace(/,$/, '').trim());
}

function parseArgument(source: string): Expression {
  if (source.startsWith("'")) {
    if (!/^'(?:\\.|[^'\\])*'$/.test(source)) throw new Error(`cannot read the text ${source}`);
    const value = source.slice(1, -1).replace(/\\(.)/g, '$1');
    return () => value;
  }
  if (/^(?:-?\d+(?:\.\d+)?|true|false|null)$/.test(source)) {
    const value: unknown = JSON.parse(source);
    return () => value;
  }
  return parseExpression(source);
}

/** Reads the value of a `.$` field: a path or an intrinsic function. Throws at once for what it does not know. */
export function parseExpression(source: string): Expression {
  if (source.startsWith('$')) {
    parsePath(source);
    return (view) => {
      const value = readPath(source, view);
      if (value === undefined) throw new StateError('States.Runtime', `The path "${source}" could not be found in the input`);
      return value;
    };
  }
  const call = /^(States\.\w+)\((.*)\)$/s.exec(source);
  const known = FUNCTIONS[call?.[1] ?? ''];
  if (!call || !known) throw new Error(`"${source}" is neither a path nor an intrinsic function known here`);
  const values = call[2]?.trim() ? splitArguments(call[2]).map(parseArgument) : [];
  if (known.takes !== 'any' && known.takes !== values.length) throw new Error(`${call[1]} takes ${known.takes} arguments`);
  return (view) => known.run(...values.map((value) => value(view)));
}
