/** The one way through `@pagerduty/pdjs`: whatever it does, out comes a typed answer, in time and without a secret in it. */
import type { IncomingHttpHeaders } from 'node:http';
import * as z from 'zod';
import type { Answer } from '../pagerduty.ts';
import { createOneRequest } from './one-request.ts';
import type { Redact } from './redact.ts';

/** What every request is sent with; `timeout` is the one of node-fetch, since the client's own does nothing. */
interface Sending {
  agent: () => unknown;
  timeout: number;
  requestTimeout: 0;
  retryTimeout: 0;
  redirect: 'error';
  /** Bytes of an answer. */
  size: number;
}
interface Received {
  status: number;
  data: unknown;
}
export type Call = (send: (sending: Sending) => Promise<Received>, timeoutMilliseconds?: number) => Promise<Answer<unknown>>;

const mostBytes = 5_000_000;

const restError = z.object({
  error: z.object({ code: z.number().optional(), message: z.string().optional(), errors: z.array(z.string()).optional() }),
});
const eventsError = z.object({ message: z.string(), errors: z.array(z.string()).optional() });

function readError(data: unknown): { code?: number; words: string } {
  const rest = restError.safeParse(data).data?.error;
  const said = rest ?? eventsError.safeParse(data).data;
  const words = [...new Set([said?.message, ...(said?.errors ?? [])])].filter((each) => each).join('; ');
  return { ...(rest?.code !== undefined && { code: rest.code }), words };
}

/** Without the address, which holds nothing for people; `type` and `code` are node-fetch's. */
function wordsOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return 'its answer cannot be read';
  const { type, code } = error as { type?: string; code?: string };
  if (type === 'request-timeout' || type === 'body-timeout') return `no answer within ${timeout / 1000} s`;
  return code ? `no connection (${code})` : error.message;
}

/** Whole seconds, from an hour at most; a date in Retry-After is no number and is not used. */
function secondsIn(headers: IncomingHttpHeaders | undefined): number | undefined {
  const seconds = Number(headers?.['ratelimit-reset'] ?? headers?.['retry-after'] ?? Number.NaN);
  return seconds >= 0 ? Math.min(Math.ceil(seconds), 3600) : undefined;
}

function isPassing(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

interface Parts {
  redact: Redact;
  timeoutMilliseconds: number;
  sandboxPort?: number;
}

export function createCall({ redact, timeoutMilliseconds: usual, sandboxPort }: Parts): Call {
  function failed(status: number, headers: IncomingHttpHeaders | undefined, data: unknown): Answer<never> {
    const { code, words } = readError(data);
    const because = redact(`PagerDuty answered ${status}${words && `: ${words}`}`);
    if (!isPassing(status)) return { ok: false, retryable: false, status, ...(code !== undefined && { code }), because };
    const afterSeconds = secondsIn(headers);
    return { ok: false, retryable: true, ...(afterSeconds !== undefined && { afterSeconds }), because };
  }

  return async (send, timeout = usual) => {
    const request = createOneRequest(sandboxPort);
    try {
      const sending: Sending = { agent: request.agent, timeout, requestTimeout: 0, retryTimeout: 0, redirect: 'error', size: mostBytes };
      const { status, data } = await send(sending);
      return status >= 200 && status < 300 ? { ok: true, value: data } : failed(status, request.answered()?.headers, data);
    } catch (error) {
      // Besides errors, pdjs rejects with its Response where an answer is no JSON.
      const answered = request.answered();
      if (answered && answered.status >= 300) return failed(answered.status, answered.headers, undefined);
      return { ok: false, retryable: true, because: redact(`PagerDuty: ${wordsOf(error, timeout)}`) };
    } finally {
      request.close();
    }
  };
}

/** The value as one of our shapes; PagerDuty answering otherwise is not worth another try. */
export function shaped<S extends z.ZodType, T>(answer: Answer<unknown>, shape: S, pick: (value: z.output<S>) => T): Answer<T> {
  if (!answer.ok) return answer;
  const parsed = shape.safeParse(answer.value);
  if (parsed.success) return { ok: true, value: pick(parsed.data) };
  const where = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  return { ok: false, retryable: false, status: 200, because: `PagerDuty answered in a shape that is not known, at ${where || 'the top'}` };
}

/** What never went out, because it could not have been right. */
export function refused(because: string): Answer<never> {
  return { ok: false, retryable: false, status: 0, because };
}
