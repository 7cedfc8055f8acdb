/** Bolt as the door uses it: one listener for every control, form, command and event we know, no call of its own, nothing logged. */
import { App, AwsLambdaReceiver, type Logger, LogLevel } from '@slack/bolt';
import type { AwsEvent } from '@slack/bolt/dist/receivers/AwsLambdaReceiver.js';
import type { ModalView } from '@slack/types';
import { homeControls, knownControls, menuAction } from '../src/domain/click.ts';
import { heardEvents } from '../src/domain/slack-app.ts';
import type { Log } from '../src/services/log.ts';

/** One request on its way through Bolt, and what became of it. */
export interface Passage {
  id: string;
  at: number;
  outcome?: 'taken' | 'refused' | 'invalid' | 'lost';
}
/** What goes back to Slack with the 200, or nothing at all: then it is no acknowledgement. */
export type Answer = 'no answer' | { errors?: Record<string, string>; view?: ModalView };
export type OpenModal = (triggerId: string, view: ModalView) => Promise<string | undefined>;
export type Take = (payload: object, passage: Passage, open: OpenModal) => Promise<Answer>;
export type BoltEvent = AwsEvent & { passage: Passage };

export interface BoltOptions {
  config: { token: string; botId: string; botUserId: string; apiUrl?: string };
  log: Log;
  actionIds: readonly string[];
  take: Take;
}

/** One call, which must leave time for the queue within the three seconds. */
const CALL_MILLISECONDS = 1_000;

/** Constant sentences only: what Bolt would say about payloads is dropped. */
function quietLogger(log: Log): Logger {
  const first = (words: unknown[]) => ({ words: typeof words[0] === 'string' ? words[0].slice(0, 160) : 'an error' });
  return {
    debug: () => {},
    info: () => {},
    warn: (...words) => log.warn('Bolt warns', first(words)),
    error: (...words) => log.warn('Bolt reports an error', first(words)),
    setLevel: () => {},
    getLevel: () => LogLevel.INFO,
    setName: () => {},
  };
}

interface Heard {
  body: object;
  context: object;
  client: App['client'];
}

export function listen({ config, log, actionIds, take }: BoltOptions): (event: BoltEvent) => Promise<{ statusCode: number; body: string }> {
  const logger = quietLogger(log);
  const receiver = new AwsLambdaReceiver({
    // The signature is ours to verify, on raw bytes and before this.
    signingSecret: 'verified before',
    signatureVerification: false,
    logger,
    customPropertiesExtractor: (event) => ({ passage: (event as BoltEvent).passage }),
  });
  const app = new App({
    token: config.token,
    botId: config.botId,
    botUserId: config.botUserId,
    receiver,
    logger,
    convoStore: false,
    attachFunctionToken: false,
    clientOptions: {
      ...(config.apiUrl && { slackApiUrl: config.apiUrl }),
      timeout: CALL_MILLISECONDS,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
    },
  });

  async function hear({ body, context, client }: Heard): Promise<Answer> {
    const { passage } = context as { passage?: Passage };
    if (!passage) throw new Error('Bolt lost the passage of a request');
    const open: OpenModal = async (triggerId, view) => (await client.views.open({ trigger_id: triggerId, view })).view?.id;
    return take(body, passage, open);
  }

  const controls = [...knownControls(actionIds)];
  for (const id of [menuAction, ...homeControls, ...controls]) {
    app.action(id, async ({ ack, ...heard }) => {
      if ((await hear(heard)) !== 'no answer') await ack();
    });
  }
  for (const id of controls) {
    app.view({ callback_id: id, type: 'view_submission' }, async ({ ack, ...heard }) => {
      const answer = await hear(heard);
      if (answer === 'no answer') return;
      if (answer.errors) await ack({ response_action: 'errors', errors: answer.errors });
      else if (answer.view) await ack({ response_action: 'update', view: answer.view });
      else await ack();
    });
    app.view({ callback_id: id, type: 'view_closed' }, async ({ ack, ...heard }) => {
      if ((await hear(heard)) !== 'no answer') await ack();
    });
    app.shortcut(id, async ({ ack, ...heard }) => {
      if ((await hear(heard)) !== 'no answer') await ack();
    });
  }
  app.command(/^\//, async ({ ack, ...heard }) => {
    if ((await hear(heard)) !== 'no answer') await ack();
  });
  // Events are acknowledged before their listener runs: only the passage knows what became of them.
  for (const type of heardEvents) app.event(type, async (heard) => void (await hear(heard)));
  app.error(async (error) => {
    log.error('Bolt could not handle a request', error);
    throw error;
  });

  const handler = receiver.toHandler();
  return async (event) => {
    const { statusCode, body } = await handler(event, {});
    return { statusCode, body };
  };
}
