/** How Slack writes dates: the `<!date^…>` tokens, times beside messages and the day lines between them. */
const LOCALE = 'en-US';
const DAY = 86_400_000;

function ordinal(day: number): string {
  const tens = day % 100;
  if (tens >= 11 && tens <= 13) return `${day}th`;
  return `${day}${['th', 'st', 'nd', 'rd'][day % 10] ?? 'th'}`;
}

function part(at: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(LOCALE, { ...options, ...(timeZone ? { timeZone } : {}) }).format(new Date(at));
}

/** Which calendar day this is, as a count, so that two instants of one local day compare equal. */
function dayNumber(at: number, timeZone?: string): number {
  const [month = 1, day = 1, year = 1970] = part(at, timeZone, { year: 'numeric', month: 'numeric', day: 'numeric' })
    .split('/')
    .map(Number);
  return Math.round(Date.UTC(year, month - 1, day) / DAY);
}

function relativeDay(at: number, now: number, timeZone?: string): string | undefined {
  const distance = dayNumber(at, timeZone) - dayNumber(now, timeZone);
  if (distance === 0) return 'Today';
  if (distance === -1) return 'Yesterday';
  return distance === 1 ? 'Tomorrow' : undefined;
}

export function timeOfDay(at: number, timeZone?: string, seconds = false): string {
  return part(at, timeZone, { hour: 'numeric', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) }).replace(/\u202f/g, ' ');
}

/** "Friday, November 20th", or Today and Yesterday. */
export function dayLabel(at: number, now: number, timeZone?: string): string {
  const relative = relativeDay(at, now, timeZone);
  if (relative) return relative;
  const day = ordinal(Number(part(at, timeZone, { day: 'numeric' })));
  return `${part(at, timeZone, { weekday: 'long' })}, ${part(at, timeZone, { month: 'long' })} ${day}`;
}

/** "5 minutes ago"; in the future "in 5 minutes". */
export function ago(at: number, now: number): string {
  const seconds = Math.round(Math.abs(now - at) / 1000);
  if (seconds < 5) return 'just now';
  const units: [number, string][] = [
    [86_400, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ];
  const [size, unit] = units.find(([least]) => seconds >= least) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return at > now ? `in ${words}` : `${words} ago`;
}

function longDate(at: number, now: number, timeZone: string | undefined, options: Intl.DateTimeFormatOptions): string {
  const year = part(at, timeZone, { year: 'numeric' });
  const day = ordinal(Number(part(at, timeZone, { day: 'numeric' })));
  const named = [
    options.weekday ? `${part(at, timeZone, { weekday: options.weekday })}, ` : '',
    part(at, timeZone, { month: options.month }),
  ];
  return `${named.join('')} ${day}${year === part(now, timeZone, { year: 'numeric' }) ? '' : `, ${year}`}`;
}

/** Fills the tokens of a Slack date format; an unknown token or an unusable time gives the fallback. */
export function formatSlackDate(seconds: number, format: string, fallback: string, now: number, timeZone?: string): string {
  const at = seconds * 1000;
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return fallback;
  const date = longDate(at, now, timeZone, { month: 'long' });
  const short = longDate(at, now, timeZone, { month: 'short' });
  const long = longDate(at, now, timeZone, { month: 'long', weekday: 'long' });
  const relative = relativeDay(at, now, timeZone);
  const values: Record<string, string> = {
    date_num: new Intl.DateTimeFormat('sv-SE', timeZone ? { timeZone } : {}).format(new Date(at)),
    date,
    date_short: short,
    date_long: long,
    date_pretty: relative ?? date,
    date_short_pretty: relative ?? short,
    date_long_pretty: relative ?? long,
    time: timeOfDay(at, timeZone),
    time_secs: timeOfDay(at, timeZone, true),
    ago: ago(at, now),
  };
  const tokens = format.match(/\{\w+\}/g) ?? [];
  if (tokens.some((token) => !Object.hasOwn(values, token.slice(1, -1)))) return fallback;
  return format.replace(/\{(\w+)\}/g, (_, token: string, offset: number) => {
    const value = values[token] ?? '';
    return offset > 0 && token.endsWith('_pretty') && relative ? value.toLowerCase() : value;
  });
}
