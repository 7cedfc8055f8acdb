/** Pokes and clicks on their way: one writer for Slack, cases side by side elsewhere, and a replay is no message. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpRequest, serve } from '../../infra/local/http.ts';
import { createQueues as createSimulated } from '../../infra/local/queues.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createQueues, surfaces } from '../../src/services/queues.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-central-1';
let clock: VirtualClock;
let simulated: ReturnType<typeof createSimulated>;
let got: { queue: string; record: SQSRecord }[];
let hold = false;
const route = (http: HttpRequest) =>
  hold ? new Promise<never>(() => {}) : simulated.service({ account: ACCOUNT, region: REGION, service: 'sqs', principal: 'arn', http });
const server = await serve([route], 0, () => {});
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const client = new SQSClient({ endpoint: server.address, region: REGION, maxAttempts: 1, credentials });
const queues = createQueues(client, `${server.address}/${ACCOUNT}/drawbridge-`);

beforeEach(() => {
  hold = false;
  clock = new VirtualClock(Date.UTC(2026, 10, 20));
  got = [];
  simulated = createSimulated({ clock, account: ACCOUNT, region: REGION, onError: () => {} });
  for (const name of [...surfaces, 'clicks']) {
    const handler = async ({ Records }: { Records: SQSRecord[] }) => {
      for (const record of Records) got.push({ queue: name, record });
      return undefined;
    };
    const definition = { batchSize: 10, concurrency: 2, visibilitySeconds: 30, maxReceives: 3, fifo: true, handler };
    simulated.define(`drawbridge-${name}.fifo`, definition);
  }
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
const told = async () => {
  await clock.settle();
  return got.map(({ queue, record }) => [queue, record.attributes.MessageGroupId, record.body]);
};

describe('a poke', () => {
  it.each(surfaces.map((surface) => [surface, surface === 'slack' ? 'slack' : 'K7F3Q2MX'] as const))(
    'to %s goes to its queue, in the group %s',
    async (surface, group) => {
      await queues.poke(surface, 'K7F3Q2MX', '7');
      expect(await told()).toEqual([[surface, group, JSON.stringify({ surface, caseId: 'K7F3Q2MX' })]]);
    },
  );

  it('twice for the same reason is one, for another reason, surface or case another', async () => {
    await queues.poke('slack', 'A', '1');
    await queues.poke('slack', 'A', '1');
    await queues.poke('slack', 'A', '2');
    await queues.poke('slack', 'B', '1');
    await queues.poke('enrichment', 'A', '1');
    expect(await told()).toHaveLength(4);
    await clock.advance(301);
    await queues.poke('slack', 'A', '1');
    expect(await told()).toHaveLength(5);
  });

  it('for a long reason still has an id that SQS takes', async () => {
    await queues.poke('security-hub', 'A', 'x'.repeat(300));
    expect(await told()).toHaveLength(1);
    expect(got[0]?.record.attributes.MessageDeduplicationId).toHaveLength(128);
  });
});

describe('what no trying again will cure', () => {
  it('is among the dead letters of its surface once, and sent back says that it is to be tried anew', async () => {
    await queues.bury('pagerduty', 'K7F3Q2MX', 'Event object is invalid', '1.0');
    expect(await told()).toEqual([]);
    expect(simulated.dead('drawbridge-pagerduty.fifo')).toHaveLength(1);
    expect(simulated.redrive('drawbridge-pagerduty.fifo')).toBe(1);
    const body = { surface: 'pagerduty', caseId: 'K7F3Q2MX', what: 'Event object is invalid', again: true };
    expect(await told()).toEqual([['pagerduty', 'K7F3Q2MX', JSON.stringify(body)]]);
  });
});

describe('a click', () => {
  it('arrives as it was, and a replay of its signature is no message', async () => {
    await queues.click('{"payload":"größe"}', 'signature-1', 'T1-UANA');
    await queues.click('{"payload":"größe"}', 'signature-1', 'T1-UANA');
    await queues.click('{"payload":"größe"}', 'signature-2', 'T1-UANA');
    const one = ['clicks', 'T1-UANA', '{"payload":"größe"}'];
    expect(await told()).toEqual([one, one]);
  });

  it('that cannot be handed on is an error within two seconds', async () => {
    hold = true;
    const began = clock.wall();
    await expect(queues.click('{}', 'signature-1', 'g')).rejects.toThrow();
    expect(clock.wall() - began).toBeLessThan(2500);
    expect(clock.wall() - began).toBeGreaterThan(1000);
  });
});
