/** Door of the one-minute schedule. */
import { followTickets } from '../src/flows/follow-tickets.ts';
import { postDigests } from '../src/flows/post-digest.ts';
import { postHandOvers } from '../src/flows/post-hand-over.ts';
import { readScores } from '../src/flows/read-scores.ts';
import { tick } from '../src/flows/tick.ts';
import { watchChannels } from '../src/flows/watch-channels.ts';
import { watchCoverage } from '../src/flows/watch-coverage.ts';
import type { Services } from '../src/services/services.ts';

const tasks = { tick, postDigests, watchCoverage, followTickets, watchChannels, postHandOvers, readScores };

/** Everything that is due, each on its own: what fails is logged, is tried again in a minute, and keeps nothing else from being done. */
export function createTickHandler(services: Services): () => Promise<void> {
  return async () => {
    const failed: string[] = [];
    for (const [name, task] of Object.entries(tasks)) {
      try {
        await task(services);
      } catch (error) {
        services.log.error('a task of the tick failed', error, { task: name });
        failed.push(name);
      }
    }
    if (failed.length > 0) throw new Error(`failed, and tried again in a minute: ${failed.join(', ')}`);
  };
}
