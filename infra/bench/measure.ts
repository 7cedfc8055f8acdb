/** What a bench reports: a number, the bound of the design, and whether it holds. */
import { performance } from 'node:perf_hooks';

export interface Measured {
  what: string;
  value: number;
  unit: string;
  /** The value must be at most this. */
  bound: number;
}

export function holds({ value, bound }: Measured): boolean {
  return value <= bound;
}

export function lineOf(measured: Measured): string {
  const { what, value, unit, bound } = measured;
  const shown = (number: number) => (Number.isInteger(number) ? String(number) : number.toFixed(2));
  return `${holds(measured) ? 'PASS' : 'FAIL'}  ${what}: ${shown(value)} ${unit} (at most ${shown(bound)})`;
}

/** Milliseconds of one call: the fastest of several rounds, since everything else on the machine only ever makes it slower. */
export function millisecondsOf(work: () => unknown, rounds = 15, perRound = 200): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now();
    for (let call = 0; call < perRound; call += 1) work();
    best = Math.min(best, (performance.now() - began) / perRound);
  }
  return best;
}

/** Wall milliseconds since `began`, and the start of such a measurement. */
export function stopwatch(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}
