/** Time: the only place that reads a clock or sets a timer, in two kinds: domain time (virtual) and protocol time (wall). */
import { AsyncLocalStorage } from 'node:async_hooks';

/** What flows and services may ask of time. All values are milliseconds since the epoch, all durations milliseconds. */
export interface Clock {
  /** Domain time: deadlines, waits, pacing, caches and `at`. */
  now(): number;
  /** Protocol time: signatures, replay windows, trigger expiry, HTTP timeouts. */
  wall(): number;
  /** Wait in domain time. */
  sleep(milliseconds: number): Promise<void>;
  /** Wait in protocol time: for another system to catch up. */
  pause(milliseconds: number): Promise<void>;
  /** Rejects with a TimeoutError when `work` takes longer than this many milliseconds of wall time. */
  within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T>;
}

export class TimeoutError extends Error {
  override name = 'TimeoutError';
}

async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeoutError(`${what} took longer than ${milliseconds} ms`)), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Real time, as used in Lambda. */
export const systemClock: Clock = {
  now: () => Date.now(),
  wall: () => Date.now(),
  sleep: pause,
  pause,
  within,
};

interface Timer {
  due: number;
  fire: () => void;
}
interface Run {
  sleeping: number;
}

/**
 * Wall time plus an offset that `advance` moves. Timers fire when the wall clock gets there, or at once, in order, while
 * advancing. Work started through `run` is "in flight" until it ends or sleeps on this clock, so `settle` knows when all is quiet.
 */
export class VirtualClock implements Clock {
  private offset = 0;
  private timers: Timer[] = [];
  private readonly runs = new Set<Run>();
  private readonly context = new AsyncLocalStorage<Run>();
  private alarm: NodeJS.Timeout | undefined;
  private frozenAt: number | undefined;
  /** How many timers have fired since the start. */
  fired = 0;

  /** With `start`, time stands still at that instant except for `advance`: what tests want. Without, it runs with the wall clock. */
  constructor(start?: number) {
    this.frozenAt = start;
  }

  now(): number {
    return (this.frozenAt ?? Date.now()) + this.offset;
  }

  wall(): number {
    return Date.now();
  }

  pause(milliseconds: number): Promise<void> {
    return pause(milliseconds);
  }

  within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
    return within(milliseconds, what, work);
  }

  sleep(milliseconds: number): Promise<void> {
    const run = this.context.getStore();
    if (run) run.sleeping += 1;
    return new Promise((resolve) => {
      this.schedule(this.now() + Math.max(0, milliseconds), () => {
        if (run) run.sleeping -= 1;
        resolve();
      });
    });
  }

  /** Calls `fire` once at that instant of domain time; returns a function that cancels it. */
  schedule(due: number, fire: () => void): () => void {
    const timer: Timer = { due, fire };
    const place = this.placeOf(due);
    this.timers.splice(place, 0, timer);
    if (place === 0) this.arm();
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
      this.arm();
    };
  }

  /** After all timers of that instant or before: those of one instant fire in the order they were set. */
  private placeOf(due: number): number {
    let [low, high] = [0, this.timers.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.timers[middle]?.due ?? 0) <= due) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Runs work that counts as in flight; work inside work counts once. Errors are the caller's. */
  run<T>(work: () => Promise<T>): Promise<T> {
    if (this.context.getStore()) return work();
    return this.runApart(work);
  }

  /** The same, for work that outlives the one that starts it. */
  async runApart<T>(work: () => Promise<T>): Promise<T> {
    const run: Run = { sleeping: 0 };
    this.runs.add(run);
    try {
      return await this.context.run(run, work);
    } finally {
      this.runs.delete(run);
    }
  }

  /** True while some work is neither finished nor asleep on this clock. */
  get busy(): boolean {
    for (const run of this.runs) if (run.sleeping === 0) return true;
    return false;
  }

  /** Waits (wall time) until nothing is in flight. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet = this.busy ? 0 : quiet + 1) {
      await new Promise((resolve) => (this.busy ? setTimeout(resolve, 1) : setImmediate(resolve)));
    }
  }

  /** Moves domain time forward, stopping at each due timer in order and letting what it started come to rest. */
  async advance(seconds: number): Promise<{ now: number; fired: number }> {
    const until = this.now() + seconds * 1000;
    const before = this.fired;
    await this.settle();
    for (let next = this.timers[0]; next && next.due <= until; next = this.timers[0]) {
      this.offset += Math.max(0, next.due - this.now());
      this.fireDue();
      await this.settle();
    }
    this.offset += Math.max(0, until - this.now());
    this.fireDue();
    await this.settle();
    return { now: this.now(), fired: this.fired - before };
  }

  /** Drops every timer: the end of a sandbox or a test. */
  stop(): void {
    this.timers = [];
    clearTimeout(this.alarm);
  }

  private fireDue(): void {
    for (let next = this.timers[0]; next && next.due <= this.now(); next = this.timers[0]) {
      this.timers.shift();
      this.fired += 1;
      next.fire();
    }
    this.arm();
  }

  private arm(): void {
    clearTimeout(this.alarm);
    const next = this.timers[0];
    if (!next || this.frozenAt !== undefined) return;
    this.alarm = setTimeout(() => this.fireDue(), Math.min(Math.max(0, next.due - this.now()), 2 ** 31 - 1));
  }
}
