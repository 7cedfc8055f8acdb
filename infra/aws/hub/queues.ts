/** The queues that functions take from, each with its dead-letter queue; who may send to them is said where the sender is. */
import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { accept } from '../accepted.ts';
import type { Hub } from './hub.ts';
import { secondsOf } from './lambda-functions.ts';

export interface Lane {
  /** The short name, such as `urgent` or `slack.fifo`. */
  name: string;
  queue: Queue;
  dead: Queue;
}

const mostReceives = 5;
/** Time for a batch to be given back after its function was stopped. */
const reserveSeconds = 30;

/** Letters and digits: `slack.fifo` is SlackFifo. */
export function idOf(name: string): string {
  return name.replaceAll(/(?:^|[-. ])(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function makeQueue({ stack, names, key }: Hub, name: string, rest: ConstructorParameters<typeof Queue>[2]): Queue {
  const fifo = name.endsWith('.fifo');
  return new Queue(stack, `${idOf(name)}Queue`, {
    queueName: names.of(name),
    ...(key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED }),
    enforceSSL: true,
    ...(fifo && { fifo, contentBasedDeduplication: false }),
    ...rest,
  });
}

/** A place for what could not be handled, kept as long as SQS keeps anything. */
export function makeDeadLetters(hub: Hub, name: string): Queue {
  const queue = makeQueue(hub, name, { retentionPeriod: Duration.days(14) });
  accept(queue, 'SQS3', 'It is a dead-letter queue itself: an alarm watches it, and people redrive it.');
  return queue;
}

export function makeLanes(hub: Hub): Lane[] {
  return hub.rows.flatMap((row) => {
    if (!('queue' in row.trigger)) return [];
    const name = row.trigger.queue;
    const dead = makeDeadLetters(hub, name.endsWith('.fifo') ? name.replace('.fifo', '-dead.fifo') : `${name}-dead`);
    const queue = makeQueue(hub, name, {
      visibilityTimeout: Duration.seconds(secondsOf(row) + reserveSeconds),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: mostReceives },
    });
    return [{ name, queue, dead }];
  });
}
