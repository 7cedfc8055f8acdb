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

const rounds = 9;
/** Until nothing is compiled any more: what runs for every finding runs warm, and JSON.parse needs no warming. */
const warmUpRounds = 8;
const perRound = 1500;

function cpuOf(work: () => unknown): number {
  const began = process.cpuUsage();
  for (let call = 0; call < perRound; call += 1) work();
  const { user, system } = process.cpuUsage(began);
  return user + system;
}

/** How many times the CPU time of `basis` one call of `work` takes: the median of rounds in turns, once both are warm. */
export function timesTheCost(work: () => unknown, basis: () => unknown): number {
  const ratios: number[] = [];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const below = cpuOf(basis);
    const ratio = cpuOf(work) / below;
    if (round >= warmUpRounds) ratios.push(ratio);
  }
  return medianOf(ratios);
}

export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Wall milliseconds since `began`, and the start of such a measurement. */
export function stopwatch(): () => number {
  const began = performance.now();
  return () => performance.now() - began;
}
