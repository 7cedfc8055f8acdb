/** Queues: batches, retries, dead letters, order, repeats, the wire API, and a large backlog. */
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageBatchCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterAll, describe, expect, test } from 'vitest';
import { type HttpRequest, serve } from '../../infra/local/http.ts';
import type { QueueDefinition } from '../../infra/local/queues/queue.ts';
import { createQueues } from '../../infra/local/queues.ts';
import { VirtualClock } from '../../src/services/clock.ts';

const START = Date.parse('2026-11-20T10:00:00Z');
const ACCOUNT = '111122223333';
const SHAPE = { batchSize: 10, concurrency: 2, visibilitySeconds: 30, maxReceives: 3 };

function rig(definition: Partial<QueueDefinition> = {}, name = 'work') {
  const clock = new VirtualClock(START);
  const errors: unknown[] = [];
  const events: { at: number; bodies: string[]; records: SQSRecord[] }[] = [];
  const queues = createQueues({ clock, account: ACCOUNT, region: 'eu-central-1', onError: (error) => errors.push(error) });
  const inner = definition.handler;
  const handler = async (event: SQSEvent, context: Parameters<QueueDefinition['handler']>[1]) => {
    const bodies = event.Records.map((record) => record.body);
    events.push({ at: (clock.now() - START) / 1000, bodies, records: event.Records });
    return (await inner?.(event, context)) ?? undefined;
  };
  queues.define(name, { ...SHAPE, ...definition, handler });
  const bodies = () => events.map((event) => event.bodies.join(''));
  const timeline = () => events.map((event) => `${event.at} ${event.bodies.join('')}`);
  const sendAll = (letters: string) => letters.split('').map((letter) => queues.send(name, letter));
  return { clock, queues, errors, events, bodies, timeline, sendAll };
}

/** Reports the messages with these bodies as failed. */
function failing(bad: string): QueueDefinition['handler'] {
  return async ({ Records }) => ({
    batchItemFailures: Records.filter((record) => bad.includes(record.body)).map((record) => ({ itemIdentifier: record.messageId })),
  });
}

describe('a standard queue', () => {
  test('delivers what was sent together in batches, shaped as Lambda gets them', async () => {
    const { clock, queues, bodies, events, sendAll } = rig({ batchSize: 3 });
    sendAll('abcde');
    expect(queues.idle()).toBe(false);
    await clock.settle();
    expect(bodies()).toEqual(['abc', 'de']);
    expect(queues.idle()).toBe(true);
    expect(events[0]?.records[0]).toMatchObject({
      body: 'a',
      md5OfBody: '0cc175b9c0f1b6a831c399e269772661',
      eventSource: 'aws:sqs',
      eventSourceARN: `arn:aws:sqs:eu-central-1:${ACCOUNT}:work`,
      awsRegion: 'eu-central-1',
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: String(START) },
    });
  });

  test('handles no more batches at once than it may', async () => {
    let running = 0;
    let most = 0;
    const { clock, sendAll, timeline } = rig({
      batchSize: 1,
      handler: async () => {
        most = Math.max(most, ++running);
        await clock.sleep(10_000);
        running -= 1;
      },
    });
    sendAll('abcde');
    await clock.advance(60);
    expect(most).toBe(2);
    expect(timeline()).toEqual(['0 a', '0 b', '10 c', '10 d', '20 e']);
  });

  test('waits for a batch to fill, but not longer than the window', async () => {
    const { clock, queues, sendAll, timeline } = rig({ batchSize: 3, batchWindowSeconds: 20 });
    sendAll('ab');
    await clock.advance(5);
    expect(timeline()).toEqual([]);
    await clock.advance(15);
    sendAll('c');
    await clock.advance(5);
    sendAll('def');
    await clock.advance(60);
    expect(timeline()).toEqual(['20 ab', '25 cde', '45 f']);
    expect(queues.depth('work')).toBe(0);
  });

  test('brings back only what failed, and gives it up after the last attempt', async () => {
    const { clock, queues, sendAll, timeline } = rig({ handler: failing('b') });
    sendAll('abc');
    await clock.advance(200);
    expect(timeline()).toEqual(['0 abc', '30 b', '60 b']);
    expect(queues.dead('work')).toMatchObject([{ body: 'b', receives: 3 }]);
    expect(queues.depth('work')).toBe(0);
  });

  test('brings back the whole batch when the function throws or names a message it did not get', async () => {
    let turn = 0;
    const { clock, errors, sendAll, timeline } = rig({
      handler: async () => {
        turn += 1;
        if (turn === 1) throw new Error('no');
        return { batchItemFailures: turn === 2 ? [{ itemIdentifier: 'somebody else' }] : [] };
      },
    });
    sendAll('ab');
    await clock.advance(200);
    expect(timeline()).toEqual(['0 ab', '30 ab', '60 ab']);
    expect(errors).toHaveLength(1);
  });

  test('dead letters can be sent again', async () => {
    let broken = true;
    const { clock, queues, sendAll, bodies } = rig({
      maxReceives: 1,
      handler: async () => {
        if (broken) throw new Error('no');
      },
    });
    sendAll('ab');
    await clock.settle();
    broken = false;
    expect(queues.redrive('work')).toBe(2);
    await clock.settle();
    expect(bodies()).toEqual(['ab', 'ab']);
    expect(queues.dead('work')).toEqual([]);
  });

  test('delays, and delivers twice when told to', async () => {
    const { clock, queues, timeline } = rig({ batchSize: 1 });
    queues.fault('duplicate', 1);
    queues.send('work', 'twice');
    queues.send('work', 'later', { delaySeconds: 45 });
    await clock.advance(60);
    expect(timeline()).toEqual(['0 twice', '0 twice', '45 later']);
  });

  test('takes a large backlog at once', async () => {
    let seen = 0;
    const { clock, queues } = rig({
      concurrency: 5,
      handler: async ({ Records }) => {
        seen += Records.length;
      },
    });
    const before = clock.wall();
    for (let index = 0; index < 50_000; index += 1) queues.send('work', `{"n":${index}}`);
    const { fired } = await clock.advance(0);
    expect(seen).toBe(50_000);
    expect(fired).toBe(0);
    expect(clock.wall() - before).toBeLessThan(10_000);
  });
});

