/** What the product said, word for word, and what the case is in our terms. */
import type { KnownBlock, ModalView } from '@slack/types';
import type { CaseView } from '../src/domain/case-view.ts';
import { context, fields, modal, section } from './kit.ts';
import { placeWords, resourceWords } from './names.ts';
import { severityMarked, tierWords } from './severity-words.ts';
import { bold, bounded, lines, type Part } from './text.ts';
import { moment } from './time-words.ts';

const MOST_ROWS = 20;

function rowLines({ rows, rowCount }: CaseView): Part[][] {
  const shown = rows.slice(0, MOST_ROWS).map((row): Part[] => {
    const state = row.promotedTo ? `own case ${bounded(row.promotedTo, 40)}` : row.active ? severityMarked(row.severity) : 'closed';
    return [`${resourceWords(row.resource)} in ${bounded(row.resource.account, 20)} · ${state}`];
  });
  return rowCount > shown.length ? [...shown, [`… and ${rowCount - shown.length} more`]] : shown;
}

export function detailsModal(view: CaseView): ModalView {
  const facts: Record<string, Part> = {
    Severity: severityMarked(view.severity),
    Tier: tierWords(view.tier, bounded(view.tierReason, 160)),
    Type: bounded(view.type, 160),
    Product: bounded(view.product, 60),
    Resource: bounded(view.resource.arn ?? resourceWords(view.resource), 300),
    Where: placeWords(view),
    Opened: moment(view.openedAt),
    'Last seen': moment(view.lastSeenAt),
  };
  const blocks: KnownBlock[] = [
    section(lines([bold(bounded(view.title, 300))], [bounded(view.description, 2000)])),
    fields(facts),
    ...(view.rowCount > 1 ? [section(lines(...rowLines(view)))] : []),
    context([`case ${bounded(view.caseId, 40)}`]),
  ];
  return modal({ title: 'Details' }, blocks);
}
