/** SQS as whoever redrives a dead-letter queue needs it: look at a message without keeping it, send it on, take it away. */
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

export interface DeadLetter {
  id: string;
  body: string;
  /** For this one look at it. */
  receipt: string;
  /** Milliseconds since the epoch. */
  sentAt: number;
  /** Of a FIFO queue. */
  group?: string;
  /** What the sender added: EventBridge says here what went wrong. */
  attributes: Record<string, string>;
}

/** Queues are given by their whole names. */
export interface DeadLetters {
  /** Roughly, as SQS counts. */
  count(queue: string): Promise<number>;
  /** At most ten that nobody else looks at, for so many seconds ours alone; none when there is none left. */
  take(queue: string, seconds: number): Promise<DeadLetter[]>;
  /** As if nobody had looked. */
  release(queue: string, letter: DeadLetter): Promise<void>;
  /** `once` makes the same twice within five minutes one, where the queue is a FIFO queue. */
  send(queue: string, letter: DeadLetter, once: string): Promise<void>;
  remove(queue: string, letter: DeadLetter): Promise<void>;
}

function letterOf({
  MessageId: id = '',
  Body: body = '',
  ReceiptHandle: receipt = '',
  Attributes,
  MessageAttributes,
}: Message): DeadLetter {
  const { MessageGroupId: group, SentTimestamp } = Attributes ?? {};
  const attributes = Object.fromEntries(
    Object.entries(MessageAttributes ?? {}).map(([name, { StringValue }]) => [name, StringValue ?? '']),
  );
  return { id, body, receipt, sentAt: Number(SentTimestamp ?? 0), ...(group && { group }), attributes };
}

export function createDeadLetters(client: SQSClient): DeadLetters {
  const urls = new Map<string, Promise<string>>();
  async function lookUp(QueueName: string): Promise<string> {
    return (await client.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';
  }
  function urlOf(queue: string): Promise<string> {
    const url = urls.get(queue) ?? lookUp(queue);
    urls.set(queue, url);
    return url;
  }
  return {
    async count(queue) {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await client.send(new GetQueueAttributesCommand({ QueueUrl: await urlOf(queue), AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages ?? 0);
    },
    async take(queue, seconds) {
      const { Messages = [] } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: await urlOf(queue),
          MaxNumberOfMessages: 10,
          VisibilityTimeout: seconds,
          // Asks every server of SQS, so that none says "nothing" for the others.
          WaitTimeSeconds: 2,
          MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
          MessageAttributeNames: ['All'],
        }),
      );
      return Messages.map(letterOf);
    },
    async release(queue, { receipt }) {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: await urlOf(queue), ReceiptHandle: receipt, VisibilityTimeout: 0 }));
    },
    async send(queue, { body, group }, once) {
      const fifo = queue.endsWith('.fifo') ? { MessageGroupId: group ?? once, MessageDeduplicationId: once } : {};
      await client.send(new SendMessageCommand({ QueueUrl: await urlOf(queue), MessageBody: body, ...fifo }));
    },
    async remove(queue, { receipt }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: await urlOf(queue), ReceiptHandle: receipt }));
    },
  };
}
