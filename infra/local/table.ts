/** The sandbox's DynamoDB: dynalite in this process, in memory or on disk, with the one table. */
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { changedIndex } from '../../src/services/table.ts';

export interface LocalTable {
  endpoint: string;
  name: string;
  close(): Promise<void>;
}

export const tableName = 'drawbridge-sandbox';

interface ValueIterator {
  close(): Promise<void>;
  return?: () => Promise<void>;
}

/** dynalite ends an iterator by `return`, which its store does not have: every query would keep one open, with what it looks at, for ever. */
function endIterators(): void {
  const fromHere = createRequire(import.meta.url);
  const level = createRequire(fromHere.resolve('dynalite'))('abstract-level') as { AbstractValueIterator: { prototype: ValueIterator } };
  level.AbstractValueIterator.prototype.return ??= function (this: ValueIterator) {
    return this.close();
  };
}

async function createOnce(client: DynamoDBClient): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: ['pk', 'sk', 'changed'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: changedIndex,
            KeySchema: [
              { AttributeName: 'changed', KeyType: 'HASH' },
              { AttributeName: 'pk', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
  } catch (error) {
    // On disk from an earlier start.
    if (!(error instanceof Error && error.name === 'ResourceInUseException')) throw error;
  }
}

export async function startTable(path?: string): Promise<LocalTable> {
  if (path) mkdirSync(path, { recursive: true });
  endIterators();
  const server = dynalite({ createTableMs: 0, ...(path && { path }) });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'sandbox', secretAccessKey: 'sandbox' } });
  await createOnce(client);
  client.destroy();
  return {
    endpoint,
    name: tableName,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
