/** A case's ticket as people in Slack see it: one line on the card, and lines in the thread when something becomes of it. */
import type { CaseState } from '../src/domain/case-state.ts';
import type { CaseView } from '../src/domain/case-view.ts';
import type { CaseEvent } from '../src/domain/events.ts';
import type { TicketEventData, TicketStanding, Tracker } from '../src/domain/ticket.ts';
import { actorName } from './names.ts';
import { bounded, dot, join, type Part, raw } from './text.ts';

const TRACKERS: Record<Tracker, string> = { jira: 'Jira', servicenow: 'ServiceNow' };
const ID = /^[A-Za-z0-9_-]{1,60}$/;
/** A tracker's address is ours to know; the sandbox's is on this machine. */
const ADDRESS = /^(?:https:\/\/[A-Za-z0-9.-]+(?::\d+)?|http:\/\/127\.0\.0\.1:\d+)\/[A-Za-z0-9/._~%?=&-]{0,500}$/;

/** Linked where the address is one that can lead nowhere else. */
function ticketName(id: string, url: string): Part {
  const words = ID.test(id) ? id : 'ticket';
  return ADDRESS.test(url) ? raw(`<${url.replaceAll('&', '&amp;')}|${words}>`) : words;
}

function standingWords({ status, phase, assignee }: TicketStanding): string {
  const named = status ? `“${bounded(status, 40)}”` : phase === 'done' ? 'done' : phase === 'active' ? 'in work' : 'open';
  return `${named}${assignee ? `, with ${bounded(assignee, 60)}` : phase === 'done' ? '' : ', with nobody yet'}`;
}

/** On the card: where it is and how it stands; that it waits, or why there is none. */
export function ticketLine({ ticket }: Pick<CaseView, 'ticket'>): Part[] {
  if (!ticket) return [];
  const { opened, standing, refused, requests, expected } = ticket;
  if (opened)
    return join(
      [
        [`Ticket in ${TRACKERS[opened.tracker]}: `, ticketName(opened.id, opened.url), standing ? ` ${standingWords(standing)}` : ''],
        standing?.phase === 'done' && ticket.stillOpen ? ['the case is still open'] : [],
      ],
      dot,
    );
  if (refused) return [`⚠ No ticket could be opened: ${bounded(refused.because, 240)}`];
  const [first] = requests;
  if (!first) return [];
  return expected ? ['A ticket is being opened'] : [`A ticket was asked for: ${bounded(first.because, 200)}`];
}

function requestedLine({ actor, data }: Extract<CaseEvent, { kind: 'ticket-requested' }>): Part[] {
  const by = actor.kind === 'person' ? ` by ${actorName(actor)}` : '';
  const why = data.because === '' ? '' : ` · ${bounded(data.because, 200)}`;
  return [`A ticket was asked for${by}: ${bounded(data.label, 120)}${why}`];
}

function openedLine(data: TicketEventData['ticket-opened']): Part[] {
  const { tracker, id, url, assignee, unassigned, found } = data;
  return [
    `${found ? 'There is a ticket already' : 'Ticket opened'} in ${TRACKERS[tracker]}: `,
    ticketName(id, url),
    assignee ? `, with ${bounded(assignee, 60)}` : '',
    unassigned ? ` · with nobody: ${bounded(unassigned, 200)}` : '',
  ];
}

function changedLine({ status, phase, assignee }: TicketStanding, { ticket }: CaseState): Part[] {
  const name = ticket?.opened ? ticketName(ticket.opened.id, ticket.opened.url) : 'the ticket';
  return [
    phase === 'done' ? '✔ ' : '',
    name,
    ` is now ${standingWords({ phase, ...(status && { status }), ...(assignee && { assignee }) })}`,
  ];
}

type TicketEvent = Extract<CaseEvent, { kind: keyof TicketEventData }>;

export function ticketThreadLine(event: TicketEvent, state: CaseState): Part[] {
  switch (event.kind) {
    case 'ticket-requested':
      return requestedLine(event);
    case 'ticket-opened':
      return openedLine(event.data);
    case 'ticket-changed':
      return changedLine(event.data, state);
    case 'ticket-refused':
      return [`⚠ No ticket could be opened: ${bounded(event.data.because, 300)}`];
  }
}
