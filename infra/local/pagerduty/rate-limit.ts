/** PagerDuty's limits: so many calls per key in any sixty seconds of domain time. */
import type { Clock } from '../../../src/services/clock.ts';

const windowMilliseconds = 60_000;

export class RateLimit {
  readonly most: number;
  private readonly clock: Pick<Clock, 'now'>;
  private readonly calls = new Map<string, number[]>();

  constructor(clock: Pick<Clock, 'now'>, most: number) {
    this.clock = clock;
    this.most = most;
  }

  /** Counts the call unless it is one too many. `resetSeconds`: until there is room again. */
  take(key: string): { ok: boolean; remaining: number; resetSeconds: number } {
    const now = this.clock.now();
    const recent = (this.calls.get(key) ?? []).filter((at) => at > now - windowMilliseconds);
    const ok = recent.length < this.most;
    if (ok) recent.push(now);
    this.calls.set(key, recent);
    const resetSeconds = Math.max(1, Math.ceil(((recent[0] ?? now) + windowMilliseconds - now) / 1000));
    return { ok, remaining: this.most - recent.length, resetSeconds };
  }
}
