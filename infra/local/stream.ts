/** The simulated DynamoDB stream: tells a function, in order, which items were put; keys only. */
import { createHash, randomUUID } from 'node:crypto';
import type { Context, DynamoDBBatchResponse, DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import type { VirtualClock } from '../../src/services/clock.ts';
import { Line } from './queues/line.ts';
import { lambdaContext } from './queues/message.ts';

export interface StreamOptions {
  clock: VirtualClock;
  account: string;
  region: string;
  tableName: string;
  handler: (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse | undefined> | Promise<void>;
  batchSize: number;
  /** Items of one partition key keep their order; up to this many batches are handled at once. */
  shards?: number;
  /** After a failure, how long until the next attempt, and after how many attempts a batch is given up. */
  retrySeconds: number;
  maxAttempts: number;
  onError: (error: unknown) => void;
}
export interface Stream {
  /** An item was put; the first key is the partition key. */
  put(keys: Record<string, string | number>, eventName?: 'INSERT' | 'MODIFY' | 'REMOVE'): void;
  /** Records not yet handled. */
  depth(): number;
  /** The next `count` records are dropped. */
  fault(mode: 'dropped poke', count: number): void;
}
interface Shard {
  waiting: Line<DynamoDBRecord>;
  running: boolean;
}

/** How many records of the batch are done: up to the first one reported as failed. */
function doneOf(response: DynamoDBBatchResponse | undefined, batch: DynamoDBRecord[]): number {
  const failed = new Set(response?.batchItemFailures?.map((failure) => failure.itemIdentifier) ?? []);
  if (failed.size === 0) return batch.length;
  return Math.max(
    0,
    batch.findIndex((record) => failed.has(record.dynamodb?.SequenceNumber ?? '')),
  );
}

export function createStream(options: StreamOptions): Stream {
  const { clock, account, region, tableName, handler, onError } = options;
  const arn = `arn:aws:dynamodb:${region}:${account}:table/${tableName}/stream/sandbox`;
  const shards = Array.from({ length: options.shards ?? 1 }, (): Shard => ({ waiting: new Line(), running: false }));
  let sequence = 0;
  let drops = 0;

  const recordOf = (keys: Record<string, string | number>, eventName: 'INSERT' | 'MODIFY' | 'REMOVE'): DynamoDBRecord => ({
    eventID: randomUUID().replaceAll('-', ''),
    eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: region,
    eventSourceARN: arn,
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
      Keys: Object.fromEntries(
        Object.entries(keys).map(([key, value]) => [key, typeof value === 'string' ? { S: value } : { N: String(value) }]),
      ),
      SequenceNumber: String(++sequence).padStart(21, '0'),
      SizeBytes: JSON.stringify(keys).length,
      StreamViewType: 'KEYS_ONLY',
    },
  });

  /** How many records of the batch need not come again. */
  const handle = async (batch: DynamoDBRecord[]): Promise<number> => {
    const context = lambdaContext(`${tableName}-stream`, arn, randomUUID());
    try {
      const response: unknown = await clock.runApart(async () => handler({ Records: batch }, context));
      return doneOf(response as DynamoDBBatchResponse | undefined, batch);
    } catch (error) {
      onError(error);
      return 0;
    }
  };

  const drain = async (shard: Shard): Promise<void> => {
    let attempts = 0;
    while (shard.waiting.length > 0) {
      const batch = shard.waiting.peek(options.batchSize);
      const done = await handle(batch);
      shard.waiting.take(done);
      attempts = done > 0 ? 0 : attempts + 1;
      if (done === batch.length) continue;
      if (attempts >= options.maxAttempts) {
        onError(new Error(`the stream of ${tableName} gave up ${batch.length} records after ${attempts} attempts`));
        shard.waiting.take(batch.length);
        attempts = 0;
      } else {
        await new Promise<void>((resolve) => clock.schedule(clock.now() + options.retrySeconds * 1000, resolve));
      }
    }
    shard.running = false;
  };

  return {
    put(keys, eventName = 'INSERT') {
      if (drops > 0) {
        drops -= 1;
        return;
      }
      const [partition = ''] = Object.values(keys);
      const index = createHash('md5').update(String(partition)).digest().readUInt32BE(0) % shards.length;
      const shard = shards[index];
      if (!shard) return;
      shard.waiting.push(recordOf(keys, eventName));
      if (shard.running) return;
      shard.running = true;
      // In the next turn, so that items put together are told together.
      queueMicrotask(() => {
        drain(shard).catch(onError);
      });
    },
    depth: () => shards.reduce((sum, shard) => sum + shard.waiting.length, 0),
    fault(_mode, count) {
      drops += count;
    },
  };
}
