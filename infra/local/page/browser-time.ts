/** The page's only timers: the sandbox says what time it is, the browser only counts on from there. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Calls back every second, and hands over how long ago it started. */
export function everySecond(callback: () => void): void {
  setInterval(callback, 1000);
}

/** A clock that was right at one instant and runs on. */
export function countFrom(now: number): () => number {
  const start = performance.now();
  return () => now + (performance.now() - start);
}
