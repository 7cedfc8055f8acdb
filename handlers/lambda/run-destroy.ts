/** Lambda entry of the one function that may destroy. */
import { createRunDestroyHandler } from '../run-response.ts';
import { started } from './start.ts';

export const handler = started(createRunDestroyHandler);
