/** Durations as people write them: 30m, 4h, 1d, 2w. */

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** Milliseconds; undefined for anything else, also for none at all and for more than ten years. */
export function durationOf(text: string): number | undefined {
  const [, count = '', unit = ''] = /^(\d{1,4})\s?(m|min|h|d|w)[a-z]{0,7}$/i.exec(text.trim()) ?? [];
  const length = Number(count) * (UNITS[unit.slice(0, 1).toLowerCase()] ?? 0);
  return length > 0 && length <= 520 * (UNITS.w ?? 0) ? length : undefined;
}

/** How long each of them may be, in words and milliseconds. */
export const durationLimits = {
  snooze: { least: '15m', most: '7d' },
  suppress: { least: '1d', most: '90d' },
} as const;

/** Whether this is a duration which that verb takes. */
export function isWithin(verb: keyof typeof durationLimits, text: string): boolean {
  const length = durationOf(text);
  const { least, most } = durationLimits[verb];
  return length !== undefined && length >= (durationOf(least) ?? 0) && length <= (durationOf(most) ?? 0);
}
