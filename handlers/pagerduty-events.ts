/** Door of the webhook queue: verified deliveries of PagerDuty, in order per incident. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { takeWebhook } from '../src/flows/take-webhook.ts';
import type { Services } from '../src/services/services.ts';
import { takeEach } from './batch.ts';

export function createPagerDutyEventsHandler(services: Services): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return (event) =>
    takeEach(
      event,
      ({ body }) => takeWebhook(body, services),
      (_, error) => services.log.error('a webhook could not be taken; it is delivered again', error),
    );
}