describe('a FIFO queue', () => {
  const fifo = (definition: Partial<QueueDefinition> = {}) => rig({ fifo: true, ...definition }, 'door.fifo');

  test('keeps the order within a group, one batch of it at a time, groups side by side', async () => {
    const { clock, queues, timeline } = fifo({ batchSize: 2, handler: async () => clock.sleep(10_000) });
    for (const body of ['a1', 'b1', 'a2', 'a3', 'b2']) queues.send('door.fifo', body, { groupId: body.charAt(0) });
    await clock.advance(60);
    expect(timeline()).toEqual(['0 a1a2', '0 b1b2', '10 a3']);
  });

  test('what failed comes again before the rest of its group', async () => {
    let broken = true;
    const { clock, queues, timeline } = fifo({
      batchSize: 1,
      handler: async ({ Records }) => {
        if (broken && Records[0]?.body === 'a1') throw new Error('no');
      },
    });
    for (const body of ['a1', 'a2', 'b1']) queues.send('door.fifo', body, { groupId: body.charAt(0) });
    await clock.advance(20);
    broken = false;
    await clock.advance(20);
    expect(timeline()).toEqual(['0 a1', '0 b1', '30 a1', '30 a2']);
  });

  test('a message that never works lets its group go on in the end', async () => {
    const { clock, queues, timeline } = fifo({ batchSize: 1, maxReceives: 2, handler: failing('x') });
    for (const body of ['x', 'y']) queues.send('door.fifo', body, { groupId: 'g' });
    await clock.advance(100);
    expect(timeline()).toEqual(['0 x', '30 x', '30 y']);
    expect(queues.dead('door.fifo').map((message) => message.body)).toEqual(['x']);
  });

  test('forgets a repeat after five minutes, by id or by content', async () => {
    const { clock, queues, bodies } = fifo();
    const send = (body: string, dedupId?: string) => queues.send('door.fifo', body, { groupId: 'g', dedupId });
    const first = send('a', 'id-1');
    expect(send('other text', 'id-1').id).toBe(first.id);
    send('b');
    send('b');
    await clock.advance(299);
    send('a', 'id-1');
    await clock.advance(1);
    send('c', 'id-1');
    await clock.settle();
    expect(bodies()).toEqual(['ab', 'c']);
  });

  test('is what its name says', () => {
    expect(() => rig({ fifo: true }, 'door')).toThrow(/\.fifo/);
  });
});

describe('the wire API', async () => {
  const { clock, queues, events } = rig();
  queues.define('door.fifo', { ...SHAPE, fifo: true, handler: async () => undefined });
  const route = (http: HttpRequest) => queues.service({ account: ACCOUNT, region: 'eu-central-1', service: 'sqs', principal: 'arn', http });
  const server = await serve([route], 0, (error) => {
    throw error;
  });
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new SQSClient({ endpoint: server.address, region: 'eu-central-1', maxAttempts: 1, credentials });
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: 'work' }));
  afterAll(async () => {
    client.destroy();
    await server.close();
  });

  test('sends one and several; the SDK checks the digests', async () => {
    const sent = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'größe' }));
    const entries = [1, 2].map((n) => ({ Id: String(n), MessageBody: `m${n}` }));
    const batch = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries: [...entries, { Id: 'bad', MessageBody: '' }] }));
    expect(batch.Successful?.map((one) => one.Id)).toEqual(['1', '2']);
    expect(batch.Failed).toMatchObject([{ Id: 'bad', Code: 'MissingParameter', SenderFault: true }]);
    await clock.settle();
    expect(events.flatMap((event) => event.records.map((record) => record.body))).toEqual(['größe', 'm1', 'm2']);
    expect(events[0]?.records[0]?.messageId).toBe(sent.MessageId);
  });

  test('tells about a queue', async () => {
    const { Attributes } = await client.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'ApproximateNumberOfMessages'] }),
    );
    expect(Attributes).toEqual({ QueueArn: `arn:aws:sqs:eu-central-1:${ACCOUNT}:work`, ApproximateNumberOfMessages: '0' });
  });

  test.each<[string, ConstructorParameters<typeof SendMessageCommand>[0], string]>([
    ['an unknown queue', { QueueUrl: 'http://127.0.0.1/111122223333/gone', MessageBody: 'a' }, 'QueueDoesNotExist'],
    ['a message that is too long', { QueueUrl, MessageBody: 'x'.repeat(1024 * 1024 + 1) }, 'InvalidParameterValue'],
    ['FIFO without a group', { QueueUrl: 'http://127.0.0.1/111122223333/door.fifo', MessageBody: 'a' }, 'MissingParameter'],
    ['a deduplication id elsewhere', { QueueUrl, MessageBody: 'a', MessageDeduplicationId: 'x' }, 'InvalidParameterValue'],
  ])('refuses %s', async (_, input, name) => {
    await expect(client.send(new SendMessageCommand(input))).rejects.toMatchObject({ name });
  });
});
