/** Slack's own client and Bolt take the fake for Slack. */
import { App, AwsLambdaReceiver } from '@slack/bolt';
import { WebAPIPlatformError, WebAPIRateLimitedError, WebClient } from '@slack/web-api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { card, modal, openWorkspace, SECRET, type Workspace } from './workspace.ts';

let space: Workspace;
let client: WebClient;
beforeEach(async () => {
  space = await openWorkspace();
  const slackApiUrl = `${space.slack.state.options.baseUrl()}/slack/api/`;
  client = new WebClient('xoxb-test', { slackApiUrl, rejectRateLimitedCalls: true, retryConfig: { retries: 0 } });
});
afterEach(() => space.close());

it('the client posts, updates, reads back metadata and sees refusals', async () => {
  const metadata = { event_type: 'case', event_payload: { id: 'A1' } };
  const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'hi', blocks: card as never, metadata });
  await client.chat.update({ channel: 'C1', ts: String(ts), text: 'new', blocks: card as never });
  const { messages } = await client.conversations.history({ channel: 'C1', include_all_metadata: true });
  expect(messages).toMatchObject([{ ts, text: 'new', metadata }]);
  const refused = client.chat.postMessage({ channel: 'C1', text: 'x', blocks: [{ type: 'toaster' }] });
  await expect(refused).rejects.toSatisfy((error) => error instanceof WebAPIPlatformError && error.data.error === 'invalid_blocks');
});

it('the client understands a rate limit', async () => {
  for (const text of ['a', 'b', 'c']) await client.chat.postMessage({ channel: 'C1', text });
  const refused = client.chat.postMessage({ channel: 'C1', text: 'd' });
  await expect(refused).rejects.toSatisfy((error) => error instanceof WebAPIRateLimitedError && error.retryAfter === 1);
});

it('Bolt verifies a click, acknowledges it and opens a modal with its trigger', async () => {
  const receiver = new AwsLambdaReceiver({ signingSecret: SECRET });
  const app = new App({ token: 'xoxb-test', botId: 'B0DRAWBRIDGE', botUserId: 'U0DRAWBRIDGE', receiver, convoStore: false });
  app.action('acknowledge', async ({ ack, body }) => {
    await ack();
    if ('trigger_id' in body) await client.views.open({ trigger_id: body.trigger_id, view: modal() as never });
  });
  const handler = receiver.toHandler();
  space.bot.answer = async ({ request }) => {
    const event = { body: request.body.toString('utf8'), headers: request.headers, isBase64Encoded: false };
    const { statusCode, body } = await handler(event as never, {});
    return { status: statusCode, body };
  };
  const { ts } = await client.chat.postMessage({ channel: 'C1', text: 'hi', blocks: card as never });
  const { body } = await space.act('interact', { channel: 'C1', messageTs: ts, user: 'ana', action: { action_id: 'acknowledge' } });
  expect(body).toMatchObject({ status: 200, acknowledged: true });
  expect((await space.get('/slack/view/ana')).body.view.callback_id).toBe('plan');
});
