/** What the sandbox's trackers have in common: a clock, people by address, faults, and requests as they came. */
import type { VirtualClock } from '../../../src/services/clock.ts';
import { type HttpRequest, type HttpResponse, json } from '../http.ts';

export type Json = Record<string, unknown>;

export interface TrackerPerson {
  name: string;
  email: string;
  /** Known, and given nothing. */
  barred?: boolean;
}

export interface TrackerOptions {
  clock: VirtualClock;
  people: readonly TrackerPerson[];
  /** As which it is asked. */
  user: string;
  secret: string;
}

export const faultModes = ['timeout', '429', '5xx', 'reset', 'lost-answer'] as const;
export type FaultMode = (typeof faultModes)[number];

/** What a request is answered with when it is refused. */
export class Refusal extends Error {
  override name = 'Refusal';
  readonly status: number;
  readonly body: Json;
  constructor(status: number, body: Json) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
  }
}

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function bodyOf({ body }: HttpRequest): Json {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}

const heldMilliseconds = 10_000;

/** Requests as they come in, with whatever goes wrong on the way. */
export class TrackerFront {
  readonly options: TrackerOptions;
  readonly log: { method: string; path: string; status: number }[] = [];
  private faults: { mode: FaultMode; left: number }[] = [];

  constructor(options: TrackerOptions) {
    this.options = options;
  }

  fault(mode: FaultMode, count: number): void {
    this.faults = [...this.faults.filter((each) => each.mode !== mode), { mode, left: count }].filter(({ left }) => left > 0);
  }

  isKnown({ headers }: HttpRequest): boolean {
    const { user, secret } = this.options;
    return headers.authorization === `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`;
  }

  async answer(request: HttpRequest, work: () => HttpResponse): Promise<HttpResponse> {
    const response = await this.withFault(this.takeFault(), () => {
      try {
        return work();
      } catch (error) {
        if (error instanceof Refusal) return json(error.status, error.body);
        throw error;
      }
    });
    this.log.push({ method: request.method, path: request.path, status: response.status });
    return response;
  }

  private takeFault(): FaultMode | undefined {
    const [fault] = this.faults;
    if (fault) fault.left -= 1;
    this.faults = this.faults.filter(({ left }) => left > 0);
    return fault?.mode;
  }

  private async withFault(mode: FaultMode | undefined, work: () => HttpResponse): Promise<HttpResponse> {
    if (mode === '429') return { ...json(429, {}), headers: { 'content-type': 'application/json', 'retry-after': '30' } };
    if (mode === '5xx') return json(503, { message: 'Service unavailable' });
    if (mode === 'reset') return { status: 0 };
    const response = work();
    if (mode === 'lost-answer') return { status: 0 };
    if (mode === 'timeout') await this.options.clock.within(heldMilliseconds, 'an answer held back', new Promise(() => {})).catch(() => {});
    return response;
  }
}
