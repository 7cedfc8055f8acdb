/** The event bus, outwards: every entry is ours, and a refused entry is an error though the call itself worked. */
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { eventsService } from '../../infra/local/event-bus.ts';
import { type HttpRequest, json, serve } from '../../infra/local/http.ts';
import { createBus } from '../../src/services/bus.ts';

let asked: { Entries: Record<string, string>[] }[];
let refuses = false;
const service = eventsService();
const route = (http: HttpRequest) => {
  asked.push(JSON.parse(http.body.toString('utf8')) as (typeof asked)[number]);
  if (refuses) return json(200, { FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException', ErrorMessage: 'slow down' }] });
  return service({ account: '111122223333', region: 'eu-central-1', service: 'events', principal: 'arn', http });
};
const server = await serve([route], 0, () => {});
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const client = new EventBridgeClient({ endpoint: server.address, region: 'eu-central-1', maxAttempts: 1, credentials });
const bus = createBus(client, 'security');

beforeEach(() => {
  asked = [];
  refuses = false;
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

describe('an entry', () => {
  it('is put under our name, on our bus, as JSON', async () => {
    await bus.put('Finding Enriched', { caseId: 'K7F3Q2MX', owner: 'größe' });
    expect(asked).toEqual([
      {
        Entries: [
          {
            Source: 'drawbridge',
            DetailType: 'Finding Enriched',
            Detail: '{"caseId":"K7F3Q2MX","owner":"größe"}',
            EventBusName: 'security',
          },
        ],
      },
    ]);
  });

  it('that the bus refuses is an error that names bus, entry and code', async () => {
    refuses = true;
    await expect(bus.put('Finding Enriched', {})).rejects.toThrow(
      'event bus security refused "Finding Enriched": ThrottlingException slow down',
    );
  });
});
