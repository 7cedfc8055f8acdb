/** Lambda entry of the Slack door; by itself, since it starts on a click that waits and so loads nothing it does not use. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readDoorConfig, readSecretsConfig, withSecrets } from '../../src/config.ts';
import { playbookIds } from '../../src/playbooks/ids.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { createQueues } from '../../src/services/queues.ts';
import { readSecrets } from '../../src/services/secrets.ts';
import { createSlackDoor } from '../slack-door.ts';
import { askedAgain, renewed } from './renewed.ts';

const log = createLog((line) => process.stdout.write(`${line}\n`));

const door = renewed(systemClock, async () => {
  const secrets = await readSecrets(readSecretsConfig(), systemClock.wall());
  const { queues, region, awsEndpoint, ...config } = readDoorConfig(withSecrets(secrets));
  const client = new SQSClient({ region, ...(awsEndpoint && { endpoint: awsEndpoint }) });
  return createSlackDoor({ config, clock: systemClock, log, queues: createQueues(client, queues), actionIds: playbookIds });
});

// Begun while the function loads, where Lambda gives a whole CPU. A failure is met by the first request, which tries again.
door().catch(() => undefined);

export async function handler(event: APIGatewayProxyEventV2, context: unknown): Promise<APIGatewayProxyStructuredResultV2> {
  return askedAgain(door, (each) => each(event, context));
}
