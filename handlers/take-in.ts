/** Door of the two finding queues: EventBridge envelopes in, cases out; what failed is delivered again. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { takeCustomAction } from '../src/flows/take-custom-action.ts';
import { type TakenIn, takeIn } from '../src/flows/take-in.ts';
import type { Services } from '../src/services/services.ts';

/** `report` gets each input's outcome; in AWS the log is enough. */
export function createTakeInHandler(services: Services, report?: (taken: TakenIn) => void): (event: SQSEvent) => Promise<SQSBatchResponse> {
  async function follow(taken: TakenIn): Promise<void> {
    if (!taken.customAction || taken.failed !== undefined) return;
    for (const row of taken.rows) {
      if (!row.caseId) continue;
      row.reason = await takeCustomAction(taken.customAction, row.caseId, taken.id, row.identity, services);
    }
  }
  return async (event) => {
    const inputs = event.Records.map(({ messageId, body }) => ({ id: messageId, body }));
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const taken of await takeIn(inputs, services)) {
      try {
        await follow(taken);
        if (taken.failed !== undefined) throw taken.failed;
        report?.(taken);
      } catch (error) {
        services.log.error('an input could not be taken in; it is delivered again', error, { input: taken.id });
        batchItemFailures.push({ itemIdentifier: taken.id });
      }
    }
    return { batchItemFailures };
  };
}
