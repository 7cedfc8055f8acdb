/** The sandbox as the benches use it: through its doors, as anybody else would. */
import type { Outcome } from '../local/outcomes.ts';
import type { Sandbox } from '../local/start-sandbox.ts';

export interface Shown {
  ts: string;
  text: string;
  thread_ts?: string;
  metadata?: { event_payload?: { case?: string } };
}
export interface Called {
  method?: string;
  status?: number;
}

const perRequest = 250;

async function answer<T>(address: string, path: string, body?: unknown, method = 'POST'): Promise<T> {
  const sent = body === undefined ? {} : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const response = await fetch(`${address}${path}`, sent);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return (await response.json()) as T;
}

export function clientOf({ address }: Pick<Sandbox, 'address'>) {
  return {
    async send(events: readonly unknown[]): Promise<string[]> {
      const ids: string[] = [];
      for (let at = 0; at < events.length; at += perRequest) {
        const taken = await answer<{ ids: string[] }>(address, '/aws/events', events.slice(at, at + perRequest));
        ids.push(...taken.ids);
      }
      return ids;
    },
    outcomes: (id?: string) => answer<Outcome[]>(address, `/_control/outcomes${id ? `?id=${id}` : ''}`),
    advance: (advanceSeconds: number) => answer<{ now: string; fired: number }>(address, '/_control/clock', { advanceSeconds }),
    /** With `thread`, what is under that message. */
    async messages(channel: string, thread?: string): Promise<Shown[]> {
      const path = `/slack/messages/${channel}${thread ? `?thread_ts=${thread}` : ''}`;
      return (await answer<{ messages: Shown[] }>(address, path)).messages;
    },
    slackCalls: async () => (await answer<{ log: Called[] }>(address, '/slack/log')).log,
    setState: (state: object) => answer<unknown>(address, '/aws/state', state, 'PUT'),
    act: (what: string, body: object) => answer<Record<string, unknown>>(address, `/slack/_control/${what}`, body),
    awsCalls: () => answer<{ call: string; at?: string; input?: { AccessKeyId?: string } }[]>(address, '/aws/calls'),
    view: (user: string) => answer<{ view: unknown }>(address, `/slack/view/${user}`),
  };
}
export type SandboxClient = ReturnType<typeof clientOf>;
