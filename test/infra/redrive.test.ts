/** npm run redrive: shows without keeping, moves only when meant, and nothing is lost wherever it is killed. */
import type { CloudWatchLogsClient, FilterLogEventsCommandInput } from '@aws-sdk/client-cloudwatch-logs';
import type { SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { functions } from '../../infra/aws/functions.ts';
import { deadQueues, redrive } from '../../infra/redrive.ts';
import { createWhy } from '../../infra/redrive-why.ts';
import { createDeadLetters, type DeadLetter, type DeadLetters } from '../../src/services/dead-letters.ts';
import { stacksWith } from '../fixtures/aws-stacks.ts';

const NOW = Date.UTC(2026, 10, 20, 3);

/** Queues in memory: what is taken is hidden until it is released. */
function fakeQueues(dead: Record<string, Partial<DeadLetter>[]>) {
  const letters = new Map(
    Object.entries(dead).map(([queue, all]) => [
      queue,
      all.map((each, index): DeadLetter => {
        const id = `m${index + 1}`;
        return { id, body: '{}', receipt: id, sentAt: NOW - 60_000, attributes: {}, ...each };
      }),
    ]),
  );
  const hidden = new Set<DeadLetter>();
  const sent: { queue: string; body: string; group?: string; once: string }[] = [];
  const port: DeadLetters & { killAt?: string } = {
    count: async (queue) => letters.get(queue)?.length ?? 0,
    async take(queue) {
      const free = (letters.get(queue) ?? []).filter((each) => !hidden.has(each)).slice(0, 10);
      for (const each of free) hidden.add(each);
      return free;
    },
    release: async (_, letter) => void hidden.delete(letter),
    async send(queue, { body, group }, once) {
      sent.push({ queue, body, once, ...(group && { group }) });
    },
    async remove(queue, letter) {
      if (port.killAt === letter.id) throw new Error('killed');
      hidden.delete(letter);
      letters.set(
        queue,
        (letters.get(queue) ?? []).filter((each) => each !== letter),
      );
    },
  };
  const said: string[] = [];
  const run = (name: string | undefined, isMeant = false) =>
    redrive(name, isMeant, {
      letters: port,
      why: async () => 'Slack said no',
      deployment: 'drawbridge',
      now: NOW,
      say: (line) => said.push(line),
    });
  return { port, sent, said, run, left: (queue: string) => letters.get(queue)?.map(({ id }) => id) ?? [], hidden };
}

describe('without --yes', () => {
  it('shows what is there and why, and leaves it', async () => {
    const world = fakeQueues({ 'drawbridge-slack-dead.fifo': [{ group: 'slack', body: '{"caseId":"AAAA1111"}' }, {}] });
    expect(await world.run('slack')).toBe(1);
    expect(world.said).toEqual([
      'm1  sent 2026-11-20T02:59:00.000Z, group slack',
      '  {"caseId":"AAAA1111"}',
      '  why: Slack said no',
      '  back to slack.fifo',
      'm2  sent 2026-11-20T02:59:00.000Z',
      '  {}',
      '  why: Slack said no',
      '  back to slack.fifo',
      'Nothing was moved. Mend the cause first, then: the same with --yes',
    ]);
    expect(world.sent).toEqual([]);
    expect(world.left('drawbridge-slack-dead.fifo')).toEqual(['m1', 'm2']);
    expect(world.hidden.size).toBe(0);
  });

  it.each([['nonsense'], [undefined], ['constructor']])('%s is no queue: says which there are', async (name) => {
    const world = fakeQueues({});
    expect(await world.run(name)).toBe(2);
    expect(world.said.at(-1)).toContain('urgent, routine, clicks');
  });

  it('an empty one says so', async () => {
    const world = fakeQueues({});
    expect(await world.run('urgent')).toBe(0);
    expect(world.said).toEqual(['urgent-dead is empty']);
  });
});

describe('with --yes', () => {
  it.each([
    ['urgent', 'drawbridge-urgent-dead', 'drawbridge-urgent', 23],
    ['urgent-dead', 'drawbridge-urgent-dead', 'drawbridge-urgent', 1],
    ['clicks.fifo', 'drawbridge-clicks-dead.fifo', 'drawbridge-clicks.fifo', 3],
  ])('%s goes back to where it came from, each in its group', async (name, dead, back, count) => {
    const world = fakeQueues({ [dead]: Array.from({ length: count }, (_, index) => ({ body: `b${index}`, group: `g${index % 2}` })) });
    expect(await world.run(name, true)).toBe(0);
    expect(world.sent).toHaveLength(count);
    expect(world.sent[0]).toEqual({ queue: back, body: 'b0', group: 'g0', once: 'redrive-m1' });
    expect(world.left(dead)).toEqual([]);
    expect(world.said.at(-1)).toMatch(new RegExp(`^${count} moved`));
  });

  it('what fails again meanwhile stays, so that it ends', async () => {
    const world = fakeQueues({ 'drawbridge-urgent-dead': [{}, { sentAt: NOW + 1 }] });
    await world.run('urgent', true);
    expect(world.left('drawbridge-urgent-dead')).toEqual(['m2']);
    expect(world.hidden.size).toBe(0);
  });

  it('killed between sending and taking away: sent once more by the same name, and none lost', async () => {
    const world = fakeQueues({ 'drawbridge-clicks-dead.fifo': [{}, {}] });
    world.port.killAt = 'm2';
    await expect(world.run('clicks', true)).rejects.toThrow('killed');
    delete world.port.killAt;
    world.hidden.clear();
    await world.run('clicks', true);
    expect(world.sent.map(({ once }) => once)).toEqual(['redrive-m1', 'redrive-m2', 'redrive-m2']);
    expect(world.left('drawbridge-clicks-dead.fifo')).toEqual([]);
  });

  it('what EventBridge could not deliver goes to its own queue; what is for no queue stays', async () => {
    const arn = (target: string) => ({ attributes: { TARGET_ARN: `arn:aws:${target}` } });
    const world = fakeQueues({
      'drawbridge-undelivered': [
        arn('sqs:eu-central-1:999988887777:drawbridge-urgent'),
        arn('states:eu-central-1:999988887777:stateMachine:x'),
      ],
    });
    await world.run('undelivered', true);
    expect(world.sent.map(({ queue }) => queue)).toEqual(['drawbridge-urgent']);
    expect(world.left('drawbridge-undelivered')).toEqual(['m2']);
  });

  it("the stream's records are only taken away: the tick looked at those cases", async () => {
    const world = fakeQueues({ 'drawbridge-stream-dead': [{}] });
    await world.run('stream', true);
    expect(world.sent).toEqual([]);
    expect(world.left('drawbridge-stream-dead')).toEqual([]);
  });
});

it('every dead-letter queue of the stack has its name here', () => {
  const queues = Object.values(stacksWith({ tickets: 'yes' }).hub.findResources('AWS::SQS::Queue')).map(({ Properties }) =>
    String(Properties.QueueName),
  );
  const dead = queues.filter((name) => /-dead(\.fifo)?$|-undelivered$/.test(name)).sort();
  expect(
    Object.values(deadQueues)
      .map((each) => `drawbridge-${each.dead}`)
      .sort(),
  ).toEqual(dead);
  for (const { by } of Object.values(deadQueues)) if (by) expect(functions.map(({ name }) => name)).toContain(by);
});

describe('why', () => {
  const letter: DeadLetter = { id: 'm1', body: '{"caseId":"AAAA1111"}', receipt: 'r', sentAt: NOW, attributes: {} };
  const asked: FilterLogEventsCommandInput[] = [];
  const logOf = (...lines: (object | string)[]) =>
    createWhy({
      send: async ({ input }: { input: FilterLogEventsCommandInput }) => {
        asked.push(input);
        return { events: lines.map((line) => ({ message: typeof line === 'string' ? line : JSON.stringify(line) })) };
      },
    } as unknown as CloudWatchLogsClient);

  it("the newest error in the function's log that names the message or its case", async () => {
    const error = (message: string) => ({
      level: 'error',
      message: 'a surface could not be made to match',
      reference: '7f3a91',
      error: { message },
    });
    const why = logOf(error('old'), { level: 'info', message: 'm1' }, error('invalid_auth'), 'no JSON');
    expect(await why(letter, 'drawbridge-slack')).toBe('a surface could not be made to match: invalid_auth (reference 7f3a91)');
    expect(asked.at(-1)).toEqual({ logGroupName: '/aws/lambda/drawbridge-slack', startTime: NOW, filterPattern: '?"m1" ?"AAAA1111"' });
  });

  it.each<[string, DeadLetter, string | undefined, string]>([
    [
      'EventBridge wrote it on it',
      { ...letter, attributes: { ERROR_CODE: 'SDK_CLIENT_ERROR', ERROR_MESSAGE: 'denied' } },
      undefined,
      'SDK_CLIENT_ERROR: denied',
    ],
    [
      'Lambda says it of a stream',
      { ...letter, body: '{"requestContext":{"condition":"RetryAttemptsExhausted"}}' },
      'x',
      'RetryAttemptsExhausted',
    ],
    ['the one who buried it', { ...letter, body: '{"what":"PagerDuty refused the alert"}' }, 'x', 'PagerDuty refused the alert'],
    ['nobody says', letter, undefined, 'nothing is known'],
    ['no error in the log', letter, 'x', 'the log of x has no error that names it: it may have run out of time'],
  ])('%s', async (_, given, by, expected) => {
    expect(await logOf()(given, by)).toBe(expected);
  });

  it('a log that cannot be read is no reason to stop', async () => {
    const denied = { send: async () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })) };
    expect(await createWhy(denied as unknown as CloudWatchLogsClient)(letter, 'x')).toBe(
      'the log of x could not be read (AccessDeniedException)',
    );
  });
});

