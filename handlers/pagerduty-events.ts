/** Door of the webhook queue: verified deliveries of PagerDuty, in order per incident. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { takeWebhook } from '../src/flows/take-webhook.ts';
import type { Services } from '../src/services/services.ts';

export function createPagerDutyEventsHandler(services: Services): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of event.Records) {
      try {
        await takeWebhook(body, services);
      } catch (error) {
        services.log.error('a webhook could not be taken; it is delivered again', error);
        batchItemFailures.push({ itemIdentifier: messageId });
        // What follows it of the same incident waits behind it.
        const rest = event.Records.slice(event.Records.findIndex((one) => one.messageId === messageId) + 1);
        return { batchItemFailures: [...batchItemFailures, ...rest.map((one) => ({ itemIdentifier: one.messageId }))] };
      }
    }
    return { batchItemFailures };
  };
}
