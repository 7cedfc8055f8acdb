/** The text on a lock screen: severity, account, resource and next step within 120 characters. */
import type { CaseView } from '../src/domain/case-view.ts';
import { isClosed } from './case-buttons.ts';
import { fallback } from './kit.ts';
import { resourcesWords, shortResource } from './names.ts';
import { severityWord } from './severity-words.ts';
import { bounded, compose, raw } from './text.ts';
import { titleWords } from './words.ts';

const MOST = 120;
const MOST_BEFORE = 64;
const MOST_AFTER = 40;

/** What the person who looks should do now. */
export function nextStep(view: CaseView): string {
  if (view.resolution) return `resolved by ${bounded(view.resolution.by, 24)}`;
  if (isClosed(view)) return 'closed, nothing to do';
  const open = view.responses.find((response) => response.status !== 'ended');
  if (open) return open.waiting ? 'next: Review and approve' : 'a response is running';
  const standing = view.responses.find((response) => response.undoable);
  if (standing) return standing.outcome === 'CONTAINED' ? 'contained, next: Resolve' : 'next: look at the response';
  const offer = view.offers.find(({ recommended }) => recommended) ?? view.offers[0];
  if (offer) return `next: ${bounded(offer.label, 24)}`;
  return view.acknowledged ? 'next: work on it' : 'next: Acknowledge';
}

export function fallbackText(view: CaseView): string {
  const where = bounded(view.accountName ?? view.account, 24);
  const request = view.kind === 'approval' ? view.responses[0] : undefined;
  const what = request
    ? bounded(request.target.label, 28)
    : view.rowCount > 1
      ? resourcesWords(
          view.rowCount,
          view.rows.map((row) => row.resource.kind),
        )
      : bounded(shortResource(view.resource), 28);
  const sample = view.sample ? 'SAMPLE ' : '';
  const before = compose([`${sample}${request ? 'APPROVAL' : severityWord(view.severity)} ${where} ${what}: `], MOST_BEFORE);
  const after = compose([` · ${nextStep(view)}`], MOST_AFTER);
  // The title gives way: the next step must be there.
  const room = MOST - [...before].length - [...after].length;
  const title = titleWords({ ...view, rowCount: 1, kind: 'finding' });
  return fallback([raw(before), raw(compose([title], room)), raw(after)], MOST);
}
