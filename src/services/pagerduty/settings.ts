/** What is set up in PagerDuty, as doctor looks at it: the service, its escalation policy, webhook subscriptions, priorities. */
import * as z from 'zod';
import type { PagerDuty } from '../pagerduty.ts';
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
      const wanted = { path: 'webhook_subscriptions', rows: 'webhook_subscriptions', shape: subscription };
      const all = await readAll(connection, wanted);
      return all.ok ? { ok: true, value: all.value.map(toSubscription) } : all;
    },
    priorities: () =>
      readAll(connection, { path: 'priorities', rows: 'priorities', shape: z.object({ id: z.string(), name: z.string() }) }),
  };
}
