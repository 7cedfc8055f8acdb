/** Signed v3 webhooks: one at a time per incident, tried again for two days, given up on a refusal, and switched off after three. */
import { createHmac, randomUUID } from 'node:crypto';
import type { PagerDutyStore } from './store.ts';
import type { Json } from './types.ts';

const answerMilliseconds = 5_000;
const patienceMilliseconds = 48 * 3_600_000;
const disabledMilliseconds = 24 * 3_600_000;
const mostDrops = 3;
/** Seconds before each further try; the last from then on. */
const waits = [10, 30, 60, 120, 300, 600, 1200];

const eventTypes = [
  ...['triggered', 'acknowledged', 'unacknowledged', 'resolved', 'reopened', 'escalated', 'delegated', 'reassigned', 'annotated'],
  ...['priority_updated', 'status_update_published', 'responder.added', 'responder.replied', 'service_updated'],
].map((type) => `incident.${type}`);

export interface Delivery {
  webhookId: string;
  type: string;
  incident: string;
  at: string;
  tries: number;
  /** Of the last try; 0 when there was no answer. */
  status: number;
  outcome: 'waiting' | 'delivered' | 'dropped';
}
interface Waiting {
  delivery: Delivery;
  body: string;
  firstTry: number;
}

export function signatures(body: string, secrets: string[]): string {
  return secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`).join(',');
}

export class Webhooks {
  readonly subscription = { id: 'PDRAWHOOK', active: true, events: eventTypes, description: 'Drawbridge' };
  /** Every delivery so far, oldest first. */
  readonly deliveries: Delivery[] = [];
  /** Which secrets sign. */
  signing: string[];
  disabledUntil = 0;
  private drops = 0;
  private readonly lines = new Map<string, Waiting[]>();
  private readonly store: PagerDutyStore;

  constructor(store: PagerDutyStore) {
    this.store = store;
    this.signing = store.options.webhookSecrets.slice(0, 1);
  }

  get disabled(): boolean {
    return this.store.clock.now() < this.disabledUntil;
  }

  enable(): void {
    this.disabledUntil = 0;
    this.drops = 0;
  }

  /** An event as PagerDuty would wrap it; `incident` is what it is ordered by. */
  emit(type: string, incident: string, event: Json): void {
    const { store } = this;
    store.revision += 1;
    const envelope = {
      id: store.newId('01'),
      event_type: type,
      resource_type: 'incident',
      occurred_at: store.iso(),
      client: null,
      ...event,
    };
    this.queue(type, incident, JSON.stringify({ event: envelope }));
  }

  queue(type: string, incident: string, body: string): void {
    const { store, subscription } = this;
    if (!subscription.active || this.disabled) return;
    if (!subscription.events.includes(type) && type !== 'pagey.ping') return;
    const delivery: Delivery = { webhookId: randomUUID(), type, incident, at: store.iso(), tries: 0, status: 0, outcome: 'waiting' };
    this.deliveries.push(delivery);
    const line = this.lines.get(incident) ?? [];
    this.lines.set(incident, line);
    line.push({ delivery, body, firstTry: store.clock.now() });
    if (line.length === 1) this.work(line);
  }

  /** Once, with whatever headers, whatever comes of it: for tests of the door. */
  async sendRaw(body: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
    const { clock, options } = this.store;
    const gaveUp = new AbortController();
    const work = fetch(options.deliver.url, { method: 'POST', body, headers, signal: gaveUp.signal, redirect: 'manual' });
    const answer = work.then(async (response) => ({ status: response.status, body: await response.text() }));
    try {
      return await clock.within(answerMilliseconds, 'the bot', answer);
    } catch (error) {
      gaveUp.abort();
      answer.catch(() => {});
      return { status: 0, body: error instanceof Error ? error.message : String(error) };
    }
  }

  headers(body: string, webhookId: string): Record<string, string> {
    return {
      'content-type': 'application/json',
      'user-agent': 'PagerDuty-Webhook/V3.0',
      'x-pagerduty-signature': signatures(body, this.signing),
      'x-webhook-id': webhookId,
      'x-webhook-subscription': this.subscription.id,
    };
  }

  private work(line: Waiting[]): void {
    const first = line[0];
    if (first) void this.store.clock.runApart(() => this.attempt(line, first));
  }

  private async attempt(line: Waiting[], { delivery, body, firstTry }: Waiting): Promise<void> {
    const { store } = this;
    const headers = this.headers(body, delivery.webhookId);
    const { status } = await this.sendRaw(body, headers);
    if (store.takeFault(['webhook'], 'webhook')) await this.sendRaw(body, headers);
    delivery.tries += 1;
    delivery.status = status;
    store.revision += 1;
    const again = status === 0 || status === 429 || status >= 500;
    if (again && store.clock.now() - firstTry < patienceMilliseconds) {
      const seconds = waits[Math.min(delivery.tries, waits.length) - 1] ?? 0;
      store.clock.schedule(store.clock.now() + seconds * 1000, () => this.work(line));
      return;
    }
    delivery.outcome = status >= 200 && status < 300 ? 'delivered' : 'dropped';
    line.shift();
    // What merely took too long is no refusal.
    if (!again) this.drops = delivery.outcome === 'dropped' ? this.drops + 1 : 0;
    if (this.drops >= mostDrops) this.disable();
    this.work(line);
  }

  private disable(): void {
    this.disabledUntil = this.store.clock.now() + disabledMilliseconds;
    this.drops = 0;
    for (const line of this.lines.values()) for (const { delivery } of line.splice(0)) delivery.outcome = 'dropped';
  }
}
