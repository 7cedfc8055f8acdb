/** The story of a case, event by event, with what proves that nothing was taken out of it. */
import type { KnownBlock, ModalView } from '@slack/types';
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
}

const MOST_TEXT = 2_800;
const MOST_SECTIONS = 60;

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

export function timelineModal({ caseId, title, entries, events, lastHash, brokenAt }: TimelineView): ModalView {
  const all = sections(entries);
  const shown = all.slice(-MOST_SECTIONS);
  const proof: Part[] =
    brokenAt === undefined
      ? [`${counted(events, 'event')}, each with the hash of the one before; the last hash begins with `, code(lastHash.slice(0, 12))]
      : [bold(`⚠ The chain of hashes does not hold at event ${brokenAt}: the log was changed.`)];
  const blocks: KnownBlock[] = [
    section([bold(bounded(title, 150)), `  `, code(caseId)]),
    ...(all.length > shown.length ? [section(['… what was before is in the export'])] : []),
    ...shown.map((text) => section([raw(text)])),
    actions([
      button({ actionId: 'export', value: caseId, label: 'Export', accessibilityLabel: `Export the log of case ${caseId} as a file` }),
    ]),
    context(proof),
  ];
  return modal({ callbackId: 'timeline', privateMetadata: caseId, title: 'Timeline' }, blocks);
}
