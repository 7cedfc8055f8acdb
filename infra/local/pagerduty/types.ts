/** The words of the fake PagerDuty: people, levels, alerts, incidents, and what the sandbox configures. */
import type { VirtualClock } from '../../../src/services/clock.ts';

export type Json = Record<string, unknown>;

export interface PagerDutyUser {
  id: string;
  /** Short name that control verbs take. */
  name: string;
  realName: string;
  email: string;
}
export interface Shift {
  user: string;
  /** ISO 8601; absent once it has begun. */
  from?: string;
  /** ISO 8601; absent for those who always are on call. */
  until?: string;
}
export interface Level {
  /** Unacknowledged for so long, an incident goes to the next level. */
  minutes: number;
  /** Empty: a gap. */
  onCall: Shift[];
}
/** Who did it: a person, the Events API, or nobody (a time-out). */
export type Agent = { user: string } | 'events' | null;

export interface FakeAlert {
  id: string;
  routingKey: string;
  key: string;
  status: 'triggered' | 'resolved';
  suppressed: boolean;
  severity: string;
  summary: string;
  source: string;
  details: unknown;
  createdAt: number;
}
export interface Note {
  id: string;
  content: string;
  user: string;
  at: number;
}
export interface FakeIncident {
  id: string;
  number: number;
  title: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  urgency: 'high' | 'low';
  createdAt: number;
  resolvedAt?: number;
  /** Null when it was born through the Events API. */
  key: string | null;
  level: number;
  /** How often the last level was passed. */
  loop: number;
  assignees: string[];
  acknowledgedBy: string[];
  priority?: string;
  alerts: FakeAlert[];
  notes: Note[];
  /** Everything that happened to it, oldest first. */
  log: { at: number; what: string; who: string }[];
  /** Whom it woke, when. */
  pages: { at: number; level: number; users: string[] }[];
  mergedInto?: string;
  client?: { name: string; url: string };
  /** Timers by what they are for. */
  timers: Map<string, () => void>;
}

export interface ServiceSettings {
  id: string;
  name: string;
  status: string;
  incident_urgency_rule: Json;
  /** Seconds. */
  auto_resolve_timeout: number | null;
  acknowledgement_timeout: number | null;
}

export interface FakePagerDutyOptions {
  clock: VirtualClock;
  routingKeys: string[];
  token: string;
  /** The first signs; a control verb lets the others sign, too. */
  webhookSecrets: string[];
  users: PagerDutyUser[];
  levels: Level[];
  /** The bot's door. */
  deliver: { url: string };
  /** How long the `timeout` fault holds an answer, in milliseconds of wall time. */
  holdMilliseconds?: number;
}

export const faultModes = ['timeout', '429', '5xx', 'reset', 'html502', 'lost-answer', '400', 'duplicate'] as const;
export type FaultMode = (typeof faultModes)[number];

/** What REST answers instead. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
