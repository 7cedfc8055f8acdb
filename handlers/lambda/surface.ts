/** Lambda entry of the surfaces that reach into the accounts: enrichment and workflows. The queue that an event comes from says which is meant. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEnrichmentHandler, createWorkflowsHandler } from '../surfaces.ts';
import { started } from './start.ts';

export const handler = started((services) => {
  const handlers = { enrichment: createEnrichmentHandler(services), 'step-functions': createWorkflowsHandler(services) };
  return async (event: SQSEvent): Promise<SQSBatchResponse> => {
    const queue = event.Records[0]?.eventSourceARN ?? '';
    const [, take] = Object.entries(handlers).find(([surface]) => new RegExp(`[:-]${surface}\\.fifo$`).test(queue)) ?? [];
    if (!take) throw new Error(`${queue} is the queue of no surface here`);
    return take(event);
  };
});
