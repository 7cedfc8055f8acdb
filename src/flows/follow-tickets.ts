/** Tickets that changed in their tracker: asked for every few minutes, all of a project at once, and recorded in their cases. */
import type { CaseState } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import { caseOfLabel, type TicketStanding } from '../domain/ticket.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import type { TicketFound } from '../services/tickets.ts';

type FollowServices = Pick<Services, 'cases' | 'clock' | 'deployment' | 'log' | 'policy' | 'table' | 'tickets'>;

interface Asked extends Item {
  /** Up to when everything is known. Domain time. */
  until: number;
  /** When it was asked last, answered or not. */
  at: number;
}

const everyMilliseconds = 5 * 60_000;
/** A tracker's search may be late, and its clock is not ours. */
const overlapMinutes = 5;
/** Longer ago is not asked for at once. */
const longestMinutes = 7 * 24 * 60;

function isSame(one: TicketStanding | undefined, other: TicketStanding): boolean {
  return one?.status === other.status && one?.phase === other.phase && one?.assignee === other.assignee;
}

/** Only of the ticket that the case has, and only news. */
export function ticketNews(state: CaseState | undefined, found: TicketFound, at: number): NewEvent[] {
  const { opened, standing } = state?.ticket ?? {};
  if (!opened || opened.id !== found.id) return [];
  const { status, phase, assignee } = found;
  const data: TicketStanding = { phase, ...(status && { status }), ...(assignee && { assignee }) };
  if (isSame(standing, data)) return [];
  return [{ id: `ticket-changed:${at}:${phase}:${status ?? ''}`, actor: { kind: 'drawbridge' }, kind: 'ticket-changed', data }];
}

async function followProject(name: string, services: FollowServices): Promise<void> {
  const { cases, clock, deployment, log, policy, table, tickets } = services;
  const project = policy.tickets.projects[name];
  const port = project && tickets.project(project);
  if (!port) return;
  const key = { pk: `TICKETS#${name}`, sk: 'ASKED' };
  const now = clock.now();
  const asked = (await table.get(key.pk, key.sk)) as Asked | undefined;
  if (asked && now - asked.at < everyMilliseconds) return;
  const minutes = Math.min(longestMinutes, Math.ceil((now - (asked?.until ?? now)) / 60_000) + overlapMinutes);
  const answer = await port.changed(minutes);
  await table.put({ ...key, at: now, until: answer.ok ? now : (asked?.until ?? now) });
  if (!answer.ok) return log.warn('what became of tickets could not be asked', { project: name, because: answer.because });
  for (const found of answer.value) {
    const caseId = caseOfLabel(deployment, found.label);
    if (caseId) await cases.append(caseId, (state) => ticketNews(state, found, now));
  }
}

/** Run every minute; a project that cannot be asked does not keep the others from being. */
export async function followTickets(services: FollowServices): Promise<void> {
  for (const name of Object.keys(services.policy.tickets.projects)) {
    try {
      await followProject(name, services);
    } catch (error) {
      services.log.error('tickets could not be followed', error, { project: name });
    }
  }
}
