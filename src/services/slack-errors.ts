/** What Slack answers when it does not do as asked: a pause, a refusal in its own code, or nothing at all. */
import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/** Slack asked for a pause of that method. */
export class SlackPause extends Error {
  override name = 'SlackPause';
  readonly method: string;
  readonly seconds: number;
  constructor(method: string, seconds: number) {
    super(`Slack asks to pause ${method} for ${seconds} s`);
    this.method = method;
    this.seconds = seconds;
  }
}
/** Slack refused for good, in its own code (channel_not_found, cant_update_message…). */
export class SlackRefusal extends Error {
  override name = 'SlackRefusal';
  readonly code: string;
  constructor(method: string, code: string) {
    super(`Slack refused ${method}: ${code}`);
    this.code = code;
  }
}

export async function ask<T>(method: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof WebAPIRateLimitedError) throw new SlackPause(method, error.retryAfter);
    if (error instanceof WebAPIPlatformError) throw new SlackRefusal(method, error.data.error);
    throw new Error(`Slack did not answer ${method}`, { cause: error });
  }
}

/** Undefined where Slack says, in this code, that there is no such thing. */
export async function unless<T>(code: string, call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof SlackRefusal && error.code === code) return undefined;
    throw error;
  }
}
