/** What the rest sees of trackers: one port, with Jira and ServiceNow behind it; every answer is typed, nothing throws. */
import type { TicketProject } from '../domain/policy-tickets.ts';
import type { TicketStanding } from '../domain/ticket.ts';
import type { Answer } from './pagerduty.ts';

/** One ticket as its tracker tells of it. */
export interface TicketFound extends TicketStanding {
  /** "SEC-12", "INC0010023". */
  id: string;
  /** What its API calls it. */
  key: string;
  /** For people, in a browser. */
  url: string;
  /** The stable one it was opened with. */
  label: string;
}

export interface NewTicket {
  label: string;
  summary: string;
  /** Plain text. */
  lines: readonly string[];
  /** Who should have it. */
  email?: string;
}

/** One project of a tracker. */
export interface TicketProjectPort {
  /** The oldest with this label. Jira's search may take minutes to know of a new one. */
  find(label: string): Promise<Answer<TicketFound | undefined>>;
  /** `unassigned`: why it is with nobody, although somebody was named. */
  open(ticket: NewTicket): Promise<Answer<TicketFound & { unassigned?: string }>>;
  tell(key: string, text: string): Promise<Answer<undefined>>;
  /** Answers why not, where the tracker does not know them or would not give it to them. */
  assign(key: string, email: string): Promise<Answer<{ unassigned?: string }>>;
  /** Ours that changed within so many minutes. */
  changed(minutes: number): Promise<Answer<TicketFound[]>>;
}

export interface Tickets {
  /** Undefined where its tracker is not configured. */
  project(project: TicketProject): TicketProjectPort | undefined;
}
