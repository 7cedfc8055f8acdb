/** The Events API: alerts raised, acknowledged and closed by key, and changes that notify nobody. */
import type { Alert, Answer, PagerDuty } from '../pagerduty.ts';
import { refused } from './call.ts';
import type { Connection } from './connection.ts';
import { cut, cutDetails } from './text.ts';

const longestKey = 255;
const longestSummary = 1024;
const mostDetailBytes = 32_000;
const mostLinks = 10;

export type Alerts = Pick<PagerDuty, 'trigger' | 'acknowledge' | 'resolve'>;

/** Source: PagerDuty's limits; a source or a client URL beyond them is cut or left out. */
function payloadOf({ summary, source, severity, component, group, class: kind, details }: Alert): object {
  return {
    summary: cut(summary, longestSummary),
    source: cut(source || 'drawbridge', longestSummary),
    severity,
    ...(component && { component: cut(component, longestSummary) }),
    ...(group && { group: cut(group, longestSummary) }),
    ...(kind && { class: cut(kind, longestSummary) }),
    custom_details: cutDetails(details, mostDetailBytes),
  };
}

function problemOf(routingKey: string, dedupKey: string): string | undefined {
  if (!/^[A-Za-z0-9]{32}$/.test(routingKey)) return 'a routing key is 32 letters and digits';
  if (dedupKey === '' || dedupKey.length > longestKey) return `a dedup key has 1 to ${longestKey} characters`;
  return undefined;
}

export function createAlerts(connection: Connection, routingKey: string): Alerts {
  async function send(dedupKey: string, action: 'trigger' | 'acknowledge' | 'resolve', more: object = {}): Promise<Answer<undefined>> {
    const problem = problemOf(routingKey, dedupKey);
    if (problem) return refused(problem);
    const answer = await connection.sendEvent({ routing_key: routingKey, event_action: action, dedup_key: dedupKey, ...more });
    return answer.ok ? { ok: true, value: undefined } : answer;
  }
  return {
    async trigger(alert) {
      if (alert.summary.trim() === '') return refused('an alert says what it is about');
      const links = alert.links.slice(0, mostLinks).map(({ href, text }) => ({ href, text: cut(text, 255) }));
      const client = { client: 'Drawbridge', ...(alert.clientUrl && { client_url: alert.clientUrl }) };
      return send(alert.dedupKey, 'trigger', { payload: payloadOf(alert), links, ...client });
    },
    acknowledge: (dedupKey) => send(dedupKey, 'acknowledge'),
    resolve: (dedupKey) => send(dedupKey, 'resolve'),
  };
}

export function createChange(connection: Connection, routingKey: string): PagerDuty['change'] {
  return async (summary, details) => {
    const payload = { summary: cut(summary, longestSummary), source: 'drawbridge', custom_details: cutDetails(details, mostDetailBytes) };
    const answer = await connection.sendEvent({ routing_key: routingKey, payload }, 'change');
    return answer.ok ? { ok: true, value: undefined } : answer;
  };
}
