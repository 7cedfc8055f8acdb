/** Lambda entry behind the tasks of the response workflow. */
import { createRunResponseHandler } from '../run-response.ts';
import { started } from './start.ts';

export const handler = started(createRunResponseHandler);
