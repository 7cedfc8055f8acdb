/** What the policy watch found a changed policy to allow, in words for the card and the thread; the texts are those of its document. */
import type { CaseView } from '../src/domain/case-view.ts';
import type { PolicyWatched } from '../src/domain/policy-analysis.ts';
import { bold, bounded, type Part } from './text.ts';

const MOST_GRANTED = 3;
const MOST_POLICIES = 2;

/** "statement 1 allows iam:* (restricted: iam:PassRole); 2 more · statement 2 denies …, which takes nothing of it away". */
export function grantedWords({ lines, denied }: Pick<PolicyWatched, 'lines' | 'denied'>): string {
  const more = lines.length > MOST_GRANTED ? [`${lines.length - MOST_GRANTED} more`] : [];
  const found = [...lines.slice(0, MOST_GRANTED).map((line) => bounded(line, 160)), ...more].join('; ');
  return denied.length > 0 ? `${found} · ${bounded(denied.join('; '), 200)}, which takes nothing of it away` : found;
}

export function watchedWhat({ label, version }: Pick<PolicyWatched, 'label' | 'version'>): string {
  return `${bounded(label, 120)}, version ${bounded(version, 20)}`;
}

/** Of each policy what was seen last; a harmless one is no reason for anything. */
export function watchedLines({ watched = [] }: Pick<CaseView, 'watched'>): Part[][] {
  const last = watched.filter(({ key }, index) => watched.findLastIndex((other) => other.key === key) === index);
  return last
    .filter(({ verdict }) => verdict !== 'clear')
    .slice(-MOST_POLICIES)
    .map((one): Part[] => [bold('What it allows:'), ` ${watchedWhat(one)}: ${grantedWords(one)}`]);
}
