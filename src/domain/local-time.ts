/** Days and times of day as people in a place live them: daylight saving included. */

export interface LocalTime {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  /** Since midnight by the clock on the wall. */
  minutes: number;
}

export const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hourCycle: 'h23', ...numeric });
  formats.set(timeZone, format);
  return format;
}

export function isTimeZone(name: string): boolean {
  try {
    formatIn(name);
    return true;
  } catch {
    return false;
  }
}

/** `at` in milliseconds since the epoch. */
export function localTime(at: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year, month, day] = [parts.get('year') ?? 1970, parts.get('month') ?? 1, parts.get('day') ?? 1];
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  return { year, month, day, weekday, minutes: (parts.get('hour') ?? 0) * 60 + (parts.get('minute') ?? 0) };
}

/** "07:30" as minutes since midnight. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function asIfUtc({ year, month, day, minutes }: LocalTime): number {
  return Date.UTC(year, month - 1, day) + minutes * MINUTE;
}

/** When the clock on the wall shows `minutes` on that day; in the hour that is skipped in spring, an hour later. */
function instantOf(local: LocalTime, timeZone: string): number {
  const wanted = asIfUtc(local);
  const offset = (at: number) => asIfUtc(localTime(at, timeZone)) - Math.floor(at / MINUTE) * MINUTE;
  const first = wanted - offset(wanted);
  return wanted - offset(first);
}

interface Daily {
  /** "HH:MM". */
  at: string;
  timeZone: string;
  /** Only on this day of the week, 0 for Sunday. */
  weekday?: number | undefined;
}

function near(now: number, { at, timeZone, weekday }: Daily, days: number): number | undefined {
  const day = localTime(now + days * DAY, timeZone);
  return weekday === undefined || day.weekday === weekday ? instantOf({ ...day, minutes: minutesOf(at) }, timeZone) : undefined;
}

/** The last such moment at or before `now`. */
export function lastBefore(now: number, daily: Daily): number {
  for (let days = 1; days >= -8; days -= 1) {
    const at = near(now, daily, days);
    if (at !== undefined && at <= now) return at;
  }
  return now;
}

/** The next such moment after `now`. */
export function nextAfter(now: number, daily: Daily): number {
  for (let days = -1; days <= 8; days += 1) {
    const at = near(now, daily, days);
    if (at !== undefined && at > now) return at;
  }
  return now;
}
