/** What a ticket says: plain lines for a tracker, so that its adapter may put them into whatever form it takes. */
import type { CaseState } from '../src/domain/case-state.ts';
import { withoutKeyIds } from '../src/domain/redaction.ts';
import type { TicketNews } from '../src/domain/ticket-wishes.ts';
import { actorName, placeWords, resourceWords } from './names.ts';
import { severityWord } from './severity-words.ts';
import { codeWords } from './status-lines.ts';
import { bounded } from './text.ts';
import { titleWords } from './words.ts';

export interface TicketWords {
  /** One line, at most 160 characters. */
  summary: string;
  /** Plain text, one thing each, without any markup. */
  lines: string[];
}

export interface TicketPlace {
  accountName?: string;
  /** Of the case's card. */
  link?: string;
}

const MOST_ROWS = 10;

/** What is wrong, with what, why it is a ticket, and where to answer. Nothing of it is ever parsed. */
export function ticketWords(state: CaseState, { accountName, link }: TicketPlace): TicketWords {
  const { caseId, subject, severity, tier, tierReason, environment, context, rows, ticket } = state;
  const [request] = ticket?.requests ?? [];
  const owner = context.owner?.owner;
  const shown = rows.slice(0, MOST_ROWS).map(({ resource }) => resourceWords(resource));
  const more = state.rowCount - shown.length;
  const place = placeWords({ account: subject.account, region: subject.region, ...(accountName && { accountName }) });
  const lines = [
    ...(request?.because ? [`Why this is a ticket: ${bounded(request.because, 400)}`] : []),
    ...(request ? [`About: ${bounded(request.label, 200)}`] : []),
    `Where: ${place}; environment ${environment}${owner ? `; owner ${bounded(owner, 80)}` : ''}`,
    `What is affected: ${shown.join(', ') || 'the account'}${more > 0 ? ` and ${more} more` : ''}`,
    `How urgent: tier ${tier}, ${bounded(tierReason, 200)}`,
    `${bounded(subject.product, 60)} says: ${bounded(subject.description || subject.title, 800)}`,
    `Decided and answered in Slack, case ${caseId}${link ? `: ${link}` : ''}`,
    'What is changed here changes nothing in AWS: Drawbridge shows this ticket’s status on the case’s card.',
  ];
  return {
    summary: bounded(
      `${severityWord(severity)}: ${titleWords({ ...subject, rows, rowCount: state.rowCount })} (${accountName ?? subject.account})`,
      160,
    ),
    lines: lines.map(withoutKeyIds),
  };
}

/** One comment. */
export function newsWords(news: TicketNews, state: CaseState): string {
  switch (news.what) {
    case 'request':
      return withoutKeyIds(`Also asked for: ${bounded(news.request.label, 200)}. ${bounded(news.request.because, 400)}`);
    case 'resolved': {
      const { by, code, text } = news.resolution;
      return withoutKeyIds(`The case was resolved by ${actorName(by)} as ${codeWords(code)}${text ? `: ${bounded(text, 400)}` : ''}`);
    }
    case 'closed':
      return `The case was closed: ${bounded(state.subject.product, 60)} says that it is no longer active`;
    case 'reopened':
      return 'The case was opened again: it is not over';
  }
}
