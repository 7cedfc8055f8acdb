/** Lambda entry of the table's stream. */
import { createStreamHandler } from '../stream.ts';
import { started } from './start.ts';

export const handler = started(createStreamHandler);
