/** One simulated queue with its event source mapping: batches to a function, retries, a dead-letter queue. */
import { randomUUID } from 'node:crypto';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { VirtualClock } from '../../../src/services/clock.ts';
import { Line } from './line.ts';
import { lambdaContext, type Message, recordOf } from './message.ts';

export interface QueueDefinition {
  handler: (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | undefined> | Promise<void>;
  batchSize: number;
  /** How long the first message of an incomplete batch waits for more. */
  batchWindowSeconds?: number;
  /** How many batches are handled at once. */
  concurrency: number;
  /** After a failure, how long until the next attempt. */
  visibilitySeconds: number;
  maxReceives: number;
  fifo?: boolean;
}

/** Messages that wait together: all of a standard queue, or one group of a FIFO queue. */
interface Lane {
  waiting: Line<Message>;
  /** Handed out and not to be taken from: a FIFO group with a batch in flight or failed. */
  held: boolean;
  queued: boolean;
}

/** The messages that the function reports as failed; all of them when it reports one that is not in the batch, as Lambda does. */
function failedOf(response: SQSBatchResponse | undefined, batch: Message[]): Message[] {
  const failures = new Set(response?.batchItemFailures?.map((failure) => failure.itemIdentifier) ?? []);
  const failed = batch.filter((message) => failures.has(message.id));
  return new Set(failed.map((message) => message.id)).size === failures.size ? failed : batch;
}

export class Queue {
  readonly arn: string;
  readonly definition: QueueDefinition;
  readonly dead: Message[] = [];
  inFlight = 0;
  delayed = 0;
  waiting = 0;
  private readonly lanes = new Map<string, Lane>();
  private readonly ready = new Line<Lane>();
  private readonly later = new Map<number, Message[]>();
  private readonly clock: VirtualClock;
  private readonly onError: (error: unknown) => void;
  private batches = 0;
  private pumping = false;
  private stopped = false;
  private windowEnds: number | undefined;

  constructor(arn: string, definition: QueueDefinition, clock: VirtualClock, onError: (error: unknown) => void) {
    this.arn = arn;
    this.definition = definition;
    this.clock = clock;
    this.onError = onError;
  }

  add(message: Message): void {
    const lane = this.laneOf(message);
    lane.waiting.push(message);
    this.waiting += 1;
    this.queue(lane);
  }

  /** Adds the message at that instant; those of one instant share a timer. */
  addAt(due: number, message: Message): void {
    this.delayed += 1;
    const together = this.later.get(due);
    if (together) {
      together.push(message);
      return;
    }
    const messages = [message];
    this.later.set(due, messages);
    this.clock.schedule(due, () => {
      this.later.delete(due);
      this.delayed -= messages.length;
      for (const one of messages) this.add(one);
    });
  }

  /** Delivers nothing more; what is being handled goes on. */
  stop(): void {
    this.stopped = true;
  }

  private laneOf(message: Message): Lane {
    const key = this.definition.fifo ? (message.groupId ?? '') : '';
    const lane = this.lanes.get(key) ?? { waiting: new Line<Message>(), held: false, queued: false };
    this.lanes.set(key, lane);
    return lane;
  }

  private queue(lane: Lane): void {
    if (!lane.held && !lane.queued && lane.waiting.length > 0) {
      lane.queued = true;
      this.ready.push(lane);
    }
    if (this.pumping) return;
    // In the next turn, so that messages sent together are delivered together.
    this.pumping = true;
    queueMicrotask(() => {
      this.pumping = false;
      this.pump();
    });
  }

  private pump(): void {
    while (!this.stopped && this.batches < this.definition.concurrency) {
      const [lane] = this.ready.peek(1);
      if (!lane || this.gathering(lane)) return;
      this.ready.take(1);
      lane.queued = false;
      const batch = lane.waiting.take(this.definition.batchSize);
      this.windowEnds = undefined;
      if (this.definition.fifo) lane.held = true;
      else if (lane.waiting.length > 0) this.queue(lane);
      this.deliver(lane, batch).catch(this.onError);
    }
  }

  /** Whether an incomplete batch still waits for more messages. */
  private gathering(lane: Lane): boolean {
    const { batchSize, batchWindowSeconds = 0 } = this.definition;
    if (batchWindowSeconds === 0 || lane.waiting.length >= batchSize) return false;
    if (this.windowEnds === undefined) {
      this.windowEnds = this.clock.now() + batchWindowSeconds * 1000;
      this.clock.schedule(this.windowEnds, () => this.pump());
    }
    return this.clock.now() < this.windowEnds;
  }

  private async deliver(lane: Lane, batch: Message[]): Promise<void> {
    this.batches += 1;
    this.waiting -= batch.length;
    this.inFlight += batch.length;
    const failed = await this.handle(batch);
    this.batches -= 1;
    this.inFlight -= batch.length;
    const { maxReceives, visibilitySeconds, fifo } = this.definition;
    const again = failed.filter((message) => message.receives < maxReceives);
    this.dead.push(...failed.filter((message) => message.receives >= maxReceives));
    const due = this.clock.now() + visibilitySeconds * 1000;
    if (fifo && again.length > 0) this.holdUntil(due, lane, again);
    else {
      lane.held = false;
      for (const message of again) this.addAt(due, message);
    }
    this.queue(lane);
    if (fifo && lane.waiting.length === 0 && !lane.held) this.lanes.delete(batch[0]?.groupId ?? '');
  }

  private async handle(batch: Message[]): Promise<Message[]> {
    for (const message of batch) {
      message.receives += 1;
      message.firstReceivedAt ??= this.clock.now();
    }
    const event = { Records: batch.map((message) => recordOf(message, this.arn)) };
    const context = lambdaContext(this.arn.split(':').at(-1) ?? '', this.arn, randomUUID());
    try {
      const response: unknown = await this.clock.runApart(async () => this.definition.handler(event, context));
      return failedOf(response as SQSBatchResponse | undefined, batch);
    } catch (error) {
      this.onError(error);
      return batch;
    }
  }

  /** What failed in a FIFO group comes again before the rest of its group. */
  private holdUntil(due: number, lane: Lane, messages: Message[]): void {
    this.delayed += messages.length;
    this.clock.schedule(due, () => {
      this.delayed -= messages.length;
      this.waiting += messages.length;
      lane.waiting.putBack(messages);
      lane.held = false;
      this.queue(lane);
    });
  }
}
