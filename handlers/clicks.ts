/** Door of the click queue: verified Slack requests, one at a time per person. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Click } from '../src/domain/click.ts';
import { takeRequest } from '../src/flows/take-request.ts';
import type { Services } from '../src/services/services.ts';
import { takeEach } from './batch.ts';

export function createClicksHandler(services: Services): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return (event) =>
    takeEach(
      event,
      ({ messageId, body }) => takeRequest(JSON.parse(body) as Click, messageId, services),
      (_, error) => services.log.error('a click could not be taken; it is delivered again', error),
    );
}
