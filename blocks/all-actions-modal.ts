/** Every verb of a case in one list, for those that have no room on the card. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import { isClosed, verbButton } from './case-buttons.ts';
import { modal, section } from './kit.ts';
import { bold, bounded, lines } from './text.ts';
import { titleWords } from './words.ts';

type Verb = [verb: string, label: string, what: string];

const OPEN: Verb[] = [
  ['acknowledge', 'Acknowledge', 'say that somebody looks at it'],
  ['assign', 'Assign', 'to one person'],
  ['note', 'Note', 'for everybody who looks at the case'],
  ['snooze', 'Snooze', 'be quiet about this case for a while'],
  ['suppress', 'Suppress', 'be quiet about this problem on this resource, also when it comes again'],
  ['resolve', 'Resolve', 'say how it ended'],
];
const CLOSED: Verb[] = [
  ['note', 'Note', 'for everybody who looks at the case'],
  ['reopen', 'Reopen', 'it is not over'],
];
const QUIET: Verb = ['reopen', 'Wake', 'be loud about it again: ends its snooze or suppression'];
const ALWAYS: Verb[] = [
  ['details', 'Details', 'what the product said, word for word'],
  ['timeline', 'Timeline', 'what happened, who did it and when; with an export of the log'],
  ['stop', 'Stop…', 'no response runs any more: everywhere, in this account, or of one kind'],
  ['start', 'Start again…', 'what was stopped; takes two people'],
];

/** What there is to do about the page now. */
function pageVerbs({ page, kind, sample }: CaseView): Verb[] {
  if (sample || (kind !== 'finding' && kind !== 'storm')) return [];
  if (page?.closedBy) return [['keep_open', 'Keep open', 'PagerDuty closed it and it is not over: pages again']];
  const isPaged = page?.alert === 'triggered' || page?.alert === 'acknowledged';
  const verbs: Verb[] = page?.trouble ? [['retry_page', 'Retry page', 'try at once to page the people on call']] : [];
  if (!isPaged) return [...verbs, ['page', 'Page on call…', 'wake whoever is on call, with your reason']];
  if (!page?.incident) return verbs;
  return [
    ...verbs,
    ['escalate', 'Escalate', 'PagerDuty asks the next level, too'],
    ['priority', 'Priority…', 'of the incident in PagerDuty'],
  ];
}

/** One case, one ticket. */
function ticketVerbs({ ticket, sample, kind }: CaseView): Verb[] {
  if (sample || (kind !== 'finding' && kind !== 'storm') || ticket?.opened || (ticket && !ticket.refused)) return [];
  return [['ticket', 'Open a ticket', 'for whoever owns it, where policy says']];
}

function verbsOf(view: CaseView): Verb[] {
  if (isClosed(view)) return [...CLOSED, ...ALWAYS];
  const open = OPEN.filter(([verb]) => verb !== 'acknowledge' || !view.acknowledged);
  return [...open, ...(view.snooze || view.suppression ? [QUIET] : []), ...pageVerbs(view), ...ticketVerbs(view), ...ALWAYS];
}

export function allActionsModal(view: CaseView, privateMetadata: string): ModalView {
  const about: KnownBlock = section(lines([bold(titleWords(view))], [`case ${bounded(view.caseId, 40)}`]));
  const list = verbsOf(view).map(([verb, label, what]) => section([bold(label), `: ${what}`], verbButton(verb, label, view.caseId)));
  return modal({ callbackId: 'all', privateMetadata, title: 'All actions' }, [about, ...list]);
}
