/** Lambda entry of the Slack door. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { readDoorConfig } from '../src/config.ts';
import { playbookIds } from '../src/playbooks/ids.ts';
import { systemClock } from '../src/services/clock.ts';
import { createLog } from '../src/services/log.ts';
import { createQueues } from '../src/services/queues.ts';
import { createSlackDoor } from './slack-door.ts';

const { queues, region, awsEndpoint, ...config } = readDoorConfig();
const client = new SQSClient({ region, ...(awsEndpoint && { endpoint: awsEndpoint }) });

export const handler = createSlackDoor({
  config,
  clock: systemClock,
  log: createLog((line) => process.stdout.write(`${line}\n`)),
  queues: createQueues(client, queues),
  actionIds: playbookIds,
});
