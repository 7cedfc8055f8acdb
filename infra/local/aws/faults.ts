/** Makes the next calls to the simulated accounts fail the way AWS and networks do. */
import type { Clock } from '../../../src/services/clock.ts';
import type { HttpResponse } from '../http.ts';
import { AwsError } from './wire.ts';

export type FaultMode = 'timeout' | '429' | '5xx' | 'reset';

const HELD_MILLISECONDS = 10_000;

/** Throttling has its own code in each service. */
export function throttled(service: string): AwsError {
  if (service === 'ec2') return new AwsError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (service === 's3') return new AwsError('SlowDown', 'Please reduce your request rate.', 503);
  if (service === 'securityhub') return new AwsError('TooManyRequestsException', 'Too Many Requests', 429);
  if (service === 'cloudtrail') return new AwsError('ThrottlingException', 'Rate exceeded');
  return new AwsError('Throttling', 'Rate exceeded');
}

export function broken(service: string): AwsError {
  if (service === 'ec2') return new AwsError('InternalError', 'An internal error has occurred', 500);
  return new AwsError(service === 'iam' ? 'ServiceFailure' : 'InternalFailure', 'The request processing has failed.', 500);
}

/** A call that was made but whose answer never comes: the connection is held, then dropped. */
export async function heldBack(clock: Clock): Promise<HttpResponse> {
  await clock.within(HELD_MILLISECONDS, 'a simulated timeout', new Promise<never>(() => {})).catch(() => undefined);
  return { status: 0 };
}
