/** What is set up in PagerDuty, as doctor looks at it: the service, its escalation policy, webhook subscriptions, priorities. */
import * as z from 'zod';
import type { PagerDuty, WebhookSubscription } from '../pagerduty.ts';
import { shaped } from './call.ts';
import type { Connection } from './connection.ts';
import { readAll } from './paging.ts';
import { escalationPolicy, service, subscription, toEscalationPolicy, toService, toSubscription } from './shapes.ts';

type Settings = Pick<PagerDuty, 'service' | 'escalationPolicy' | 'subscriptions' | 'priorities'>;

export function createSettings(connection: Connection, ids: { service: string; escalationPolicy: string }): Settings {
  return {
    async service() {
      const answer = await connection.ask({ method: 'GET', path: `services/${ids.service}` });
      return shaped(answer, z.object({ service }), (value) => toService(value.service));
    },
    async escalationPolicy() {
      const answer = await connection.ask({ method: 'GET', path: `escalation_policies/${ids.escalationPolicy}` });
      return shaped(answer, z.object({ escalation_policy: escalationPolicy }), (value) => toEscalationPolicy(value.escalation_policy));
    },
    async subscriptions() {
      const wanted = { path: 'webhook_subscriptions', rows: 'webhook_subscriptions', shape: z.object({ id: z.string() }) };
      const all = await readAll(connection, wanted);
      if (!all.ok) return all;
      const found: WebhookSubscription[] = [];
      // Only each by itself says whether it is switched off for now.
      for (const { id } of all.value) {
        const answer = await connection.ask({ method: 'GET', path: `webhook_subscriptions/${encodeURIComponent(id)}` });
        const one = shaped(answer, z.object({ webhook_subscription: subscription }), (value) => toSubscription(value.webhook_subscription));
        if (!one.ok) return one;
        found.push(one.value);
      }
      return { ok: true, value: found };
    },
    priorities: () =>
      readAll(connection, { path: 'priorities', rows: 'priorities', shape: z.object({ id: z.string(), name: z.string() }) }),
  };
}
