/** "Did you mean": the nearest known word, when it is near enough to be a slip. */

/** Insertions, deletions, substitutions and swaps of neighbours that make one word of the other. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const next = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1] ? 0 : 1;
      let least = Math.min((last[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1, (last[column - 1] ?? 0) + same);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1);
      next.push(least);
    }
    before = last;
    last = next;
  }
  return last[b.length] ?? 0;
}

const MOST_LETTERS = 30;

/** Short words forgive one slip, longer ones two; undefined when nothing is near. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase().slice(0, MOST_LETTERS);
  if (wanted.length < 2) return undefined;
  const near = known
    .map((each) => ({ each, far: distance(wanted, each) }))
    .filter(({ each, far }) => far <= (Math.min(each.length, wanted.length) <= 4 ? 1 : 2))
    .sort((a, b) => a.far - b.far || a.each.length - b.each.length);
  const started = wanted.length >= 3 ? known.find((each) => each.startsWith(wanted)) : undefined;
  return near[0]?.each ?? started;
}
