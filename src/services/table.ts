/** The one DynamoDB table, through single-item conditional writes only, so that the same code runs on DynamoDB and on dynalite. */
import { ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';

export interface Item {
  pk: string;
  sk: string;
  [attribute: string]: unknown;
}

/** The sparse index that answers "which cases changed in this minute": partition `changed`, sort `pk`. */
export const changedIndex = 'changed';

export interface Table {
  /** False when an item with that key is there already. */
  putNew(item: Item): Promise<boolean>;
  put(item: Item): Promise<void>;
  /** Replaces only when `attribute` still has that value; false otherwise, also when the item is gone. */
  replace(item: Item, attribute: string, value: string | number): Promise<boolean>;
  /** Replaces when absent or when `attribute` is lower than the new item's; false otherwise. */
  putIfNewer(item: Item, attribute: string): Promise<boolean>;
  get(pk: string, sk: string): Promise<Item | undefined>;
  /** Ascending by sk; all pages up to `limit`. */
  query(pk: string, options?: { after?: string; prefix?: string; limit?: number }): Promise<Item[]>;
  remove(pk: string, sk: string): Promise<void>;
  /** Removes only when `attribute` still has that value. */
  removeIf(pk: string, sk: string, attribute: string, value: string | number): Promise<boolean>;
  /** Partition keys of the items put with this `changed` value, each once, with the highest sort key among them. */
  changed(value: string): Promise<Map<string, string>>;
  /** Store operations since the start: a number to hold. */
  readonly operations: number;
}

async function conditional(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

/** `onPut` sees every new item after it is stored: what DynamoDB Streams do in AWS. */
export function createTable(client: DynamoDBClient, tableName: string, onPut?: (item: Item) => void): Table {
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  let operations = 0;
  const send: DynamoDBDocumentClient['send'] = ((command: never) => {
    operations += 1;
    return documents.send(command);
  }) as DynamoDBDocumentClient['send'];

  async function putWhen(item: Item, condition: string, names: Record<string, string>, values?: Record<string, unknown>): Promise<boolean> {
    const done = await conditional(
      send(
        new PutCommand({
          TableName: tableName,
          Item: item,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ...(values && { ExpressionAttributeValues: values }),
        }),
      ),
    );
    if (done) onPut?.(item);
    return done;
  }

  return {
    get operations() {
      return operations;
    },
    putNew: (item) => putWhen(item, 'attribute_not_exists(#k)', { '#k': 'pk' }),
    async put(item) {
      await send(new PutCommand({ TableName: tableName, Item: item }));
      onPut?.(item);
    },
    replace: (item, attribute, value) => putWhen(item, '#a = :v', { '#a': attribute }, { ':v': value }),
    putIfNewer: (item, attribute) =>
      putWhen(item, 'attribute_not_exists(#k) OR #a < :v', { '#k': 'pk', '#a': attribute }, { ':v': item[attribute] }),
    async get(pk, sk) {
      const { Item: item } = await send(new GetCommand({ TableName: tableName, Key: { pk, sk }, ConsistentRead: true }));
      return item as Item | undefined;
    },
    async query(pk, { after, prefix, limit } = {}) {
      const items: Item[] = [];
      let start: Record<string, unknown> | undefined;
      // "!" sorts before every character that keys continue with, so the range begins just after `after`.
      const range = after ? ' AND sk BETWEEN :s AND :t' : prefix ? ' AND begins_with(sk, :s)' : '';
      do {
        const page = await send(
          new QueryCommand({
            TableName: tableName,
            ConsistentRead: true,
            KeyConditionExpression: `pk = :p${range}`,
            ExpressionAttributeValues: {
              ':p': pk,
              ...(after ? { ':s': `${after}!`, ':t': `${prefix ?? ''}~` } : prefix && { ':s': prefix }),
            },
            ...(limit && { Limit: limit - items.length }),
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        items.push(...((page.Items ?? []) as Item[]));
        start = page.LastEvaluatedKey;
      } while (start && (!limit || items.length < limit));
      return items;
    },
    async remove(pk, sk) {
      await send(new DeleteCommand({ TableName: tableName, Key: { pk, sk } }));
    },
    removeIf: (pk, sk, attribute, value) =>
      conditional(
        send(
          new DeleteCommand({
            TableName: tableName,
            Key: { pk, sk },
            ConditionExpression: '#a = :v',
            ExpressionAttributeNames: { '#a': attribute },
            ExpressionAttributeValues: { ':v': value },
          }),
        ),
      ),
    async changed(value) {
      const keys = new Map<string, string>();
      let start: Record<string, unknown> | undefined;
      do {
        const page = await send(
          new QueryCommand({
            TableName: tableName,
            IndexName: changedIndex,
            KeyConditionExpression: 'changed = :c',
            ExpressionAttributeValues: { ':c': value },
            ...(start && { ExclusiveStartKey: start }),
          }),
        );
        for (const { pk, sk } of (page.Items ?? []) as Item[]) if (sk > (keys.get(pk) ?? '')) keys.set(pk, sk);
        start = page.LastEvaluatedKey;
      } while (start);
      return keys;
    },
  };
}
