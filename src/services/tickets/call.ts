/** The one way to a tracker: plain HTTPS with a deadline; whatever happens, out comes a typed answer without a secret in it. */
import type * as z from 'zod';
import type { Answer } from '../pagerduty.ts';

export type TrackerCall = (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: unknown) => Promise<Answer<unknown>>;

export interface CallParts {
  /** "Jira", for sentences. */
  name: string;
  /** Without a path. */
  site: string;
  /** The header's value. */
  authorization: string;
  /** Never shown, wherever they come back. */
  secrets: readonly string[];
  timeoutMilliseconds?: number;
}

const usualMilliseconds = 5_000;
const mostBytes = 2_000_000;
const mostWords = 300;
const mostSeconds = 3_600;

const isPassing = (status: number) => status === 408 || status === 425 || status === 429 || status >= 500;

/** Both trackers say what is wrong in places of their own: these are read, and nothing else. */
function saidIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { errorMessages, errors, error, message } = value as Record<string, unknown>;
  const texts = (one: unknown): string[] =>
    typeof one === 'string'
      ? [one]
      : typeof one === 'object' && one !== null
        ? Object.values(one).filter((each) => typeof each === 'string')
        : [];
  return [...texts(errorMessages), ...texts(errors), ...texts(error), ...texts(message)].filter((each) => each !== '');
}

function parsed(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

function secondsIn(headers: Headers): number | undefined {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return seconds >= 0 ? Math.min(Math.ceil(seconds), mostSeconds) : undefined;
}

function because(error: unknown, timeout: number): string {
  if (error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError'))
    return `no answer within ${timeout / 1000} s`;
  const { code } = ((error as { cause?: { code?: unknown } }).cause ?? {}) as { code?: unknown };
  return typeof code === 'string' ? `no connection (${code})` : 'no connection';
}

export function createTrackerCall({
  name,
  site,
  authorization,
  secrets,
  timeoutMilliseconds: timeout = usualMilliseconds,
}: CallParts): TrackerCall {
  const known = secrets.filter((secret) => secret.length >= 4);
  const words = (text: string) => [...known.reduce((left, secret) => left.replaceAll(secret, '…'), text)].slice(0, mostWords).join('');

  return async (method, path, body) => {
    const headers = { authorization, accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
    const sent = { method, headers, redirect: 'error' as const, ...(body !== undefined && { body: JSON.stringify(body) }) };
    try {
      const response = await fetch(`${site}${path}`, { ...sent, signal: AbortSignal.timeout(timeout) });
      const text = (await response.text()).slice(0, mostBytes);
      const value = parsed(text);
      const { status, ok } = response;
      // A log-in page says 200, too.
      if (ok && (text === '' || value !== undefined)) return { ok: true, value };
      const said = saidIn(value).join('; ');
      const why = words(ok ? `${name} answered with something that is no JSON` : `${name} answered ${status}${said && `: ${said}`}`);
      if (!isPassing(status)) return { ok: false, retryable: false, status, because: why };
      const afterSeconds = secondsIn(response.headers);
      return { ok: false, retryable: true, because: why, ...(afterSeconds !== undefined && { afterSeconds }) };
    } catch (error) {
      return { ok: false, retryable: true, because: words(`${name}: ${because(error, timeout)}`) };
    }
  };
}

/** The value as one of our shapes; a tracker that answers otherwise is not worth another try. */
export function shaped<S extends z.ZodType, T>(answer: Answer<unknown>, shape: S, pick: (value: z.output<S>) => T): Answer<T> {
  if (!answer.ok) return answer;
  const parsed = shape.safeParse(answer.value);
  if (parsed.success) return { ok: true, value: pick(parsed.data) };
  const where = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
  return {
    ok: false,
    retryable: false,
    status: 200,
    because: `the tracker answered in a shape that is not known, at ${where || 'the top'}`,
  };
}
