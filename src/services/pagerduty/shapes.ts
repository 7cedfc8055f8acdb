/** What PagerDuty's REST answers look like, as far as they are read, and how they become ours. */
import * as z from 'zod';
import type { EscalationPolicy, Incident, PagerDutyPerson, PagerDutyService, WebhookSubscription } from '../pagerduty.ts';

const named = z.object({ id: z.string(), name: z.string().nullish(), summary: z.string().nullish() });
export const person = named.extend({ email: z.string().nullish() });

export const incident = z.object({
  id: z.string(),
  incident_number: z.number().nullish(),
  html_url: z.string().nullish(),
  status: z.enum(['triggered', 'acknowledged', 'resolved']),
  urgency: z.enum(['high', 'low']),
  created_at: z.string().nullish(),
  priority: named.nullish(),
  assignments: z.array(z.object({ assignee: person })).nullish(),
});

export const onCallRow = z.object({
  escalation_level: z.number(),
  user: person,
  start: z.string().nullish(),
  end: z.string().nullish(),
});

export const service = named.extend({
  status: z.string().nullish(),
  incident_urgency_rule: z.object({ type: z.string(), urgency: z.string().nullish() }).nullish(),
  auto_resolve_timeout: z.number().nullish(),
  acknowledgement_timeout: z.number().nullish(),
  escalation_policy: named.nullish(),
});

export const escalationPolicy = named.extend({
  num_loops: z.number().nullish(),
  escalation_rules: z.array(z.object({ targets: z.array(z.unknown()).nullish() })),
});

export const subscription = z.object({
  id: z.string(),
  active: z.boolean().nullish(),
  events: z.array(z.string()).nullish(),
  delivery_method: z.object({ url: z.string().nullish(), temporarily_disabled: z.boolean().nullish() }),
});

export function toPerson({ id, name, summary, email }: z.output<typeof person>): PagerDutyPerson {
  const address = email?.trim().toLowerCase();
  return { id, name: name ?? summary ?? id, ...(address && { email: address }) };
}

export function toIncident(read: z.output<typeof incident>): Incident {
  const { id, incident_number: number, html_url: url, status, urgency, created_at: createdAt, priority, assignments } = read;
  const label = priority?.name ?? priority?.summary;
  return {
    id,
    ...(typeof number === 'number' && { number }),
    url: url ?? '',
    status,
    urgency,
    assignees: (assignments ?? []).map(({ assignee }) => toPerson(assignee)),
    ...(label && { priority: label }),
    ...(createdAt && { createdAt }),
  };
}

export function toService(read: z.output<typeof service>): PagerDutyService {
  const { id, name, summary, status, incident_urgency_rule: rule, auto_resolve_timeout: auto, acknowledgement_timeout: ack } = read;
  return {
    id,
    name: name ?? summary ?? id,
    status: status ?? 'unknown',
    urgencyRule: rule?.type === 'constant' ? (rule.urgency ?? 'high') : (rule?.type ?? 'high'),
    ...(auto && { autoResolveSeconds: auto }),
    ...(ack && { acknowledgementSeconds: ack }),
    ...(read.escalation_policy && { escalationPolicyId: read.escalation_policy.id }),
  };
}

export function toEscalationPolicy({ id, name, summary, ...read }: z.output<typeof escalationPolicy>): EscalationPolicy {
  const levels = read.escalation_rules.filter(({ targets }) => (targets ?? []).length > 0).length;
  return { id, name: name ?? summary ?? id, levels, loops: read.num_loops ?? 0 };
}

export function toSubscription({ id, active, events, delivery_method: method }: z.output<typeof subscription>): WebhookSubscription {
  return {
    id,
    url: method.url ?? '',
    active: active ?? false,
    temporarilyDisabled: method.temporarily_disabled ?? false,
    events: events ?? [],
  };
}
