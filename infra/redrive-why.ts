/** Why a message was given up: what EventBridge wrote on it, what Lambda says of a stream's records, or the error in the function's log. */
import { type CloudWatchLogsClient, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { DeadLetter } from '../src/services/dead-letters.ts';

/** In a sentence; `by` is the function that gave up. */
export type Why = (letter: DeadLetter, by: string | undefined) => Promise<string>;

type Plain = Record<string, unknown>;

function object(text: string): Plain {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Plain) : {};
  } catch {
    return {};
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** "what it could not do: the error (reference 7f3a91)". */
function saidIn(line: string): string | undefined {
  const { level, message, error, reference } = object(line);
  if (textOf(level).toLowerCase() !== 'error') return undefined;
  const because = textOf((error as Plain | undefined)?.message);
  return `${textOf(message)}${because && `: ${because}`}${reference ? ` (reference ${textOf(reference)})` : ''}`;
}

/** What names it in a log line: the message, and the case that it is about. */
function marks({ id, body }: DeadLetter): string[] {
  const caseId = textOf(object(body).caseId);
  return caseId === '' ? [id] : [id, caseId];
}

export function createWhy(logs: CloudWatchLogsClient): Why {
  return async (letter, by) => {
    const { ERROR_CODE: code, ERROR_MESSAGE: message } = letter.attributes;
    if (code) return `${code}${message ? `: ${message}` : ''}`;
    const { requestContext, what } = object(letter.body);
    const condition = textOf((requestContext as Plain | undefined)?.condition);
    if (condition !== '') return condition;
    if (typeof what === 'string') return what;
    if (!by) return 'nothing is known';
    try {
      const filterPattern = marks(letter)
        .map((mark) => `?"${mark}"`)
        .join(' ');
      const input = { logGroupName: `/aws/lambda/${by}`, startTime: letter.sentAt, filterPattern };
      const { events = [] } = await logs.send(new FilterLogEventsCommand(input));
      const said = events.flatMap((event) => saidIn(event.message ?? '') ?? []);
      return said.at(-1) ?? `the log of ${by} has no error that names it: it may have run out of time`;
    } catch (error) {
      return `the log of ${by} could not be read (${error instanceof Error ? error.name : 'unknown'})`;
    }
  };
}
