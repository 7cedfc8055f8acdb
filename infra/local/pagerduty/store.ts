/** Everything the fake PagerDuty remembers: people, levels, incidents, settings, faults, and what it was asked. */
import { createHash } from 'node:crypto';
import type { VirtualClock } from '../../../src/services/clock.ts';
import {
  type FakeAlert,
  type FakeIncident,
  type FakePagerDutyOptions,
  type FaultMode,
  type Level,
  type PagerDutyUser,
  Refusal,
  type ServiceSettings,
  type Shift,
} from './types.ts';
import { Webhooks } from './webhooks.ts';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345';
const logEntries = 5000;

export const priorities = ['P1', 'P2', 'P3', 'P4', 'P5'].map((name) => ({ id: `PPRIOR${name}`, name }));

interface LogEntry {
  at: string;
  what: string;
  status: number;
  request: unknown;
}

export class PagerDutyStore {
  readonly options: FakePagerDutyOptions;
  readonly clock: VirtualClock;
  readonly users: PagerDutyUser[];
  readonly levels: Level[];
  readonly incidents = new Map<string, FakeIncident>();
  readonly alerts: FakeAlert[] = [];
  /** Change events, oldest first. */
  readonly changes: { at: number; summary: string; details: unknown }[] = [];
  readonly log: LogEntry[] = [];
  readonly service: ServiceSettings;
  readonly policy = { id: 'PDRAWPOLICY', name: 'Security on-call', num_loops: 1 };
  readonly webhooks: Webhooks;
  /** Alerts are taken and nobody is paged. */
  maintenance = false;
  suppress = false;
  /** Every request goes wrong this way until it is over. */
  outage: FaultMode | undefined;
  /** Grows whenever something people can see has changed. */
  revision = 0;
  private faults: { mode: FaultMode; left: number; method?: string }[] = [];
  private ids = 0;

  constructor(options: FakePagerDutyOptions) {
    this.options = options;
    this.clock = options.clock;
    this.users = options.users.map((user) => ({ ...user }));
    this.levels = options.levels.map((level) => ({ ...level, onCall: level.onCall.map((shift) => ({ ...shift })) }));
    this.service = {
      id: 'PDRAWSERVICE',
      name: 'Drawbridge',
      status: 'active',
      incident_urgency_rule: { type: 'constant', urgency: 'severity_based' },
      auto_resolve_timeout: null,
      acknowledgement_timeout: null,
    };
    this.webhooks = new Webhooks(this);
  }

  /** The same ids in every run of the same story. */
  newId(prefix: string): string {
    this.ids += 1;
    const bytes = createHash('sha256').update(`${prefix} ${this.ids}`).digest();
    return prefix + [...bytes.subarray(0, 13)].map((byte) => alphabet[byte % 32]).join('');
  }

  iso(at = this.clock.now()): string {
    return new Date(at).toISOString();
  }

  user(idOrName: unknown): PagerDutyUser | undefined {
    return this.users.find(({ id, name, email }) => [id, name, email].includes(String(idOrName)));
  }

  /** By id, number, or a dedup key of one of its alerts; without, the newest. */
  incident(wanted: unknown): FakeIncident {
    const all = [...this.incidents.values()].reverse();
    const found = all.find(
      ({ id, number, alerts }) => wanted === undefined || id === wanted || number === wanted || alerts.some(({ key }) => key === wanted),
    );
    if (!found) throw new Refusal(404, 2100, 'Not Found');
    return found;
  }

  /** Those that overlap a time, milliseconds since the epoch. */
  shifts(level: number, since: number, until: number): Shift[] {
    const all = this.levels[level - 1]?.onCall ?? [];
    return all.filter((shift) => !(Date.parse(shift.from ?? '') > until) && !(Date.parse(shift.until ?? '') <= since));
  }

  onCallAt(level: number): string[] {
    const now = this.clock.now();
    return [...new Set(this.shifts(level, now, now).map(({ user }) => user))];
  }

  record(what: string, status: number, request: unknown): void {
    this.revision += 1;
    this.log.push({ at: this.iso(), what, status, request });
    if (this.log.length > logEntries) this.log.splice(0, this.log.length - logEntries);
  }

  /** `count` 0 takes back what is left of a fault. */
  fault(mode: FaultMode, count: number, method?: string): void {
    this.faults = this.faults.filter((one) => count > 0 || one.mode !== mode);
    if (count > 0) this.faults.push({ mode, left: count, ...(method && { method }) });
  }

  /** `names`: what a fault may have called this request, such as "rest" and "oncalls". */
  takeFault(names: string[], kind: 'request' | 'webhook' = 'request'): FaultMode | undefined {
    const fits = (mode: FaultMode) => (mode === 'duplicate') === (kind === 'webhook');
    const fault = this.faults.find(({ mode, method }) => fits(mode) && (method === undefined || names.includes(method)));
    if (!fault) return kind === 'request' ? this.outage : undefined;
    fault.left -= 1;
    this.faults = this.faults.filter(({ left }) => left > 0);
    return fault.mode;
  }
}
