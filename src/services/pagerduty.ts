/** What the rest sees of PagerDuty: alerts by the Events API, incidents and who is on call by REST; every answer is typed, nothing throws. */
import type { OnCallShift } from '../domain/next-on-call.ts';

/** `events`: a routing key only, so alerts can be raised and closed and nothing can be asked. `full`: REST and webhooks too. */
export type PagerDutyMode = 'none' | 'events' | 'full';

export type Answer<T> =
  | { ok: true; value: T }
  /** Worth another try, after so many seconds where PagerDuty says. */
  | { ok: false; retryable: true; afterSeconds?: number; because: string }
  /** `code`: PagerDuty's own, such as 1002 for "already acknowledged"; `status`: of HTTP, 0 where nothing was sent. */
  | { ok: false; retryable: false; status: number; code?: number; because: string };

/** `critical` and `error` page people and escalate; the other two of PagerDuty never do, so they are not offered. */
export type AlertSeverity = 'critical' | 'error';

export interface Alert {
  /** At most 255 characters. */
  dedupKey: string;
  /** Cut to 1,024 characters by code points. */
  summary: string;
  /** What it is about, such as an ARN. */
  source: string;
  severity: AlertSeverity;
  component?: string;
  group?: string;
  class?: string;
  /** From an allow-list; cut to 32 KB. */
  details: Record<string, unknown>;
  /** Comes back on the webhook of the incident, which is how it is known to be ours. */
  clientUrl?: string;
  links: { href: string; text: string }[];
}

export interface Incident {
  id: string;
  number?: number;
  /** For people, in a browser. */
  url: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  urgency: 'high' | 'low';
  assignees: PagerDutyPerson[];
  priority?: string;
  /** ISO 8601. */
  createdAt?: string;
}

export interface PagerDutyPerson {
  id: string;
  name: string;
  /** Trimmed, in lower case. */
  email?: string;
}

export interface OnCallPerson extends PagerDutyPerson {
  /** From 1; several people may share one, and a level may have nobody. */
  level: number;
  /** ISO 8601; undefined for those who always are. */
  until?: string;
}

export interface IncidentChange {
  status?: 'acknowledged' | 'resolved' | 'triggered';
  resolution?: string;
  /** Pages that level, too. */
  escalationLevel?: number;
  priorityId?: string;
  /** Ids of PagerDuty people. */
  assignees?: string[];
}

/** Settings that bite, as `doctor` looks at them. */
export interface PagerDutyService {
  id: string;
  name: string;
  status: string;
  /** Of PagerDuty's words: "high", "low", "severity_based", or "use_support_hours". */
  urgencyRule: string;
  /** Seconds; undefined when incidents stay open. */
  autoResolveSeconds?: number;
  acknowledgementSeconds?: number;
  escalationPolicyId?: string;
}

export interface EscalationPolicy {
  id: string;
  name: string;
  /** How many levels have somebody to ask. */
  levels: number;
  loops: number;
}

export interface WebhookSubscription {
  id: string;
  url: string;
  active: boolean;
  temporarilyDisabled: boolean;
  events: string[];
}

/** One deployment's PagerDuty. `from` is the e-mail of the person who acts, which PagerDuty records; every write over REST needs one. */
export interface PagerDuty {
  mode: PagerDutyMode;
  /** The same alerts by way of a second routing key, for when the first has failed for good; undefined when only one is configured. */
  spare: Pick<PagerDuty, 'trigger' | 'acknowledge' | 'resolve'> | undefined;
  /** Accepted is not paged: `incidentOf` tells whether there is an incident. */
  trigger(alert: Alert): Promise<Answer<undefined>>;
  acknowledge(dedupKey: string): Promise<Answer<undefined>>;
  resolve(dedupKey: string): Promise<Answer<undefined>>;
  /** Shown on the service's timeline, notifies nobody. */
  change(summary: string, details: Record<string, unknown>): Promise<Answer<undefined>>;
  /** The open or latest incident with this alert; undefined when PagerDuty has none. */
  incidentOf(dedupKey: string): Promise<Answer<Incident | undefined>>;
  incident(id: string): Promise<Answer<Incident | undefined>>;
  /** Dedup keys of an incident's alerts. */
  alertKeys(id: string): Promise<Answer<string[]>>;
  /** Being so already counts as done. */
  update(id: string, change: IncidentChange, from: string): Promise<Answer<undefined>>;
  note(id: string, content: string, from: string): Promise<Answer<undefined>>;
  /** From 1 second to 7 days. */
  snooze(id: string, seconds: number, from: string): Promise<Answer<undefined>>;
  priorities(): Promise<Answer<{ id: string; name: string }[]>>;
  /** Everybody on call for the escalation policy at this moment, read fresh, lowest level first. */
  onCall(): Promise<Answer<OnCallPerson[]>>;
  /** Everybody's shifts that overlap this time, of at most 90 days; both ISO 8601. For showing: rarely asked. */
  shifts(since: string, until: string): Promise<Answer<OnCallShift<PagerDutyPerson>[]>>;
  person(id: string): Promise<Answer<PagerDutyPerson | undefined>>;
  personByEmail(email: string): Promise<Answer<PagerDutyPerson | undefined>>;
  service(): Promise<Answer<PagerDutyService>>;
  escalationPolicy(): Promise<Answer<EscalationPolicy>>;
  subscriptions(): Promise<Answer<WebhookSubscription[]>>;
}
