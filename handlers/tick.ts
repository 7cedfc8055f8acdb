/** Door of the one-minute schedule. */
import { tick } from '../src/flows/tick.ts';
import type { Services } from '../src/services/services.ts';

export function createTickHandler(services: Services): () => Promise<void> {
  return () => tick(services);
}
