/** Request a ticket: an event on the bus for whoever keeps tickets, and a line in the case. */
import type { CaseState } from '../domain/case-state.ts';
import type { EventData, NewEvent } from '../domain/events.ts';
import { deepWithoutKeyIds } from '../domain/redaction.ts';
import type { Services } from '../services/services.ts';

export interface Ticket {
  /** The same for the same ticket. */
  id: string;
  playbook: string;
  /** What it is about. */
  label: string;
  because: string;
}

/** Put on the bus before it is recorded: after a crash in between somebody gets it twice, never not at all. */
export async function requestTicket(state: CaseState, ticket: Ticket, { bus, cases }: Pick<Services, 'bus' | 'cases'>): Promise<void> {
  const { caseId, subject, severity, tier, context } = state;
  const { playbook, label, because } = ticket;
  const id = `ticket:${ticket.id}`;
  if (state.eventIds.includes(id)) return;
  const detail = { version: 1, caseId, playbook, target: label, because, severity, tier, owner: context.owner, subject };
  await bus.put('Ticket Requested', deepWithoutKeyIds(detail));
  const data: EventData['ticket-requested'] = { playbook, label, because };
  const event: NewEvent = { id, actor: { kind: 'policy' }, kind: 'ticket-requested', data };
  await cases.append(caseId, (now) => (now && !now.eventIds.includes(id) ? [event] : []));
}
