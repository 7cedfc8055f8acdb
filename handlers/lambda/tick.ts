/** Lambda entry of the one-minute schedule. */
import { createTickHandler } from '../tick.ts';
import { started } from './start.ts';

export const handler = started(createTickHandler);
