/** Lambda entry of the queue of tickets. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createBus } from '../../src/services/bus.ts';
import { redactedTickets } from '../../src/services/redacted.ts';
import { createTickets } from '../../src/services/tickets/create-tickets.ts';
import { createPeopleServices } from '../people-services.ts';
import { clientOptions, createStore } from '../store-services.ts';
import { createTicketsHandler } from '../surfaces.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => {
  const { config } = parts;
  const store = createStore(parts);
  const { slack } = createPeopleServices(config, store);
  const bus = createBus(new EventBridgeClient(clientOptions(config)), config.eventBus);
  return createTicketsHandler({ ...store, slack, bus, tickets: redactedTickets(createTickets(config.tickets), store.redaction) });
});
