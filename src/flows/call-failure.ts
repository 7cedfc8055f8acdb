/** A failed AWS call judged: is it worth another try, may it have happened all the same, and what to tell people. */
import type { AwsCallError } from '../domain/aws-calls.ts';
import { withoutKeyIds } from '../domain/redaction.ts';

export interface CallFailure {
  words: string;
  again: boolean;
  /** No answer, or an answer that does not say: the call may have been carried out. */
  unclear: boolean;
}

const throttling =
  /^(Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|RequestThrottled|ProvisionedThroughput|PriorRequestNotComplete|EC2Throttled)/;
/** Somebody made, took away or has not quite finished making what the call is about: another look says more. */
const overtaken = /^(?:InvalidGroup\.(?:Duplicate|NotFound)|InvalidSecurityGroupRuleId\.NotFound|NetworkAclEntryAlreadyExists)$/;
const denied = new Set(['AccessDenied', 'UnauthorizedOperation', 'AuthFailure', 'UnrecognizedClient']);
const byOrganization = /explicit deny in a (?:service|resource) control policy/;
const mostWords = 300;

function statusOf(error: AwsCallError): number | undefined {
  const cause = error.cause as { $metadata?: { httpStatusCode?: number } } | undefined;
  return cause?.$metadata?.httpStatusCode;
}

function wordsOf(error: AwsCallError, role: string | undefined): string {
  if (error.call === 'sts:AssumeRole' || !denied.has(error.code) || !role) return error.message;
  if (byOrganization.test(error.message))
    return `${error.code}: a policy of the organization denies ${error.call} to the role ${role}; open a ticket with those who run the organization`;
  return `${error.code}: the role ${role} may not call ${error.call}; allow it there, or look for a policy of the organization that denies it`;
}

/** `role` is who called, for those who have to permit it: "drawbridge-contain in 111122223333". */
export function callFailure(error: AwsCallError, role?: string): CallFailure {
  const words = withoutKeyIds(wordsOf(error, role)).slice(0, mostWords);
  if (throttling.test(error.code)) return { words, again: true, unclear: false };
  if (overtaken.test(error.code)) return { words, again: true, unclear: true };
  const status = statusOf(error);
  // A service that answered below 500 has said no; without any answer nothing is known.
  const answered = status !== undefined ? status < 500 : error.cause === undefined || denied.has(error.code);
  return { words, again: !answered, unclear: !answered && error.call !== 'sts:AssumeRole' };
}
