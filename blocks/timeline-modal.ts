/** The story of a case, event by event and page by page, with what proves that nothing was taken out of it. */
import type { Button, KnownBlock, ModalView } from '@slack/types';
import { actions, button, context, modal, section } from './kit.ts';
import { bold, bounded, code, type Part, raw } from './text.ts';
import { counted, moment } from './time-words.ts';

export interface TimelineView {
  caseId: string;
  title: string;
  /** Oldest first; `line` is mrkdwn from threadLine, escaped already. */
  entries: { at: number; line: string }[];
  events: number;
  lastHash: string;
  /** The first event at which the chain of hashes does not hold. */
  brokenAt?: number;
  /** Counted from the oldest, so that a page stays what it is while the story goes on; the newest when absent. */
  page?: number;
}

const MOST_TEXT = 2_800;
/** Within Slack's 250 kB for a window, whatever the letters are. */
const SECTIONS_OF_PAGE = 12;

/** As many lines to a section as fit. */
function sections(entries: TimelineView['entries']): string[] {
  const found: string[] = [];
  for (const { at, line } of entries) {
    const when = moment(at);
    const words = `${typeof when === 'string' ? when : when.raw}  ${line}`;
    const last = found.at(-1);
    if (last !== undefined && last.length + words.length < MOST_TEXT) found[found.length - 1] = `${last}\n${words}`;
    else found.push(words);
  }
  return found;
}

/** Opens the same window at another page: what follows the case in its value is the page. */
function turn(caseId: string, page: number, pages: number, label: string): Button {
  const value = `${caseId}.${String(page).padStart(10, '0')}`;
  return button({ actionId: 'timeline', value, label, accessibilityLabel: `${label}: page ${page} of ${pages}` });
}

export function timelineModal({ caseId, title, entries, events, lastHash, brokenAt, page: wanted }: TimelineView): ModalView {
  const all = sections(entries);
  const pages = Math.max(1, Math.ceil(all.length / SECTIONS_OF_PAGE));
  const page = Math.min(Math.max(1, wanted ?? pages), pages);
  const shown = all.slice((page - 1) * SECTIONS_OF_PAGE, page * SECTIONS_OF_PAGE);
  const proof: Part[] =
    brokenAt === undefined
      ? [`${counted(events, 'event')}, each with the hash of the one before; the last hash begins with `, code(lastHash.slice(0, 12))]
      : [bold(`⚠ The chain of hashes does not hold at event ${brokenAt}: the log was changed.`)];
  const later = page < pages ? [turn(caseId, page + 1, pages, 'Later')] : [];
  const blocks: KnownBlock[] = [
    section([bold(bounded(title, 150)), `  `, code(caseId), ...(pages > 1 ? [`  page ${page} of ${pages}`] : [])]),
    ...(page > 1 ? [actions([turn(caseId, page - 1, pages, 'Earlier')])] : []),
    ...shown.map((text) => section([raw(text)])),
    actions([
      ...later,
      button({ actionId: 'export', value: caseId, label: 'Export', accessibilityLabel: `Export the log of case ${caseId} as a file` }),
    ]),
    context(proof),
  ];
  return modal({ callbackId: 'timeline', privateMetadata: caseId, title: 'Timeline' }, blocks);
}
