/** Lambda entry of Slack's surface queue. */
import { createPeopleServices } from '../people-services.ts';
import { createStore } from '../store-services.ts';
import { createPosterHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const store = createStore(parts);
  return createPosterHandler({ ...store, ...createPeopleServices(parts.config, store) });
});
