/** PagerDuty in memory behind its port: alerts by key, incidents, what people do to them, and the webhooks all that sends. */
import type { Clock } from '../../src/services/clock.ts';
import type { Alert, Answer, Incident, OnCallPerson, PagerDuty, PagerDutyPerson } from '../../src/services/pagerduty.ts';

export interface PagerDutyCall {
  call: string;
  /** A dedup key or an incident's id. */
  on: string;
  from?: string;
  what?: unknown;
  at: number;
}
type Failure = Exclude<Answer<never>, { ok: true }>;
type Doer = { type: string; id: string; summary: string } | null;

export const pat: PagerDutyPerson = { id: 'PPAT001', name: 'Pat', email: 'pat@example.com' };
export const quinn: PagerDutyPerson = { id: 'PQUINN1', name: 'Quinn', email: 'quinn@example.com' };
export const personAgent = ({ id, name }: PagerDutyPerson): Doer => ({ type: 'user_reference', id, summary: name });
const integration: Doer = { type: 'inbound_integration_reference', id: 'PINTEG1', summary: 'Events API' };

export interface Held extends Incident {
  key: string;
  clientUrl?: string;
  level: number;
  alert: Alert;
}

export class FakePagerDuty {
  mode: PagerDuty['mode'] = 'full';
  readonly calls: PagerDutyCall[] = [];
  readonly incidents: Held[] = [];
  /** Webhooks that were sent and not yet delivered. */
  deliveries: string[] = [];
  onCall: OnCallPerson[] = [
    { ...pat, level: 1 },
    { ...quinn, level: 2 },
  ];
  priorities = [
    { id: 'PPRIO01', name: 'P1' },
    { id: 'PPRIO02', name: 'P2' },
  ];
  /** What the next calls answer; each call takes one. */
  failures: Failure[] = [];
  /** Everything fails like this until it is taken away. */
  down: Failure | undefined;
  /** Accepted, and no incident comes of it. */
  suppressed = false;
  private events = 0;
  private readonly clock: Pick<Clock, 'now'>;

  constructor(clock: Pick<Clock, 'now'>) {
    this.clock = clock;
  }

  get open(): Held[] {
    return this.incidents.filter(({ status }) => status !== 'resolved');
  }

  called(call: string): PagerDutyCall[] {
    return this.calls.filter((one) => one.call === call);
  }

  private find(id: string): Held | undefined {
    return this.incidents.find((one) => one.id === id);
  }

  private byKey(key: string): Held | undefined {
    return this.open.find((one) => one.key === key);
  }

  send(incident: Held, type: string, agent: Doer, more: { data?: object; client?: object; resolveReason?: object } = {}): void {
    const { id, number, url, status, assignees, priority } = incident;
    this.events += 1;
    const reference = {
      id,
      type: 'incident',
      self: `https://elsewhere.example.com/incidents/${id}`,
      html_url: url,
      number,
      status,
      incident_key: null,
      assignees: assignees.map((each) => ({ id: each.id, summary: each.name, type: 'user_reference' })),
      priority: priority === undefined ? null : { summary: priority },
      resolve_reason: more.resolveReason ?? null,
    };
    const event = {
      id: `01EVENT${String(this.events).padStart(6, '0')}`,
      event_type: `incident.${type}`,
      resource_type: 'incident',
      occurred_at: new Date(this.clock.now()).toISOString(),
      agent,
      client: more.client ?? null,
      data: more.data ?? reference,
    };
    this.deliveries.push(JSON.stringify({ event }));
  }

  /** Somebody (or nobody: a time-out) does something in PagerDuty itself. */
  act(
    what: 'acknowledged' | 'unacknowledged' | 'resolved' | 'reopened' | 'escalated',
    agent: Doer,
    incident = this.incidents.at(-1),
  ): void {
    if (!incident) throw new Error('there is no incident');
    if (what === 'acknowledged') incident.status = 'acknowledged';
    if (what === 'unacknowledged' || what === 'reopened') incident.status = 'triggered';
    if (what === 'resolved') incident.status = 'resolved';
    if (what === 'escalated') this.escalate(incident, incident.level + 1);
    this.send(incident, what, agent);
  }

  annotate(content: string, agent: Doer, incident = this.incidents.at(-1)): void {
    if (!incident) throw new Error('there is no incident');
    const { id, url } = incident;
    this.send(incident, 'annotated', agent, {
      data: { type: 'incident_note', content, incident: { id, html_url: url, type: 'incident_reference' } },
    });
  }

  private escalate(incident: Held, level: number): boolean {
    const next = this.onCall.filter((one) => one.level === level);
    if (next.length === 0) return false;
    incident.level = level;
    incident.status = 'triggered';
    incident.assignees = next.map(({ id, name, email }) => ({ id, name, ...(email && { email }) }));
    return true;
  }

