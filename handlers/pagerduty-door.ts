/** The PagerDuty door: verify, one message to the queue, then 202; without the message 503, so that PagerDuty keeps it and comes again. */
import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Clock } from '../src/services/clock.ts';
import type { Log } from '../src/services/log.ts';
import type { Queues } from '../src/services/queues.ts';
import { type RawDelivery, verifyDelivery } from './pagerduty-verify.ts';

export interface PagerDutyDoorOptions {
  /** All that are valid now. */
  secrets: readonly string[];
  clock: Pick<Clock, 'within'>;
  log: Log;
  queues: Pick<Queues, 'webhook'>;
}
export type PagerDutyDoor = (
  event: Pick<APIGatewayProxyEventV2, 'headers' | 'body' | 'isBase64Encoded'>,
) => Promise<APIGatewayProxyStructuredResultV2>;

const queueMilliseconds = 800;

/** One incident's events stay in order; what names none stands alone. */
function groupOf(body: string): string {
  const [, id] =
    /"incident"\s*:\s*\{[^{}]*?"id"\s*:\s*"([A-Z0-9]{6,20})"/.exec(body) ??
    /"data"\s*:\s*\{[^{}]*?"id"\s*:\s*"([A-Z0-9]{6,20})"/.exec(body) ??
    [];
  return id ?? 'other';
}

function onceOf({ headers }: RawDelivery, body: string): string {
  const given = Object.entries(headers ?? {}).find(([name]) => name.toLowerCase() === 'x-webhook-id')?.[1];
  // The header is not signed: with the body in it nobody can make one delivery pass for another.
  return createHash('sha256')
    .update(`${given ?? ''}\n${body}`)
    .digest('hex');
}

export function createPagerDutyDoor({ secrets, clock, log, queues }: PagerDutyDoorOptions): PagerDutyDoor {
  return async (event) => {
    const verified = verifyDelivery(event, secrets);
    if (!verified.ok) {
      // Three in a row and PagerDuty stops sending for a day: somebody has to know of a wrong secret at once.
      log.error('a webhook of PagerDuty was refused', new Error(verified.because), { status: verified.status });
      return { statusCode: verified.status, body: '' };
    }
    try {
      const { body } = verified;
      await clock.within(queueMilliseconds, 'the webhook queue', queues.webhook(body, onceOf(event, body), groupOf(body)));
      return { statusCode: 202, body: '' };
    } catch (error) {
      log.error('a webhook of PagerDuty could not be queued', error);
      return { statusCode: 503, body: '' };
    }
  };
}
