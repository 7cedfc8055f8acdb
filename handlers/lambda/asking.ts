/** Lambda entry of the queue of questions to affected people. */
import { createPeopleServices } from '../people-services.ts';
import { createStore } from '../store-services.ts';
import { createAskingHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const store = createStore(parts);
  const { slack } = createPeopleServices(parts.config, store);
  return createAskingHandler({ ...store, slack });
});
