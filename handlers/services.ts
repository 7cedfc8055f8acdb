/** Composition: configuration and policy -> services, once per cold start. */
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GuardDutyClient } from '@aws-sdk/client-guardduty';
import { SecurityHubClient } from '@aws-sdk/client-securityhub';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { checkPayload } from '../blocks/limits.ts';
import type { Config } from '../src/config.ts';
import { type Policy, parsePolicy } from '../src/domain/policy.ts';
import { createAws } from '../src/services/aws.ts';
import { createBus } from '../src/services/bus.ts';
import { createCaseLog } from '../src/services/case-log.ts';
import type { Clock } from '../src/services/clock.ts';
import { createDirectory } from '../src/services/directory.ts';
import { createLocate } from '../src/services/geo.ts';
import { createGuardDuty } from '../src/services/guardduty.ts';
import type { Log } from '../src/services/log.ts';
import { createNotices } from '../src/services/notices.ts';
import { createOnCall } from '../src/services/on-call.ts';
import { createPagerDuty } from '../src/services/pagerduty/create-pagerduty.ts';
import { createPeople } from '../src/services/people.ts';
import { createQueues } from '../src/services/queues.ts';
import { createSecurityHub } from '../src/services/security-hub.ts';
import type { Services } from '../src/services/services.ts';
import { createSlack } from '../src/services/slack.ts';
import { createStepFunctions } from '../src/services/step-functions.ts';
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

export function createServices({ config, policy, clock, log, onPut, table: given }: Parts): Services {
  const aws = { region: config.region, ...(config.awsEndpoint && { endpoint: config.awsEndpoint }), maxAttempts: 3 };
  const dynamo = () => new DynamoDBClient({ ...aws, ...(config.tableEndpoint && { endpoint: config.tableEndpoint }) });
  const table = given ?? createTable(dynamo(), config.table, onPut);
  const { token, apiUrl } = config.slack;
  const slack = createSlack({ token, log, check: checkPayload, ...(apiUrl && { apiUrl }) });
  const pagerDuty = createPagerDuty(config.pagerDuty);
  const people = createPeople({ table, slack, policy, pagerDuty, clock });
  const onCall = createOnCall({ pagerDuty, people, clock, log });
  const { hubAccount, deployment, region: hubRegion } = config;
  return {
    clock,
    log,
    policy,
    table,
    cases: createCaseLog({ table, clock, policyVersion: policy.version }),
    vault: createVault(table),
    queues: createQueues(new SQSClient(aws), config.queuePrefix),
    aws: createAws({ clock, config: { hubRegion, hubAccount, deployment, ...(config.awsEndpoint && { endpoint: config.awsEndpoint }) } }),
    securityHub: createSecurityHub(new SecurityHubClient(aws)),
    guardDuty: createGuardDuty((region) => new GuardDutyClient({ ...aws, region })),
    stepFunctions: createStepFunctions(new SFNClient(aws), config.responseMachine),
    slack,
    people,
    onCall,
    directory: createDirectory({ slack, policy, clock, log, onCall }),
    bus: createBus(new EventBridgeClient(aws), config.eventBus),
    notices: createNotices(() => new SNSClient(aws), config.topic),
    pagerDuty,
    locate: createLocate(config.geoDatabase),
    deployment,
    hubAccount,
    hubRegion,
  };
}
