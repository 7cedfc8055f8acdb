/** Lambda entry of the two finding queues. */
import { createTakeInHandler } from '../take-in.ts';
import { started } from './start.ts';

export const handler = started((services) => createTakeInHandler(services));
