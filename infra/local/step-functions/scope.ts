/** A part of an execution that can be ended at once: whatever waits inside it then never continues. */

/** A new one each time, so that whoever waits for it can be forgotten. */
function never(): Promise<never> {
  return new Promise(() => {});
}

export class Scope {
  ended = false;
  private readonly stops = new Set<() => void>();

  /** Waits for what `begin` starts; `begin` answers later, never during the call, and returns how to stop. */
  wait<T>(begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => () => void): Promise<T> {
    if (this.ended) return never();
    return new Promise<T>((resolve, reject) => {
      const settle = (answer: () => void) => {
        if (!this.stops.delete(stop)) return;
        stop();
        answer();
      };
      const stop = begin(
        (value) => settle(() => resolve(value)),
        (error) => settle(() => reject(error)),
      );
      this.stops.add(stop);
    });
  }

  /** Goes on in the next turn, or never when the scope has ended. */
  async turn(): Promise<void> {
    if (this.ended) await never();
  }

  /** A scope inside this one: ends with it, or before. */
  inner(): Scope {
    const scope = new Scope();
    const stop = () => scope.end();
    this.stops.add(stop);
    scope.stops.add(() => this.stops.delete(stop));
    return scope;
  }

  /** Calls `stop` when the scope ends. */
  onEnd(stop: () => void): void {
    this.stops.add(stop);
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    for (const stop of this.stops) stop();
    this.stops.clear();
  }
}
