/** The SQS wire API: what senders call. Receiving is the event source mapping's business. */
import type { AwsRequest, AwsService } from '../aws/protocol.ts';
import { Fields, jsonService, type Operation, WireError } from '../json-protocol.ts';
import type { Message, SendOptions } from './message.ts';
import type { Queue } from './queue.ts';

const MOST_BYTES = 1024 * 1024;

interface Backend {
  account: string;
  region: string;
  queueOf: (name: string) => Queue;
  send: (name: string, body: string, sending: SendOptions) => Message;
}

function nothingUnsupported(fields: Fields): void {
  for (const name of ['MessageAttributes', 'MessageSystemAttributes']) {
    if (Object.keys(fields.all[name] ?? {}).length > 0) throw new WireError('UnsupportedOperation', `the sandbox does not carry ${name}`);
  }
}

function attributesOf(queue: Queue): Record<string, string> {
  const { visibilitySeconds, maxReceives, fifo } = queue.definition;
  return {
    QueueArn: queue.arn,
    ApproximateNumberOfMessages: String(queue.waiting),
    ApproximateNumberOfMessagesNotVisible: String(queue.inFlight),
    ApproximateNumberOfMessagesDelayed: String(queue.delayed),
    VisibilityTimeout: String(visibilitySeconds),
    MaximumMessageSize: String(MOST_BYTES),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: queue.arn.replace(/(\.fifo)?$/, '-dead$1'), maxReceiveCount: maxReceives }),
    ...(fifo && { FifoQueue: 'true', ContentBasedDeduplication: 'true' }),
  };
}

function entriesOf(fields: Fields): Fields[] {
  const entries = Array.isArray(fields.all.Entries) ? fields.all.Entries.map((entry) => new Fields(entry)) : [];
  if (entries.length === 0)
    throw new WireError('EmptyBatchRequest', 'There should be at least one SendMessageBatchRequestEntry in the request.');
  if (entries.length > 10) throw new WireError('TooManyEntriesInBatchRequest', 'Maximum number of entries per request are 10.');
  if (new Set(entries.map((entry) => entry.text('Id'))).size < entries.length) {
    throw new WireError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  const bytes = entries.reduce((sum, entry) => sum + Buffer.byteLength(entry.optionalText('MessageBody') ?? ''), 0);
  if (bytes > MOST_BYTES) throw new WireError('BatchRequestTooLong', `Batch requests cannot be longer than ${MOST_BYTES} bytes.`);
  return entries;
}

export function queuesService({ account, region, queueOf, send }: Backend): AwsService {
  const ours = (request: AwsRequest, name: string): Queue => {
    if (request.account === account && request.region === region) return queueOf(name);
    throw new WireError('QueueDoesNotExist', 'The specified queue does not exist.');
  };
  const named = (fields: Fields, request: AwsRequest): string => {
    const name = fields.text('QueueUrl').split('/').at(-1) ?? '';
    ours(request, name);
    return name;
  };
  const sendOne = (name: string, fields: Fields): Record<string, unknown> => {
    nothingUnsupported(fields);
    const message = send(name, fields.optionalText('MessageBody') ?? '', {
      groupId: fields.optionalText('MessageGroupId'),
      dedupId: fields.optionalText('MessageDeduplicationId'),
      delaySeconds: fields.count('DelaySeconds'),
    });
    return { MessageId: message.id, MD5OfMessageBody: message.md5, SequenceNumber: message.sequenceNumber };
  };
  const operations: Record<string, Operation> = {
    GetQueueUrl(fields, request) {
      const name = fields.text('QueueName');
      ours(request, name);
      // The SDK sends to the host of the queue's URL, so this must be the address it came to.
      return { QueueUrl: `http://${request.http.headers.host ?? 'localhost'}/${account}/${name}` };
    },
    GetQueueAttributes(fields, request) {
      const attributes = attributesOf(queueOf(named(fields, request)));
      const wanted = Array.isArray(fields.all.AttributeNames) ? fields.all.AttributeNames : [];
      return {
        Attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => wanted.includes('All') || wanted.includes(key))),
      };
    },
    SendMessage: (fields, request) => sendOne(named(fields, request), fields),
    SendMessageBatch(fields, request) {
      const name = named(fields, request);
      const answer: { Successful: unknown[]; Failed: unknown[] } = { Successful: [], Failed: [] };
      for (const entry of entriesOf(fields)) {
        const id = entry.text('Id');
        try {
          answer.Successful.push({ Id: id, ...sendOne(name, entry) });
        } catch (error) {
          if (!(error instanceof WireError)) throw error;
          answer.Failed.push({ Id: id, SenderFault: true, Code: error.code, Message: error.message });
        }
      }
      return answer;
    },
  };
  return jsonService('com.amazonaws.sqs', operations);
}
