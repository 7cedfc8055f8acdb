/** Answers about many cases, and one case as a line that may be shown to everybody. */
import type { KnownBlock } from '@slack/types';
import { verbButton } from './case-buttons.ts';
import { type CaseRow, caseRowParts } from './case-rows.ts';
import { context, fallback, type Message, section } from './kit.ts';
import { bold, bounded, code, type Part, raw } from './text.ts';
import { counted } from './time-words.ts';

export interface ListView {
  rows: CaseRow[];
  /** How many fit the filters, and the page that is shown. */
  total: number;
  page: number;
  pages: number;
  /** As it was written, for the next page. */
  words: string;
  now: number;
  /** Shown to everybody: then without buttons. */
  shared: boolean;
}

const HOST = /^https:\/\/[a-z0-9.-]+\/archives\/[A-Z0-9]+\/p\d+(?:\?[\w.=&]*)?$/;

/** Only what Slack gives as a link to one of its messages. */
export function linkPart(link: string | undefined, words: string): Part[] {
  return link && HOST.test(link) ? [raw(`<${link}|${words}>`)] : [];
}

export function listMessage({ rows, total, page, pages, words, now, shared }: ListView): Message {
  if (total === 0) return { text: 'No open case fits', blocks: [section(['No open case fits.'])] };
  const blocks: KnownBlock[] = rows.map((row) =>
    section(caseRowParts(row, now), shared ? undefined : verbButton('all', 'Actions', row.entry.caseId)),
  );
  const next: Part[] = page < pages ? ['Next: ', code(`/sechub ${bounded(words, 200)} --page ${page + 1}`)] : ['That is all of them.'];
  const head = pages > 1 ? `${counted(total, 'open case')} · page ${page} of ${pages}` : counted(total, 'open case');
  return { text: fallback([head]), blocks: [section([bold(head)]), ...blocks, context(next)] };
}

/** One case for everybody, without the buttons that are on its card. */
export function caseLineMessage(row: CaseRow, now: number): Message {
  const link = linkPart(row.link, 'Go to the card');
  return {
    text: fallback([`Case ${row.entry.caseId}`]),
    blocks: [section(caseRowParts(row, now)), ...(link.length > 0 ? [context(link)] : [])],
  };
}
