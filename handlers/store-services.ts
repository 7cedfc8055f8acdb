/** The least that a function is composed of: configuration and policy -> the table and what stands on it, the queues, time and the log. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from '../src/config.ts';
import { type Policy, parsePolicy } from '../src/domain/policy.ts';
import { createCaseLog } from '../src/services/case-log.ts';
import type { Clock } from '../src/services/clock.ts';
import type { Log } from '../src/services/log.ts';
import { measureCases } from '../src/services/measured-cases.ts';
import { createQueues } from '../src/services/queues.ts';
import { createRedaction } from '../src/services/redaction.ts';
import type { Services } from '../src/services/services.ts';
import { createTable, type Item, type Table } from '../src/services/table.ts';
import { createVault } from '../src/services/vault.ts';

/** The compiled policy that the bundle carries; throws with every problem when it is not one. */
export function readCompiledPolicy(file: string): Policy {
  const { version, ...content } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  const parsed = parsePolicy(content, version);
  if (!parsed.ok) throw new Error(`${file} is not a usable policy:\n${parsed.problems.join('\n')}`);
  return parsed.policy;
}

export interface Parts {
  config: Config;
  policy: Policy;
  clock: Clock;
  log: Log;
  /** The sandbox's stand-in for DynamoDB Streams. */
  onPut?: (item: Item) => void;
  /** Another store that keeps the table's contract; `onPut` is then that store's to call. */
  table?: Table;
}

export type Store = Pick<
  Services,
  'clock' | 'log' | 'policy' | 'table' | 'redaction' | 'cases' | 'vault' | 'queues' | 'deployment' | 'hubAccount' | 'hubRegion'
>;

/** What every client of the hub's own Region is made with. */
export function clientOptions({ region, awsEndpoint }: Config) {
  return { region, ...(awsEndpoint && { endpoint: awsEndpoint }), maxAttempts: 3 };
}

export function createStore({ config, policy, clock, log, onPut, table: given }: Parts): Store {
  const aws = clientOptions(config);
  const dynamo = () => new DynamoDBClient({ ...aws, ...(config.tableEndpoint && { endpoint: config.tableEndpoint }) });
  const table = given ?? createTable(dynamo(), config.table, onPut);
  const redaction = createRedaction({ policy, table });
  return {
    clock,
    log,
    policy,
    table,
    redaction,
    cases: measureCases(createCaseLog({ table, clock, policyVersion: policy.version, onState: redaction.note }), log),
    vault: createVault(table),
    queues: createQueues(new SQSClient(aws), config.queuePrefix),
    deployment: config.deployment,
    hubAccount: config.hubAccount,
    hubRegion: config.region,
  };
}
