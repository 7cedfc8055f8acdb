/** Failed calls: which are tried again, which may have happened, and what people are told. */
import { describe, expect, it } from 'vitest';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import { callFailure } from '../../src/flows/call-failure.ts';
import { KEY } from '../fixtures/finding.ts';

const call = 'iam:UpdateAccessKey';
const answered = (status: number) => ({ cause: { $metadata: { httpStatusCode: status } } });
const noAnswer = { cause: new Error('socket hang up') };

describe('callFailure', () => {
  it.each([
    ['Throttling', answered(400), { again: true, unclear: false }],
    ['TooManyRequests', answered(429), { again: true, unclear: false }],
    ['RequestLimitExceeded', answered(503), { again: true, unclear: false }],
    ['ServiceFailure', answered(500), { again: true, unclear: true }],
    ['TimeoutError', noAnswer, { again: true, unclear: true }],
    ['ECONNRESET', noAnswer, { again: true, unclear: true }],
    ['InvalidGroup.Duplicate', answered(400), { again: true, unclear: true }],
    ['InvalidGroup.NotFound', answered(400), { again: true, unclear: true }],
    ['AccessDenied', answered(403), { again: false, unclear: false }],
    ['NoSuchEntity', answered(404), { again: false, unclear: false }],
    ['ValidationError', answered(400), { again: false, unclear: false }],
  ])('%s', (code, options, expected) => {
    expect(callFailure(new AwsCallError(call, code, `failed: ${code}`, options))).toMatchObject(expected);
  });

  it('a role that cannot be assumed has changed nothing', () => {
    expect(callFailure(new AwsCallError('sts:AssumeRole', 'TimeoutError', 'cannot act', noAnswer))).toMatchObject({
      again: true,
      unclear: false,
    });
  });

  it('names the role and the action that are missing', () => {
    const failure = callFailure(new AwsCallError(call, 'AccessDenied', 'denied', answered(403)), 'drawbridge-contain in 111122223333');
    expect(failure.words).toBe(
      'AccessDenied: the role drawbridge-contain in 111122223333 may not call iam:UpdateAccessKey; allow it there, or look for a policy of the organization that denies it',
    );
  });

  it('says whose it is to allow where the organization denies it', () => {
    const message = 'not authorized to perform: iam:UpdateAccessKey with an explicit deny in a service control policy';
    expect(callFailure(new AwsCallError(call, 'AccessDenied', message, answered(403)), 'drawbridge-contain in 111122223333').words).toBe(
      'AccessDenied: a policy of the organization denies iam:UpdateAccessKey to the role drawbridge-contain in 111122223333; open a ticket with those who run the organization',
    );
  });

  it('never repeats a key id', () => {
    expect(callFailure(new AwsCallError(call, 'NoSuchEntity', `key ${KEY} not found`, answered(404))).words).toBe(
      'key AKIA…MPLE not found',
    );
  });
});
