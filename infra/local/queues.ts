/** The simulated SQS: named queues that deliver to functions, with fault injection. */
import { createHash, randomUUID } from 'node:crypto';
import type { VirtualClock } from '../../src/services/clock.ts';
import type { AwsService } from './aws/protocol.ts';
import { WireError } from './json-protocol.ts';
import { type Message, md5, type SendOptions } from './queues/message.ts';
import { Queue, type QueueDefinition } from './queues/queue.ts';
import { queuesService } from './queues/wire.ts';

const MOST_BYTES = 1024 * 1024;
const REMEMBERED_MILLISECONDS = 5 * 60 * 1000;

export interface Queues {
  service: AwsService;
  /** Names of FIFO queues end in `.fifo`, others must not. */
  define(name: string, definition: QueueDefinition): void;
  send(name: string, body: string, options?: SendOptions): Message;
  /** Messages waiting, delayed or being handled. */
  depth(name: string): number;
  /** Messages in the dead-letter queue. */
  dead(name: string): readonly Message[];
  /** Sends the dead letters to their queue again; says how many. */
  redrive(name: string): number;
  /** Nothing waits and nothing is being handled; retries that are not due do not count. */
  idle(): boolean;
  /** Delivers nothing more: the end of a sandbox. */
  stop(): void;
  /** The next `count` messages are delivered twice. */
  fault(mode: 'duplicate', count: number): void;
}

function checkSend(queue: Queue, body: string, { groupId, dedupId, delaySeconds = 0 }: SendOptions): void {
  if (body === '') throw new WireError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (Buffer.byteLength(body) > MOST_BYTES) {
    throw new WireError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${MOST_BYTES} bytes.`,
    );
  }
  if (!(delaySeconds >= 0 && delaySeconds <= 900))
    throw new WireError('InvalidParameterValue', `Value ${delaySeconds} for parameter DelaySeconds is invalid.`);
  if (queue.definition.fifo) {
    if (!groupId) throw new WireError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
    if (delaySeconds > 0) throw new WireError('InvalidParameterValue', 'DelaySeconds is not valid for a message of a FIFO queue.');
  } else if (dedupId !== undefined) {
    throw new WireError('InvalidParameterValue', 'MessageDeduplicationId is only valid for FIFO queues.');
  }
}

/** `pagerduty-dead.fifo` holds the dead letters of `pagerduty.fifo`. */
function livingOf(name: string): string {
  return name.replace(/-dead(?=(?:\.fifo)?$)/, '');
}

export function createQueues(options: { clock: VirtualClock; account: string; region: string; onError: (error: unknown) => void }): Queues {
  const { clock, account, region, onError } = options;
  const queues = new Map<string, { queue: Queue; remembered: Map<string, Message> }>();
  let duplicates = 0;
  let sequence = 0;

  const find = (name: string) => {
    const found = queues.get(name);
    if (!found) throw new WireError('QueueDoesNotExist', `The specified queue does not exist: ${name}`);
    return found;
  };

  /** The message that this one repeats, if it came within the last five minutes. */
  const repeats = (remembered: Map<string, Message>, key: string): Message | undefined => {
    for (const [old, message] of remembered) {
      if (message.sentAt > clock.now() - REMEMBERED_MILLISECONDS) break;
      remembered.delete(old);
    }
    return remembered.get(key);
  };

  const enqueue = (queue: Queue, message: Message, delaySeconds: number) => {
    if (delaySeconds > 0) queue.addAt(clock.now() + delaySeconds * 1000, message);
    else queue.add(message);
  };

  /** Among the dead letters, where somebody puts it by hand or by name. */
  const bury = (name: string, message: Message): Message => {
    find(name).queue.dead.push(message);
    return message;
  };

  const result: Queues = {
    service: (request) => service(request),
    define(name, definition) {
      const fifo = name.endsWith('.fifo');
      if (fifo !== (definition.fifo ?? false)) throw new Error(`the queue ${name}: only names of FIFO queues end in .fifo`);
      queues.set(name, { queue: new Queue(`arn:aws:sqs:${region}:${account}:${name}`, definition, clock, onError), remembered: new Map() });
    },
    send(name, body, sending = {}) {
      const living = livingOf(name);
      if (living !== name) {
        const { groupId } = sending;
        return bury(living, { id: randomUUID(), body, md5: md5(body), sentAt: clock.now(), receives: 0, groupId });
      }
      const { queue, remembered } = find(name);
      checkSend(queue, body, sending);
      const { groupId, dedupId } = sending;
      const message: Message = { id: randomUUID(), body, md5: md5(body), sentAt: clock.now(), receives: 0, groupId };
      if (queue.definition.fifo) {
        message.dedupId = dedupId ?? createHash('sha256').update(body).digest('hex');
        const before = repeats(remembered, message.dedupId);
        if (before) return before;
        message.sequenceNumber = String(++sequence).padStart(20, '0');
        remembered.set(message.dedupId, message);
      }
      enqueue(queue, message, sending.delaySeconds ?? 0);
      if (duplicates > 0) {
        duplicates -= 1;
        enqueue(queue, { ...message }, sending.delaySeconds ?? 0);
      }
      return message;
    },
    depth(name) {
      const { queue } = find(name);
      return queue.waiting + queue.delayed + queue.inFlight;
    },
    dead: (name) => find(name).queue.dead,
    redrive(name) {
      const { queue } = find(name);
      const messages = queue.dead.splice(0);
      for (const message of messages) queue.add({ ...message, receives: 0 });
      return messages.length;
    },
    idle: () => [...queues.values()].every(({ queue }) => queue.waiting === 0 && queue.inFlight === 0),
    stop() {
      for (const { queue } of queues.values()) queue.stop();
    },
    fault(_mode, count) {
      duplicates += count;
    },
  };
  const service = queuesService({
    account,
    region,
    queueOf: (name) => find(livingOf(name)).queue,
    send: (name, body, sending) => result.send(name, body, sending),
  });
  return result;
}
