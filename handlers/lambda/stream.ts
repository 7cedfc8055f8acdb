/** Lambda entry of the table's stream. */
import { createStore } from '../store-services.ts';
import { createStreamHandler } from '../stream.ts';
import { startedFrom } from './start-from.ts';

export const handler = startedFrom((parts) => createStreamHandler(createStore(parts)));
