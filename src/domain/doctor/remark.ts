/** Remark: one thing that doctor looked at, how it is, and what to change where it is not as it should be. */

export type About = 'policy' | 'hub' | 'AWS' | 'Slack' | 'PagerDuty' | 'mode' | 'coverage';

export interface Remark {
  /** A `problem` fails the check, a `warning` is worth knowing. */
  level: 'ok' | 'warning' | 'problem';
  about: About;
  says: string;
  /** What to do, and where. Every problem has it. */
  change?: string;
}

export const ok = (about: About, says: string): Remark => ({ level: 'ok', about, says });
export const warning = (about: About, says: string, change?: string): Remark => ({
  level: 'warning',
  about,
  says,
  ...(change && { change }),
});
export const problem = (about: About, says: string, change: string): Remark => ({ level: 'problem', about, says, change });

const marks = { ok: '✔', warning: '⚠', problem: '✖' } as const;
const width = 'PagerDuty'.length;

/** One line each, and below what is wrong what to change; then how many there are. */
export function remarkLines(remarks: readonly Remark[]): string[] {
  const lines = remarks.flatMap(({ level, about, says, change }) => [
    `${marks[level]} ${about.padEnd(width)}  ${says}`,
    ...(change ? [`  ${' '.repeat(width)}  → ${change}`] : []),
  ]);
  const count = (wanted: Remark['level'], word: string) => {
    const { length } = remarks.filter(({ level }) => level === wanted);
    return `${length === 0 ? 'no' : length} ${word}${length === 1 ? '' : 's'}`;
  };
  return [...lines, '', `${count('problem', 'problem')}, ${count('warning', 'warning')}`];
}

export function hasProblem(remarks: readonly Remark[]): boolean {
  return remarks.some(({ level }) => level === 'problem');
}
