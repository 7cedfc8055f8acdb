/** How Drawbridge is: the tick, what is open, what waits, what is still to be shown, what is stopped. */
import type { StatusView } from '../../blocks/trace-answers.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import { surfaces } from '../services/queues.ts';
import type { Services } from '../services/services.ts';
import { dirtyCases } from './dirty.ts';
import { seenBy } from './list-answer.ts';
import { scopeWords, stops } from './stops.ts';
import { channelLines } from './watch-channels.ts';
import { readCoverage, silentPlaces } from './watch-coverage.ts';

const mostCounted = 200;

export async function describeStatus(person: PersonFacts, services: Pick<Services, 'clock' | 'policy' | 'table'>): Promise<StatusView> {
  const { clock, policy, table } = services;
  const entries = (await seenBy(person, services)).filter(({ baseline }) => !baseline);
  const tick = await table.get('TICK', 'TICK');
  const behind: StatusView['behind'] = [];
  for (const surface of surfaces) {
    const { length: count } = await dirtyCases(table, surface, mostCounted);
    if (count > 0) behind.push({ surface, count, more: count === mostCounted });
  }
  const stopped = (await stops(table)).map(({ sk }) => scopeWords(sk, policy.accounts[sk.split('/')[1] ?? '']?.name));
  return {
    policyVersion: policy.version,
    ...(typeof tick?.minute === 'number' && { tickAgo: Math.max(0, clock.now() - tick.minute * 60_000) }),
    openByTier: [3, 2, 1].map((tier) => ({ tier, count: entries.filter((entry) => entry.tier === tier).length })),
    waiting: entries.filter(({ waiting }) => waiting.length > 0).length,
    behind,
    stopped,
    channels: await channelLines(services),
    silent: silentPlaces(await readCoverage(services)),
  };
}
