/** Lambda entry of the PagerDuty door; by itself, as the Slack door is: it has one queue and one secret. */
import { SQSClient } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { readSecretsConfig, readWebhookConfig, withSecrets } from '../../src/config.ts';
import { systemClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { createQueues } from '../../src/services/queues.ts';
import { readSecrets } from '../../src/services/secrets.ts';
import { createPagerDutyDoor } from '../pagerduty-door.ts';
import { askedAgain, renewed } from './renewed.ts';

const log = createLog((line) => process.stdout.write(`${line}\n`));

const door = renewed(systemClock, async () => {
  const given = await readSecrets(readSecretsConfig(), systemClock.wall());
  const { secrets, queues, region, awsEndpoint } = readWebhookConfig(withSecrets(given));
  const client = new SQSClient({ region, ...(awsEndpoint && { endpoint: awsEndpoint }) });
  return createPagerDutyDoor({ secrets, clock: systemClock, log, queues: createQueues(client, queues) });
});

// Begun while the function loads, where Lambda gives a whole CPU. A failure is met by the first request, which tries again.
door().catch(() => undefined);

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return askedAgain(door, (each) => each(event));
}
