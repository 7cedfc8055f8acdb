/** Log lines: JSON, a constant message and fields, secrets taken out; and the short reference that the channel also shows. */
import { randomBytes } from 'node:crypto';
import { withoutKeyIds } from '../domain/redaction.ts';

export interface Log {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  /** Logs an unexpected error once and answers its reference, such as "7f3a91". */
  error(message: string, error: unknown, fields?: Record<string, unknown>): string;
}

const slackToken = /xox[a-z]-[\w-]+|xapp-[\w-]+/g;

/** Takes full key ids and Slack tokens out of any text, wherever they stand in it. */
export function redact(text: string): string {
  return withoutKeyIds(text).replace(slackToken, 'xox…');
}

/** `write` gets one line at a time, without the newline; what `always` answers is in every line. */
export function createLog(write: (line: string) => void, always: () => Record<string, unknown> = () => ({})): Log {
  const line = (level: string, message: string, fields: Record<string, unknown>) =>
    write(redact(JSON.stringify({ level, message, ...always(), ...fields })));
  return {
    info: (message, fields = {}) => line('info', message, fields),
    warn: (message, fields = {}) => line('warn', message, fields),
    error(message, error, fields = {}) {
      const reference = randomBytes(3).toString('hex');
      const { name, message: what, stack, cause } = error instanceof Error ? error : new Error(String(error));
      line('error', message, {
        reference,
        error: { name, message: what, stack, ...(cause !== undefined && { cause: String(cause) }) },
        ...fields,
      });
      return reference;
    },
  };
}
