/** The start of functions that use nearly everything. */
import type { Services } from '../../src/services/services.ts';
import { createServices } from '../services.ts';
import { startedFrom } from './start-from.ts';

export function started<E, A>(create: (services: Services) => (event: E) => Promise<A>): ReturnType<typeof startedFrom<E, A>> {
  return startedFrom((parts) => create(createServices(parts)));
}
