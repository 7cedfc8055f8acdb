/** Who is on call now, in words for a card: "On call: @omar (L1), @li (L2)". */
import type { CaseView } from '../src/domain/case-view.ts';
import { at } from './names.ts';
import type { Part } from './text.ts';

const MOST_PEOPLE = 4;

export function onCallWords({ onCall = [] }: Pick<CaseView, 'onCall'>): Part[] {
  if (onCall.length === 0) return [];
  const named = onCall.slice(0, MOST_PEOPLE).map(({ name, level }) => `${at(name)} (L${level})`);
  const more = onCall.length - named.length;
  return [`On call: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}
