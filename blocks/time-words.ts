/** Moments and durations as people read them: Slack dates in the reader's own time zone, numbers with units. */
import { type Part, raw } from './text.ts';

export { counted } from '../src/domain/counted.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The year 3000: later means "no end". */
const FAR = 32_503_680_000_000;

function known(at: number): boolean {
  return Number.isFinite(at) && at >= 0 && at < FAR;
}

/** "2026-11-20 03:24 UTC", for texts where Slack dates do not work. */
export function utc(at: number): string {
  return known(at) ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'no end date';
}

export function moment(at: number): Part {
  return known(at) ? raw(`<!date^${Math.floor(at / 1000)}^{date_short_pretty} {time}|${utc(at)}>`) : 'no end date';
}

/** "until Friday 03:24", or that there is no end. */
export function until(at: number): Part[] {
  return known(at) ? ['until ', moment(at)] : ['without an end date'];
}

function unit(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`;
}

/** "40 s", "5 min", "3 h", "12 days". */
export function duration(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < MINUTE) return `${Math.round(length / 1000)} s`;
  if (length < HOUR) return `${Math.round(length / MINUTE)} min`;
  if (length < 2 * DAY) return `${Math.round(length / HOUR)} h`;
  return unit(Math.round(length / DAY), 'day');
}

export function ago(at: number, now: number): string {
  return `${duration(now - at)} ago`;
}
