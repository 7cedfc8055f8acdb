/** Spread: how many lengths of time there were, and what half and nine in ten of them did not exceed. */

/** Milliseconds. */
export interface Spread {
  count: number;
  median: number;
  ninetieth: number;
}

/** Median: the middle one, or halfway between the two middle ones. 90th percentile: the smallest that nine in ten do not exceed. */
export function spreadOf(lengths: readonly number[]): Spread | undefined {
  const sorted = [...lengths].sort((one, other) => one - other);
  const count = sorted.length;
  const at = (index: number) => sorted[Math.min(Math.max(index, 0), count - 1)] ?? 0;
  if (count === 0) return undefined;
  const half = Math.floor(count / 2);
  return { count, median: count % 2 === 1 ? at(half) : (at(half - 1) + at(half)) / 2, ninetieth: at(Math.ceil(count * 0.9) - 1) };
}
