/** What a case still owes its ticket: announced on the bus, opened in its project, given to somebody, told what happened since. Pure. */
import { type CaseState, isOpen } from './case-state.ts';
import type { Policy } from './policy.ts';
import type { TicketProject } from './policy-tickets.ts';
import type { Ticket } from './ticket.ts';

type Request = Ticket['requests'][number];

/** Each has a key by which it is remembered as done. */
export type TicketWish =
  | { do: 'announce'; key: string; request: Request }
  | { do: 'open'; key: string; request: Request; project: string }
  | { do: 'assign'; key: string; owner: TicketOwner }
  | { do: 'tell'; key: string; news: TicketNews };

/** What people at the ticket should know. */
export type TicketNews =
  | { what: 'request'; request: Request }
  | { what: 'resolved'; resolution: NonNullable<CaseState['resolution']> }
  | { what: 'closed' }
  | { what: 'reopened' };

/** Who should have the ticket: who has the case, else whoever policy names for its owner. */
export type TicketOwner = { slackId: string } | { email: string };

/** The project of this case's route, by its name; undefined where tickets are on the bus only. */
export function projectOf({ subject }: Pick<CaseState, 'subject'>, policy: Policy): { name: string; project: TicketProject } | undefined {
  const { projects, routes, otherwise } = policy.tickets;
  const name = (Object.hasOwn(routes, subject.route) ? routes[subject.route] : undefined) ?? otherwise;
  const project = name === undefined ? undefined : projects[name];
  return name === undefined || project === undefined ? undefined : { name, project };
}

export function ticketOwner({ assignee, context, subject }: CaseState, policy: Policy): TicketOwner | undefined {
  if (assignee) return { slackId: assignee.id };
  const owner = context.owner?.owner ?? policy.accounts[subject.account]?.owner;
  const email = owner !== undefined && Object.hasOwn(policy.tickets.owners, owner) ? policy.tickets.owners[owner] : undefined;
  return email === undefined ? undefined : { email };
}

function ended({ resolution, closedAt, reopenedAt, ...rest }: CaseState): { key: string; news: TicketNews }[] {
  const since = rest.ticket?.opened?.at ?? 0;
  if (resolution) return [{ key: `resolved:${resolution.at}`, news: { what: 'resolved', resolution } }];
  if (closedAt !== undefined) return [{ key: `closed:${closedAt}`, news: { what: 'closed' } }];
  return reopenedAt !== undefined && reopenedAt > since ? [{ key: `reopened:${reopenedAt}`, news: { what: 'reopened' } }] : [];
}

/** In order; `done` are the keys of what was done before. */
export function ticketWishes(state: CaseState, policy: Policy, done: ReadonlySet<string>): TicketWish[] {
  const { ticket } = state;
  const [first, ...more] = ticket?.requests ?? [];
  if (!ticket || !first) return [];
  const announced = ticket.requests.map((request): TicketWish => ({ do: 'announce', key: `bus:${request.id}`, request }));
  const place = projectOf(state, policy);
  const wishes: TicketWish[] = [...announced];
  if (!ticket.opened) {
    // What is over before there is a ticket needs none.
    if (place && isOpen(state)) wishes.push({ do: 'open', key: 'open', request: first, project: place.name });
    return wishes.filter(({ key }) => !done.has(key));
  }
  const { assignee } = state;
  // Whoever takes the case later takes the ticket; who has it in the tracker is not fought over.
  if (assignee && assignee.at > ticket.opened.at)
    wishes.push({ do: 'assign', key: `assign:${assignee.id}:${assignee.at}`, owner: { slackId: assignee.id } });
  wishes.push(...more.map((request): TicketWish => ({ do: 'tell', key: `tell:${request.id}`, news: { what: 'request', request } })));
  wishes.push(...ended(state).map((one): TicketWish => ({ do: 'tell', ...one })));
  return wishes.filter(({ key }) => !done.has(key));
}
