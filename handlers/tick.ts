/** Door of the one-minute schedule. */
import { followTickets } from '../src/flows/follow-tickets.ts';
import { postDigests } from '../src/flows/post-digest.ts';
import { postHandOvers } from '../src/flows/post-hand-over.ts';
import { readScores } from '../src/flows/read-scores.ts';
import { tick } from '../src/flows/tick.ts';
import { watchCoverage } from '../src/flows/watch-coverage.ts';
import type { Services } from '../src/services/services.ts';

export function createTickHandler(services: Services): () => Promise<void> {
  return async () => {
    await tick(services);
    await postDigests(services);
    await watchCoverage(services);
    await followTickets(services);
    await postHandOvers(services);
    await readScores(services);
  };
}
