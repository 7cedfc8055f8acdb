/** Reading unknown JSON: small typed accessors that give undefined or empty instead of throwing. */

export type Fields = Record<string, unknown>;

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under these keys, or an empty one. */
export function record(value: unknown, ...path: string[]): Fields {
  const found = at(value, ...path);
  return isRecord(found) ? found : {};
}

/** The array under these keys, or an empty one. */
export function list(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** The objects in the array under these keys. */
export function records(value: unknown, ...path: string[]): Fields[] {
  return list(value, ...path).filter(isRecord);
}

/** A string with something in it; numbers count as their digits. */
export function text(value: unknown, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === 'number' && Number.isFinite(found)) return String(found);
  return typeof found === 'string' && found.trim() !== '' ? found : undefined;
}

/** The strings in the array under these keys. */
export function texts(value: unknown, ...path: string[]): string[] {
  return list(value, ...path).filter((item): item is string => typeof item === 'string' && item.trim() !== '');
}

/** A number, or a string that is one. */
export function numeric(value: unknown, ...path: string[]): number | undefined {
  const found = at(value, ...path);
  const number = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** True or "true", in any case. */
export function flag(value: unknown, ...path: string[]): boolean {
  const found = at(value, ...path);
  return found === true || (typeof found === 'string' && found.toLowerCase() === 'true');
}

export function at(value: unknown, ...path: string[]): unknown {
  let current = value;
  for (const key of path) {
    if (!isRecord(current)) return undefined;
    const next = current[key];
    if (next === undefined || !Object.hasOwn(current, key)) return undefined;
    current = next;
  }
  return current;
}
