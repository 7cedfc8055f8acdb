/** Somebody wants a ticket for a case: one, with the words of where it goes, or of why there is none to open. */
import { titleWords } from '../../blocks/words.ts';
import { type CaseState, isOpen } from '../domain/case-state.ts';
import type { Actor } from '../domain/events.ts';
import { projectOf } from '../domain/ticket-wishes.ts';
import type { Services } from '../services/services.ts';
import { requestTicket } from './request-ticket.ts';

export type TicketAsked = { ok: true; words: string } | { ok: false; because: string };

/** Why none is opened now, in the words of a refusal. */
function notNow(state: CaseState): string | undefined {
  const { ticket } = state;
  if (ticket?.opened) return `its ticket is ${ticket.opened.id}`;
  if (!isOpen(state)) return 'the case is closed; reopen it first';
  return ticket && !ticket.refused ? 'a ticket was asked for already' : undefined;
}

/** `clickId` makes a redelivered click one request. */
export async function askForTicket(
  state: CaseState,
  by: Actor,
  clickId: string,
  services: Pick<Services, 'cases' | 'policy'>,
): Promise<TicketAsked> {
  const because = state.eventIds.includes(`ticket:${clickId}`) ? undefined : notNow(state);
  if (because) return { ok: false, because };
  const label = titleWords({ ...state.subject, rows: state.rows, rowCount: state.rowCount });
  await requestTicket(state, { id: clickId, label, because: '', by }, services);
  const place = projectOf(state, services.policy);
  const words = place
    ? 'A ticket is opened; the card shows it as soon as it is there.'
    : `Asked for on the event bus. Policy names no project for the route ${state.subject.route}, so none is opened by Drawbridge.`;
  return { ok: true, words };
}
