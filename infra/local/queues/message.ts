/** A message in a simulated queue, and the record a function gets of it. */
import { createHash } from 'node:crypto';
import type { Context, SQSRecord } from 'aws-lambda';

export interface Message {
  id: string;
  body: string;
  md5: string;
  /** Milliseconds of domain time. */
  sentAt: number;
  firstReceivedAt?: number;
  receives: number;
  groupId?: string | undefined;
  dedupId?: string | undefined;
  sequenceNumber?: string | undefined;
}

export interface SendOptions {
  groupId?: string | undefined;
  dedupId?: string | undefined;
  delaySeconds?: number | undefined;
}

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function recordOf(message: Message, queueArn: string): SQSRecord {
  const [, , , awsRegion = '', account = ''] = queueArn.split(':');
  return {
    messageId: message.id,
    receiptHandle: Buffer.from(`${queueArn} ${message.id} ${message.receives}`).toString('base64'),
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receives),
      SentTimestamp: String(message.sentAt),
      SenderId: account,
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
      ...(message.groupId !== undefined && { MessageGroupId: message.groupId }),
      ...(message.dedupId !== undefined && { MessageDeduplicationId: message.dedupId }),
      ...(message.sequenceNumber !== undefined && { SequenceNumber: message.sequenceNumber }),
    },
    messageAttributes: {},
    md5OfBody: message.md5,
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion,
  };
}

/** The second argument of a function that a queue or stream invokes. */
export function lambdaContext(functionName: string, sourceArn: string, requestId: string): Context {
  const [, , , region = '', account = ''] = sourceArn.split(':');
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: false,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${region}:${account}:function:${functionName}`,
    memoryLimitInMB: '512',
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'sandbox',
    getRemainingTimeInMillis: () => 30_000,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
