/** The sandbox against somebody else's Slack emulator: where its Web API is, and who the bot is there. */
import { WebClient } from '@slack/web-api';
import { ask } from '../../src/services/slack-errors.ts';

/** What is left out stays as it is in the sandbox's own Slack. */
export interface OtherSlack {
  /** Ends in "/api/", as Slack's own does. */
  apiUrl: string;
  token?: string;
  /** What the emulator signs its requests to /bot/slack with; the sandbox's own is at /_control/info. */
  signingSecret?: string;
  botId?: string;
  botUserId?: string;
}

/**
 * From the variables that name them in a deployment; undefined without SLACK_API_URL. Whoever gives a token need not say who the bot is:
 * auth.test does. Rejects when the emulator does not answer it, or does not know the token.
 */
export async function readOtherSlack(environment: Record<string, string | undefined>): Promise<OtherSlack | undefined> {
  const { SLACK_API_URL: apiUrl, SLACK_BOT_TOKEN: token, SLACK_SIGNING_SECRET: signingSecret } = environment;
  if (!apiUrl) return undefined;
  const said = { botId: environment.SLACK_BOT_ID, botUserId: environment.SLACK_BOT_USER_ID };
  const { botId, botUserId } = token && !(said.botId && said.botUserId) ? await whoAmI(apiUrl, token) : said;
  return {
    apiUrl,
    ...(token && { token }),
    ...(signingSecret && { signingSecret }),
    ...(botId && { botId }),
    ...(botUserId && { botUserId }),
  };
}

async function whoAmI(apiUrl: string, token: string): Promise<{ botId: string | undefined; botUserId: string | undefined }> {
  const client = new WebClient(token, { slackApiUrl: apiUrl, timeout: 2500, retryConfig: { retries: 0 } });
  const { bot_id: botId, user_id: botUserId } = await ask('auth.test', client.auth.test());
  return { botId, botUserId };
}
