/** The sandbox's doors as the page uses them: JSON in, JSON out, and errors as sentences. */
export class DoorError extends Error {
  override name = 'DoorError';
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

function reasonIn(answer: unknown): string | undefined {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return undefined;
  return typeof answer.error === 'string' ? answer.error : JSON.stringify(answer.error);
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  const response = await fetch(path, init).catch(() => undefined);
  if (!response) throw new DoorError(0, 'The sandbox does not answer. Is it still running?');
  const text = await response.text();
  let answer: unknown;
  try {
    answer = text === '' ? undefined : JSON.parse(text);
  } catch {
    answer = { error: text.slice(0, 300) };
  }
  if (!response.ok) throw new DoorError(response.status, reasonIn(answer) ?? `${path} answered ${response.status}`);
  return answer as T;
}

export function read<T>(path: string): Promise<T> {
  return ask<T>(path, { headers: { accept: 'application/json' } });
}

export function send<T>(path: string, body: unknown): Promise<T> {
  return ask<T>(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

/** The list in an answer, whether bare or under a name. */
export function listIn<T>(answer: unknown): T[] {
  if (Array.isArray(answer)) return answer as T[];
  if (typeof answer !== 'object' || answer === null) return [];
  return (Object.values(answer).find(Array.isArray) as T[] | undefined) ?? [];
}