  private answer<T>(call: string, on: string, from: string | undefined, what: unknown, value: () => T | Failure): Promise<Answer<T>> {
    this.calls.push({ call, on, at: this.clock.now(), ...(from !== undefined && { from }), ...(what !== undefined && { what }) });
    const failure = this.failures.shift() ?? this.down;
    if (failure) return Promise.resolve(failure);
    const made = value();
    const isFailure = typeof made === 'object' && made !== null && 'ok' in made;
    return Promise.resolve(isFailure ? (made as Failure) : { ok: true, value: made as T });
  }

  private trigger(alert: Alert): undefined {
    const held = this.byKey(alert.dedupKey);
    if (held) held.alert = alert;
    if (held || this.suppressed) return undefined;
    const number = this.incidents.length + 1;
    const first = this.onCall.filter(({ level }) => level === 1);
    const incident: Held = {
      id: `QINC${String(number).padStart(6, '0')}`,
      number,
      url: `https://acme.pagerduty.com/incidents/QINC${String(number).padStart(6, '0')}`,
      status: 'triggered',
      urgency: 'high',
      assignees: first.map(({ id, name, email }) => ({ id, name, ...(email && { email }) })),
      createdAt: new Date(this.clock.now()).toISOString(),
      key: alert.dedupKey,
      level: 1,
      alert,
    };
    this.incidents.push(incident);
    this.send(incident, 'triggered', integration, { client: { name: 'Drawbridge', url: alert.clientUrl } });
    return undefined;
  }

  private byAlert(key: string, status: 'acknowledged' | 'resolved'): undefined {
    const held = this.byKey(key);
    if (held && held.status !== status) {
      held.status = status;
      this.send(held, status, integration);
    }
    return undefined;
  }

  private alerts(by: string): NonNullable<PagerDuty['spare']> {
    return {
      trigger: (alert) => this.answer(`${by}trigger`, alert.dedupKey, undefined, alert, () => this.trigger(alert)),
      acknowledge: (key) => this.answer(`${by}acknowledge`, key, undefined, undefined, () => this.byAlert(key, 'acknowledged')),
      resolve: (key) => this.answer(`${by}resolve`, key, undefined, undefined, () => this.byAlert(key, 'resolved')),
    };
  }

  private update(
    id: string,
    { status, escalationLevel, priorityId }: Parameters<PagerDuty['update']>[1],
    from: string,
  ): undefined | Failure {
    const incident = this.find(id);
    if (!incident) return { ok: false, retryable: false, status: 404, code: 2100, because: 'not found' };
    const agent = personAgent([...this.onCall].find(({ email }) => email === from) ?? { id: 'PANA001', name: 'Ana' });
    if (status && status !== incident.status && incident.status !== 'resolved') {
      incident.status = status;
      this.send(incident, status, agent);
    }
    if (escalationLevel !== undefined) {
      if (!this.escalate(incident, escalationLevel))
        return { ok: false, retryable: false, status: 400, code: 1006, because: 'cannot be escalated' };
      this.send(incident, 'escalated', agent);
    }
    if (priorityId) {
      incident.priority = this.priorities.find((one) => one.id === priorityId)?.name ?? '';
      this.send(incident, 'priority_updated', agent);
    }
    return undefined;
  }

  /** The port. `spare` adds a second routing key. */
  port(spare = false): PagerDuty {
    const no = (): never => {
      throw new Error('not part of this fake');
    };
    const self = this;
    return {
      get mode() {
        return self.mode;
      },
      spare: spare ? this.alerts('spare ') : undefined,
      ...this.alerts(''),
      change: (summary, details) => this.answer('change', summary, undefined, details, () => undefined),
      incidentOf: (key) =>
        this.answer('incidentOf', key, undefined, undefined, () => this.byKey(key) ?? this.incidents.findLast((one) => one.key === key)),
      incident: (id) => this.answer('incident', id, undefined, undefined, () => this.find(id)),
      alertKeys: (id) =>
        this.answer('alertKeys', id, undefined, undefined, () => this.incidents.filter((one) => one.id === id).map(({ key }) => key)),
      update: (id, change, from) => this.answer('update', id, from, change, () => this.update(id, change, from)),
      note: (id, content, from) =>
        this.answer('note', id, from, content, () => {
          this.annotate(content, personAgent({ id: 'PANA001', name: 'Ana' }), this.find(id));
          return undefined;
        }),
      snooze: (id, seconds, from) => this.answer('snooze', id, from, seconds, () => undefined),
      priorities: () => this.answer('priorities', '', undefined, undefined, () => this.priorities),
      onCall: () => Promise.resolve({ ok: true, value: this.onCall }),
      person: (id) => Promise.resolve({ ok: true, value: this.onCall.find((one) => one.id === id) }),
      shifts: () => Promise.resolve({ ok: true, value: [] }),
      personByEmail: (email) => Promise.resolve({ ok: true, value: this.onCall.find((one) => one.email === email) }),
      service: no,
      escalationPolicy: no,
      subscriptions: no,
    };
  }
}
