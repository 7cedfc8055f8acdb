/** How this deployment reaches PagerDuty: both hosts of one region, one key, one token, and no other host ever. */
import { api, event } from '@pagerduty/pdjs';
import type { Answer } from '../pagerduty.ts';
import { createCall, refused } from './call.ts';
import { createRedact } from './redact.ts';

export type PagerDutyRegion = 'us' | 'eu';

const hosts: Record<PagerDutyRegion, { events: string; rest: string }> = {
  us: { events: 'events.pagerduty.com', rest: 'api.pagerduty.com' },
  eu: { events: 'events.eu.pagerduty.com', rest: 'api.eu.pagerduty.com' },
};

export interface ConnectionOptions {
  region: PagerDutyRegion;
  routingKeys: readonly string[];
  token?: string;
  /** Of wall time, for one request. */
  timeoutMilliseconds?: number;
  sandbox?: boolean;
  /** Where the hosts are played; taken in the sandbox only. */
  sandboxUrl?: string;
}

type Query = Record<string, string | string[]>;
interface Asked {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  query?: Query;
  data?: object;
  /** E-mail of the person who acts: on every write. */
  from?: string;
  timeoutMilliseconds?: number;
}
export interface Connection {
  sendEvent(data: object, type?: 'event' | 'change'): Promise<Answer<unknown>>;
  ask(asked: Asked): Promise<Answer<unknown>>;
}

/** The token would be sent wherever an override points. */
function sandboxPort({ sandbox, sandboxUrl }: ConnectionOptions): number | undefined {
  if (sandboxUrl === undefined) return undefined;
  if (!sandbox) throw new Error('PAGERDUTY_SANDBOX_URL works in the sandbox only: remove it from the environment');
  const { protocol, hostname, port } = new URL(sandboxUrl);
  if (protocol !== 'http:' || !['127.0.0.1', 'localhost'].includes(hostname)) throw new Error('PAGERDUTY_SANDBOX_URL is of this machine');
  return Number(port || 80);
}

/** Scoped OAuth tokens say which region they are of; all others are keys of the REST API. */
function tokenType(token: string): 'bearer' | 'token' {
  return /^pd(?:us|eu)\+/.test(token) ? 'bearer' : 'token';
}

export function createConnection(options: ConnectionOptions): Connection {
  const { region, routingKeys, timeoutMilliseconds = 5000 } = options;
  const token = options.token?.trim();
  const port = sandboxPort(options);
  const redact = createRedact([...routingKeys, ...(token ? [token] : [])]);
  const call = createCall({ redact, timeoutMilliseconds, ...(port !== undefined && { sandboxPort: port }) });
  const host = hosts[region];

  return {
    sendEvent: (data, type = 'event') =>
      // The typings know neither `client` nor an event without payload.
      call((sending) => event({ ...sending, server: host.events, type, data } as unknown as Parameters<typeof event>[0])),
    async ask({ method, path, query, data, from, timeoutMilliseconds: timeout }) {
      if (!token) return refused('PagerDuty cannot be asked: PAGERDUTY_TOKEN is not set');
      if (method !== 'GET' && !from?.includes('@')) return refused('PagerDuty takes a change only from a person with an e-mail address');
      const headers = from === undefined ? {} : { From: from };
      const about = { server: host.rest, token, tokenType: tokenType(token), endpoint: path, method, headers };
      return call(
        (sending) =>
          api({ ...sending, ...about, ...(data && { data }), ...(query && { queryParameters: query }) } as Parameters<typeof api>[0] & {
            endpoint: string;
          }),
        timeout,
      );
    },
  };
}
