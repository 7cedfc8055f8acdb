/** Request a ticket: recorded in the case, from where it is announced on the bus and opened where policy says. */
import type { CaseState } from '../domain/case-state.ts';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import type { Services } from '../services/services.ts';

export interface TicketRequest {
  /** The same for the same request. */
  id: string;
  /** The response that became a ticket. */
  playbook?: string;
  /** What it is about. */
  label: string;
  because: string;
  /** Policy, where nobody asked. */
  by?: Actor;
}

/** Asked for twice it is one. */
export async function requestTicket(state: CaseState, request: TicketRequest, { cases }: Pick<Services, 'cases'>): Promise<void> {
  const { playbook, label, because, by = { kind: 'policy' } } = request;
  const id = `ticket:${request.id}`;
  const data: EventData['ticket-requested'] = { label, because, ...(playbook && { playbook }) };
  const event: NewEvent = { id, actor: by, kind: 'ticket-requested', data };
  await cases.append(state.caseId, (now) => (now && !now.eventIds.includes(id) ? [event] : []));
}
