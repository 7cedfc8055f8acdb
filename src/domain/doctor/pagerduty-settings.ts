/** PagerDuty's settings that bite: what closes an incident by itself, what never wakes anybody, what nobody hears. */
import { ok, problem, type Remark, warning } from './remark.ts';

interface Service {
  name: string;
  status: string;
  urgencyRule: string;
  /** Seconds. */
  autoResolveSeconds?: number;
  acknowledgementSeconds?: number;
  escalationPolicyId?: string;
}

export function checkService({ name, status, urgencyRule, autoResolveSeconds, acknowledgementSeconds }: Service): Remark[] {
  const where = `PagerDuty, service ${name}, Settings`;
  const remarks: Remark[] = [];
  if (status === 'disabled') remarks.push(problem('PagerDuty', 'the service is disabled: nobody is paged', `${where}: enable it`));
  if (status === 'maintenance')
    remarks.push(problem('PagerDuty', 'the service is in maintenance: nobody is paged', `${where}: end the maintenance window`));
  if (autoResolveSeconds) {
    const hours = Math.round((autoResolveSeconds / 3600) * 10) / 10;
    const says = `incidents close by themselves after ${hours} h, whatever is still going on`;
    remarks.push(problem('PagerDuty', says, `${where}: switch auto-resolution off`));
  }
  if (urgencyRule === 'low')
    remarks.push(problem('PagerDuty', 'every incident is of low urgency: it never escalates', `${where}: high urgency, or by severity`));
  if (urgencyRule === 'use_support_hours') {
    const says = 'urgency follows support hours: outside them a page may be low, and never escalates';
    remarks.push(problem('PagerDuty', says, `${where}: high urgency, or by severity`));
  }
  if (acknowledgementSeconds === undefined)
    remarks.push(
      warning(
        'PagerDuty',
        'an acknowledgement lasts for ever, also when nobody works on it',
        `${where}: consider an acknowledgement timeout`,
      ),
    );
  return remarks.some(({ level }) => level === 'problem')
    ? remarks
    : [ok('PagerDuty', `service ${name} is ${status}, pages at high urgency and closes nothing by itself`), ...remarks];
}

interface EscalationPolicy {
  id: string;
  name: string;
  levels: number;
  loops: number;
}

/** `needed`: the highest level that our policy asks; 0 when it asks none. */
export function checkEscalation({ id, name, levels, loops }: EscalationPolicy, service: Service | undefined, needed: number): Remark[] {
  const where = `PagerDuty, escalation policy ${name}`;
  const remarks: Remark[] = [];
  if (levels < 2)
    remarks.push(
      problem(
        'PagerDuty',
        `the escalation policy has ${levels === 1 ? 'one level' : 'no level'}: who sleeps on is the end of it`,
        `${where}: add a second level`,
      ),
    );
  if (loops < 1)
    remarks.push(problem('PagerDuty', 'after the last level nobody is paged again', `${where}: repeat the policy at least once`));
  if (needed > levels)
    remarks.push(
      problem(
        'PagerDuty',
        `our policy asks level ${needed}, and there are ${levels}`,
        `${where}: add levels, or take them out of approvals.levels in drawbridge.yaml`,
      ),
    );
  if (service?.escalationPolicyId && service.escalationPolicyId !== id)
    remarks.push(
      problem(
        'PagerDuty',
        `the service pages by another escalation policy (${service.escalationPolicyId}): who is asked here is not who is paged`,
        `set PAGERDUTY_ESCALATION_POLICY to the service’s, or the service’s to ${id}`,
      ),
    );
  return remarks.length > 0 ? remarks : [ok('PagerDuty', `escalation policy ${name} has ${levels} levels and repeats`)];
}

interface Subscription {
  id: string;
  url: string;
  active: boolean;
  temporarilyDisabled: boolean;
  events: string[];
}

const events = [
  'triggered',
  'acknowledged',
  'unacknowledged',
  'resolved',
  'reopened',
  'escalated',
  'delegated',
  'reassigned',
  'annotated',
  'priority_updated',
];
const neededEvents = events.map((event) => `incident.${event}`);

function missingEvents({ events: heard }: Subscription): string[] {
  return heard.includes('*') ? [] : neededEvents.filter((event) => !heard.includes(event));
}

/** Where our door is, whatever its host. */
const door = /\/pagerduty\/?$/;

/** Others may have theirs on the same account: only those that lead to a door like ours count. */
export function checkSubscriptions(all: readonly Subscription[]): Remark[] {
  const where = 'PagerDuty, Integrations, Generic Webhooks (v3)';
  const subscriptions = all.filter(({ url }) => door.test(url));
  const [first] = subscriptions;
  if (!first)
    return [
      problem(
        'PagerDuty',
        'nobody tells us what happens there: there is no webhook subscription',
        `${where}: make one for the door’s address (PagerdutyAddress, an output of the hub stack) and this service`,
      ),
    ];
  const remarks: Remark[] = [];
  const live = subscriptions.filter(({ active, temporarilyDisabled }) => active && !temporarilyDisabled);
  const off = subscriptions.filter(({ temporarilyDisabled }) => temporarilyDisabled);
  for (const { id } of off)
    remarks.push(
      problem(
        'PagerDuty',
        `webhook subscription ${id} is disabled for a day: three deliveries in a row were refused`,
        `look for 401 in the door’s log (a secret that is wrong?), then enable ${id} again`,
      ),
    );
  if (live.length === 0 && off.length === 0)
    remarks.push(problem('PagerDuty', `webhook subscription ${first.id} is not active`, `${where}: activate it`));
  for (const subscription of live) {
    const missing = missingEvents(subscription);
    if (missing.length > 0)
      remarks.push(
        problem(
          'PagerDuty',
          `webhook subscription ${subscription.id} does not send ${missing.join(', ')}`,
          `${where}: select these events`,
        ),
      );
  }
  return remarks.length > 0 ? remarks : [ok('PagerDuty', 'webhooks arrive for every event that matters')];
}

export function checkPriorities(priorities: readonly { name: string }[]): Remark[] {
  if (priorities.length > 0) return [];
  return [warning('PagerDuty', 'there are no priorities, so that nobody can set one', 'PagerDuty, Incident Priorities: switch them on')];
}
