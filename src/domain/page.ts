/** Page: what a case remembers of asking people on call through PagerDuty, and the events that say so. */

export type AlertStatus = 'triggered' | 'acknowledged' | 'resolved';

/** Somebody whom PagerDuty asks. */
export interface PagedPerson {
  /** Of PagerDuty. */
  id: string;
  name: string;
  /** Of the escalation policy, from 1; unknown when nobody could be asked. */
  level?: number;
  /** In Slack, where that is known. */
  slackId?: string;
}

export interface PagedIncident {
  id: string;
  number?: number;
  /** For people, in a browser. */
  url: string;
}

/** What happened to an incident in PagerDuty, whoever did it. */
export type IncidentWhat =
  | 'acknowledged'
  | 'unacknowledged'
  | 'resolved'
  /** Its alert is part of another incident now. */
  | 'merged'
  | 'reopened'
  | 'escalated'
  | 'reassigned'
  | 'delegated'
  | 'prioritised';

export interface PageEventData {
  /** Somebody wants the people on call, whatever the tier. */
  'page-asked': { reason: string };
  /** Nobody was paged, and somebody wants it tried again now. */
  'page-retried': Record<string, never>;
  /** PagerDuty accepted the alert, which is no proof of an incident; `update` when it changed one that is open, `unseen` when nobody will say what came of it. */
  paged: {
    round: number;
    severity: 'critical' | 'error';
    rows: number;
    lateSeconds?: number;
    secondKey?: true;
    update?: true;
    unseen?: true;
  };
  /** Still not sent, and told another way; `tell` are Slack ids of groups or people. */
  'page-overdue': { round: number; because: string; tell: string[]; otherWay: boolean };
  /** It will never be taken as it is. */
  'page-failed': { round: number; because: string; tell: string[]; otherWay: boolean };
  /** Accepted, and a minute later there is no incident. */
  'page-unverified': { round: number; tell: string[]; otherWay: boolean };
  'page-verified': { round: number; incident: PagedIncident; people: PagedPerson[] };
  /** Our own word to PagerDuty was taken. */
  'alert-told': { round: number; status: 'acknowledged' | 'resolved' };
  /** PagerDuty refused what somebody wanted of the incident. */
  'incident-refused': { round: number; what: string; because: string };
  /** A webhook's news; `into` is the incident it was merged into. */
  'incident-changed': {
    incidentId: string;
    what: IncidentWhat;
    /** Milliseconds since the epoch, by PagerDuty's clock. */
    occurredAt: number;
    /** False: automation or a time-out of PagerDuty did it. */
    byPerson: boolean;
    into?: PagedIncident;
    /** It waits for somebody else from now on: whoever acknowledged it before is out of it. */
    again?: true;
    people?: PagedPerson[];
    priority?: string;
  };
  /** It was closed in PagerDuty and somebody says that it is not over. */
  'page-kept': Record<string, never>;
  'escalation-asked': Record<string, never>;
  'priority-asked': { id: string; name: string };
}

/** JSON all through, as the rest of the case. */
export interface Page {
  /** Counts incidents: an alert after a resolved one is another. */
  round: number;
  /** How often somebody wanted it tried again. */
  tries: number;
  /** Since when somebody on call should know; undefined while nobody has to. */
  since?: number;
  /** Somebody wants the people on call. */
  asked?: { by: string; reason: string; at: number };
  /** What PagerDuty holds as far as anybody told us; undefined until it accepted an alert of this round. */
  alert?: AlertStatus;
  sentAt?: number;
  lateSeconds?: number;
  secondKey?: true;
  /** What the alert said when it was sent. */
  severity?: 'critical' | 'error';
  rows?: number;
  incident?: PagedIncident;
  people: PagedPerson[];
  priority?: string;
  /** Why nobody is paged. */
  trouble?: { kind: 'overdue' | 'failed' | 'unverified'; because: string; otherWay: boolean; at: number };
  /** Somebody closed the incident while the case is open. */
  closedBy?: { by: string; at: number };
}
