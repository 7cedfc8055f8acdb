/** Timestamps in every form seen in findings, as milliseconds since the epoch. */

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,](\d{1,9}))?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;
/** What AWS writes nearly always: nothing about it has to be repaired. */
const USUAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const EARLIEST_SECONDS = 946_684_800; // 2000
const LATEST_SECONDS = 7_258_118_400; // 2200

/** ISO with 0 to 9 fractional digits, a space or no zone (UTC), RFC 1123, epoch seconds or milliseconds; anything else is undefined. */
export function timestampFrom(value: unknown): number | undefined {
  if (typeof value === 'number') return fromEpoch(value);
  if (typeof value !== 'string') return undefined;
  if (USUAL.test(value)) return inRange(Date.parse(value));
  const text = value.trim();
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) return fromEpoch(Number(text));
  const iso = ISO.exec(text);
  if (iso) return inRange(fromIso(iso));
  return /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} [\d:]{8} (?:GMT|UTC|[+-]\d{4})$/.test(text) ? inRange(Date.parse(text)) : undefined;
}

function fromIso([, day, time = '00:00:00', fraction = '', zone = 'Z']: RegExpExecArray): number {
  const clock = time.length === 5 ? `${time}:00` : time;
  const offset = /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase();
  return Date.parse(`${day}T${clock}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`);
}

function fromEpoch(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined;
  return inRange(Math.trunc(value >= LATEST_SECONDS ? value : value * 1000));
}

function inRange(milliseconds: number): number | undefined {
  return milliseconds >= EARLIEST_SECONDS * 1000 && milliseconds < LATEST_SECONDS * 1000 ? milliseconds : undefined;
}
