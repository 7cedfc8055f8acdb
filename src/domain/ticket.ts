/** Ticket: what a case remembers of its one ticket elsewhere, and the events that say so. */
import type { Actor } from './events.ts';

export const trackers = ['jira', 'servicenow'] as const;
export type Tracker = (typeof trackers)[number];

/** Where a ticket stands, whatever its tracker calls it. */
export type TicketPhase = 'open' | 'active' | 'done';

/** What a tracker says about one ticket. */
export interface TicketStanding {
  /** In the tracker's own words; absent while nobody has looked. */
  status?: string;
  phase: TicketPhase;
  /** The name of whoever has it there. */
  assignee?: string;
}

export interface TicketEventData {
  /** `playbook`: the response that became a ticket instead. */
  'ticket-requested': { label: string; because: string; playbook?: string };
  'ticket-opened': TicketStanding & {
    tracker: Tracker;
    /** By its name in policy. */
    project: string;
    /** What people call it: "SEC-12", "INC0010023". */
    id: string;
    /** What its tracker's API calls it. */
    key: string;
    url: string;
    /** It was there already: opened before a crash, or by hand with the case's label. */
    found?: true;
    /** Why it is not with whom it should be. */
    unassigned?: string;
  };
  'ticket-changed': TicketStanding;
  /** It cannot be opened as things are. */
  'ticket-refused': { because: string };
}

/** JSON all through, as the rest of the case. */
export interface Ticket {
  /** Oldest first, at most 20: the first opens the ticket, further ones become comments. */
  requests: { id: string; label: string; because: string; playbook?: string; by: Actor; at: number }[];
  opened?: Pick<TicketEventData['ticket-opened'], 'tracker' | 'project' | 'id' | 'key' | 'url'> & { at: number };
  standing?: TicketStanding;
  refused?: { because: string; at: number };
}

/** Stable for a case of a deployment: a ticket that carries it is this case's. Lower case, without spaces: it is a label, too. */
export function ticketLabel(deployment: string, caseId: string): string {
  return `${deployment}-${caseId}`.toLowerCase();
}

/** The case that a label names; undefined for any other label. */
export function caseOfLabel(deployment: string, label: string): string | undefined {
  const [, caseId] = label.toLowerCase().startsWith(`${deployment}-`) ? ['', label.slice(deployment.length + 1).toUpperCase()] : [];
  return caseId !== undefined && /^[0-9A-Z]{8}$/.test(caseId) ? caseId : undefined;
}
