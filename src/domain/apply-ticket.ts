/** The part of the reducer that follows a case's ticket: asked for, opened, changed in its tracker. */
import type { CaseState } from './case-state.ts';
import type { CaseEvent } from './events.ts';
import type { Ticket, TicketEventData } from './ticket.ts';

export type TicketEvent = Extract<CaseEvent, { kind: keyof TicketEventData }>;

const kinds: Record<keyof TicketEventData, true> = {
  'ticket-requested': true,
  'ticket-opened': true,
  'ticket-changed': true,
  'ticket-refused': true,
};
const mostRequests = 20;

export function isTicketEvent(event: CaseEvent): event is TicketEvent {
  return Object.hasOwn(kinds, event.kind);
}

export function applyTicket(state: CaseState, event: TicketEvent): void {
  const ticket: Ticket = state.ticket ?? { requests: [] };
  state.ticket = ticket;
  switch (event.kind) {
    case 'ticket-requested':
      ticket.requests = [...ticket.requests, { id: event.id, ...event.data, by: event.actor, at: event.at }].slice(0, mostRequests);
      // Somebody wants it tried again.
      delete ticket.refused;
      return;
    case 'ticket-opened': {
      const { tracker, project, id, key, url, status, phase, assignee } = event.data;
      // The first one stands.
      ticket.opened ??= { tracker, project, id, key, url, at: event.at };
      ticket.standing = { phase, ...(status && { status }), ...(assignee && { assignee }) };
      delete ticket.refused;
      return;
    }
    case 'ticket-changed':
      ticket.standing = event.data;
      return;
    case 'ticket-refused':
      ticket.refused = { because: event.data.because, at: event.at };
      return;
  }
}