it('SQS is asked for what is needed, and a FIFO queue keeps group and order', async () => {
  const sent: [string, Record<string, unknown>][] = [];
  const client = {
    send: async (command: { constructor: { name: string }; input: Record<string, unknown> }) => {
      const name = command.constructor.name.replace('Command', '');
      sent.push([name, command.input]);
      if (name === 'GetQueueUrl') return { QueueUrl: `https://sqs/${String(command.input.QueueName)}` };
      if (name === 'GetQueueAttributes') return { Attributes: { ApproximateNumberOfMessages: '7' } };
      const Attributes = { SentTimestamp: String(NOW), MessageGroupId: 'g' };
      const MessageAttributes = { ERROR_CODE: { StringValue: 'X' } };
      return { Messages: [{ MessageId: 'm', Body: 'b', ReceiptHandle: 'r', Attributes, MessageAttributes }] };
    },
  } as unknown as SQSClient;
  const port = createDeadLetters(client);
  const [letter] = await port.take('q-dead.fifo', 30);
  if (!letter) throw new Error('nothing was taken');
  expect(letter).toEqual({ id: 'm', body: 'b', receipt: 'r', sentAt: NOW, group: 'g', attributes: { ERROR_CODE: 'X' } });
  expect(await port.count('q-dead.fifo')).toBe(7);
  await port.send('q.fifo', letter, 'once');
  await port.send('plain', letter, 'once');
  await port.release('q-dead.fifo', letter);
  await port.remove('q-dead.fifo', letter);
  expect(sent.filter(([name]) => name === 'GetQueueUrl')).toHaveLength(3);
  expect(sent.filter(([name]) => name === 'SendMessage').map(([, input]) => input)).toEqual([
    { QueueUrl: 'https://sqs/q.fifo', MessageBody: 'b', MessageGroupId: 'g', MessageDeduplicationId: 'once' },
    { QueueUrl: 'https://sqs/plain', MessageBody: 'b' },
  ]);
  expect(sent.slice(-2)).toEqual([
    ['ChangeMessageVisibility', { QueueUrl: 'https://sqs/q-dead.fifo', ReceiptHandle: 'r', VisibilityTimeout: 0 }],
    ['DeleteMessage', { QueueUrl: 'https://sqs/q-dead.fifo', ReceiptHandle: 'r' }],
  ]);
});
