/** The smallest Slack door that could be written: verify, send to the queue, 200; what the real one's cold start is measured against. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';

interface Request {
  headers: Record<string, string>;
  body: string;
}

// Given by the bench: where the queue is, and the secret.
const [, endpoint = '', secret = ''] = process.argv;
const client = new SQSClient({ region: 'us-east-1', endpoint });

export async function handler({ headers, body }: Request): Promise<{ statusCode: number }> {
  const text = Buffer.from(body, 'base64').toString('utf8');
  const expected = `v0=${createHmac('sha256', secret).update(`v0:${headers['x-slack-request-timestamp']}:${text}`).digest('hex')}`;
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) return { statusCode: 401 };
  const payload = new URLSearchParams(text).get('payload') ?? '{}';
  const { user } = JSON.parse(payload) as { user?: { id?: string } };
  await client.send(
    new SendMessageCommand({
      QueueUrl: `${endpoint}/111122223333/drawbridge-clicks.fifo`,
      MessageBody: payload,
      MessageGroupId: user?.id ?? 'nobody',
      MessageDeduplicationId: expected.slice(3),
    }),
  );
  return { statusCode: 200 };
}
