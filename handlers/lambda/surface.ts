/** Lambda entry of every surface queue: the queue that an event comes from says which surface is meant. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { surfaces } from '../../src/services/queues.ts';
import { createSurfaceHandler } from '../surfaces.ts';
import { started } from './start.ts';

export const handler = started((services) => async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const queue = event.Records[0]?.eventSourceARN ?? '';
  const surface = surfaces.find((each) => queue.endsWith(`-${each}.fifo`));
  if (!surface) throw new Error(`${queue} is the queue of no surface`);
  return createSurfaceHandler(surface, services)(event);
});
