/** Lambda entry of the click queue. */
import { createClicksHandler } from '../clicks.ts';
import { started } from './start.ts';

export const handler = started(createClicksHandler);
