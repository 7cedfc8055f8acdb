/** The table's stream: order, retries, giving up, dropped records. */
import type { DynamoDBStreamEvent } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { createStream, type StreamOptions } from '../../infra/local/stream.ts';
import { VirtualClock } from '../../src/services/clock.ts';

const START = Date.parse('2026-11-20T10:00:00Z');

function rig(options: Partial<StreamOptions> = {}) {
  const clock = new VirtualClock(START);
  const errors: unknown[] = [];
  const events: DynamoDBStreamEvent[] = [];
  const timeline: string[] = [];
  const stream = createStream({
    clock,
    account: '111122223333',
    region: 'eu-central-1',
    tableName: 'cases',
    batchSize: 2,
    retrySeconds: 1,
    maxAttempts: 3,
    onError: (error) => errors.push(error),
    ...options,
    handler: async (event, context) => {
      events.push(event);
      timeline.push(`${(clock.now() - START) / 1000} ${event.Records.map((record) => record.dynamodb?.Keys?.sk?.N).join(',')}`);
      return (await options.handler?.(event, context)) ?? undefined;
    },
  });
  const putAll = (...numbers: number[]) => {
    for (const sk of numbers) stream.put({ pk: 'CASE#AB12CD34', sk });
  };
  return { clock, stream, errors, events, timeline, putAll };
}

describe('a stream', () => {
  test('tells in batches, in order, keys only', async () => {
    const { clock, events, timeline, putAll, stream } = rig();
    putAll(1, 2, 3);
    await clock.settle();
    expect(timeline).toEqual(['0 1,2', '0 3']);
    expect(stream.depth()).toBe(0);
    expect(events[0]?.Records[0]).toMatchObject({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: { Keys: { pk: { S: 'CASE#AB12CD34' }, sk: { N: '1' } } },
    });
    expect(events[0]?.Records[0]?.dynamodb).not.toHaveProperty('NewImage');
  });

  test('repeats a failed batch before anything later', async () => {
    let turn = 0;
    const { clock, errors, timeline, putAll } = rig({
      handler: async () => {
        turn += 1;
        if (turn === 1) throw new Error('no');
      },
    });
    putAll(1, 2, 3);
    await clock.advance(10);
    expect(timeline).toEqual(['0 1,2', '1 1,2', '1 3']);
    expect(errors).toHaveLength(1);
  });

  test('goes on at the first record reported as failed', async () => {
    let turn = 0;
    const { clock, timeline, putAll } = rig({
      handler: async ({ Records }) => {
        turn += 1;
        const bad = turn === 1 ? (Records[1]?.dynamodb?.SequenceNumber ?? '') : '';
        return { batchItemFailures: bad ? [{ itemIdentifier: bad }] : [] };
      },
    });
    putAll(1, 2, 3);
    await clock.advance(10);
    expect(timeline).toEqual(['0 1,2', '1 2,3']);
  });

  test('gives a batch up in the end, and says so', async () => {
    const { clock, errors, timeline, putAll } = rig({
      handler: async ({ Records }) => {
        if (Records[0]?.dynamodb?.Keys?.sk?.N === '1') throw new Error('no');
      },
    });
    putAll(1, 2, 3);
    await clock.advance(10);
    expect(timeline).toEqual(['0 1,2', '1 1,2', '2 1,2', '2 3']);
    expect(errors.at(-1)).toMatchObject({ message: expect.stringContaining('gave up 2 records') });
  });

  test('drops what it is told to drop', async () => {
    const { clock, stream, timeline, putAll } = rig();
    stream.fault('dropped poke', 2);
    putAll(1, 2, 3);
    await clock.settle();
    expect(timeline).toEqual(['0 3']);
  });

  test('shards keep the order of each partition key and do not wait for each other', async () => {
    const seen: Record<string, number[]> = {};
    const { clock, stream } = rig({
      shards: 4,
      batchSize: 1,
      handler: async ({ Records }) => {
        const keys = Records[0]?.dynamodb?.Keys;
        const partition = keys?.pk?.S ?? '';
        seen[partition] = [...(seen[partition] ?? []), Number(keys?.sk?.N)];
        await clock.sleep(1000);
      },
    });
    for (let sk = 0; sk < 3; sk += 1) for (let pk = 0; pk < 8; pk += 1) stream.put({ pk: `CASE#${pk}`, sk });
    await clock.advance(23);
    expect(stream.depth()).toBe(0);
    expect(Object.values(seen)).toEqual(Array.from({ length: 8 }, () => [0, 1, 2]));
  });
});
