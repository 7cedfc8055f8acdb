/** Redaction: what services and people wrote may contain access key ids; nothing leaves with more than a fingerprint of them. */
import { fingerprint } from './access-key.ts';

// To the end of the run: what stands before a key could otherwise take its first letters and leave the rest.
const KEY_ID = /(?:AKIA|ASIA)[A-Z0-9]{16,}/g;

/** The text with every access key id replaced by its fingerprint. */
export function withoutKeyIds(text: string): string {
  // Every text of a finding comes by here, and nearly none has a key.
  return text.includes('AKIA') || text.includes('ASIA') ? text.replace(KEY_ID, fingerprint) : text;
}

/** The same for every text in a JSON-like value, keys of objects included. */
export function deepWithoutKeyIds<T>(value: T): T {
  return redact(value) as T;
}

function redact(value: unknown): unknown {
  if (typeof value === 'string') return withoutKeyIds(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [withoutKeyIds(key), redact(inner)]));
}
