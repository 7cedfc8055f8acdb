/** What the policy watch found, in lines for people. */
import type { Analysis, Granted } from './policy-analysis.ts';

const mostNamed = 4;

function named(restricted: readonly string[]): string {
  const more = restricted.length - mostNamed;
  return `${restricted.slice(0, mostNamed).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function line(through: string, granted: readonly Granted[]): string {
  const restricted = granted.map((each) => each.restricted);
  const rule = restricted.includes(through) ? '' : ` (restricted: ${named(restricted)})`;
  return `statement ${granted[0]?.statement} allows ${through}${rule}`;
}

/** One line per statement and what in it allows something restricted; "statement 1 allows * (restricted: iam:*, kms:*)". */
export function grantedLines(analysis: Analysis): string[] {
  if (!analysis.readable) return [`nobody can say what it allows: ${analysis.because}`];
  const by = new Map<string, Granted[]>();
  for (const each of analysis.granted) {
    const key = JSON.stringify([each.statement, each.through]);
    by.set(key, [...(by.get(key) ?? []), each]);
  }
  return [...by.values()].map((granted) => line(granted[0]?.through ?? '', granted));
}
