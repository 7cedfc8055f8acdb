/** Messages of a queue, one after the other: what failed comes again, and of a FIFO queue what follows it in its group waits behind it. */
import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

/** `failed` tells of a message that `take` rejected; the others of the batch, but for its group, are taken nevertheless. */
export function takeEach(
  event: SQSEvent,
  take: (record: SQSRecord) => Promise<void>,
  failed: (record: SQSRecord, error: unknown) => void,
): Promise<SQSBatchResponse> {
  const tell = async (record: SQSRecord): Promise<void> => {
    try {
      await take(record);
    } catch (error) {
      failed(record, error);
      throw error;
    }
  };
  return processPartialResponse(event, tell, new SqsFifoPartialProcessorAsync(), {
    skipGroupOnError: true,
    throwOnFullBatchFailure: false,
  });
}
