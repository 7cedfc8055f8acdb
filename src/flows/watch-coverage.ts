/** Looks at coverage three times an hour and logs how many places are silent that should not be: the hub's alarm counts these lines. */
import { type Coverage, coverageOf, placeWords } from '../domain/coverage.ts';
import type { Services } from '../services/services.ts';
import { heardSoFar } from './note-heard.ts';

const minute = 60_000;
const everyMinutes = 20;
const mostNamed = 20;
/** The metric filter of the hub looks for it. */
export const coverageLine = 'coverage was looked at';

export async function readCoverage({ table, policy, clock }: Pick<Services, 'table' | 'policy' | 'clock'>): Promise<Coverage> {
  return coverageOf(await heardSoFar(table), policy.accounts, clock.now());
}

export function silentPlaces({ rows }: Coverage): string[] {
  return rows.filter(({ state }) => state === 'silent').map(placeWords);
}

export async function watchCoverage(services: Pick<Services, 'table' | 'policy' | 'clock' | 'log'>): Promise<void> {
  if (Math.floor(services.clock.now() / minute) % everyMinutes !== 0) return;
  const silent = silentPlaces(await readCoverage(services));
  const fields = { silent: silent.length, ...(silent.length > 0 && { places: silent.slice(0, mostNamed) }) };
  services.log[silent.length > 0 ? 'warn' : 'info'](coverageLine, fields);
}
