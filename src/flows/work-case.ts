/** People work a case: acknowledge, assign, note, snooze, suppress, resolve, reopen; each an event, shown everywhere else from there. */
import { type CaseState, isOpen } from '../domain/case-state.ts';
import { durationOf } from '../domain/command/duration.ts';
import type { Actor, EventData, NewEvent } from '../domain/events.ts';
import type { Verb } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';
import { nameOf } from './describe-case.ts';
import { setDue } from './due.ts';

export type CaseVerb = Extract<Verb, 'acknowledge' | 'assign' | 'note' | 'snooze' | 'suppress' | 'resolve' | 'reopen'>;
export const caseVerbs: readonly CaseVerb[] = ['acknowledge', 'assign', 'note', 'snooze', 'suppress', 'resolve', 'reopen'];

export type Worked = { ok: true; state: CaseState } | { ok: false; because: string };

/** Why the case is not in a state for this, in the words of a refusal; the first decision stands. */
export function notNow(verb: CaseVerb, state: CaseState): string | undefined {
  if (verb === 'acknowledge' && state.acknowledged) return `${nameOf(state.acknowledged.by)} acknowledged it already`;
  if (verb === 'resolve' && state.resolution) return `${nameOf(state.resolution.by)} resolved it already`;
  if (verb === 'reopen' && isOpen(state) && !state.suppression && !state.snooze) return 'the case is open';
  if ((verb === 'snooze' || verb === 'acknowledge') && !isOpen(state)) return 'the case is closed; reopen it first';
  return undefined;
}

type Values = Record<string, string | string[]>;
const text = (values: Values, name: string) => (typeof values[name] === 'string' ? values[name] : '');

async function eventOf(
  verb: CaseVerb,
  values: Values,
  actor: Actor,
  id: string,
  services: Pick<Services, 'clock' | 'directory' | 'policy'>,
): Promise<NewEvent> {
  const until = services.clock.now() + (durationOf(text(values, 'until')) ?? 3_600_000);
  const reason = text(values, 'reason');
  switch (verb) {
    case 'acknowledge':
      return { id, actor, kind: 'acknowledged', data: {} };
    case 'assign': {
      const to = text(values, 'assignee');
      const { name } = await services.directory.person(services.policy.team, to);
      return { id, actor, kind: 'assigned', data: { to: { id: to, name } } };
    }
    case 'note':
      return { id, actor, kind: 'noted', data: { text: text(values, 'text') } };
    case 'snooze':
      return { id, actor, kind: 'snoozed', data: { until, reason } };
    case 'suppress':
      return { id, actor, kind: 'suppressed', data: { until, reason } };
    case 'resolve':
      return { id, actor, kind: 'resolved', data: { code: text(values, 'code'), text: reason } satisfies EventData['resolved'] };
    case 'reopen':
      return { id, actor, kind: 'reopened', data: { because: reason } };
  }
}

/** A case that only sleeps is woken; one that is over, or suppressed, is opened again, and sleeps no more. */
function withSnooze(event: NewEvent, state: CaseState): NewEvent[] {
  if (event.kind !== 'reopened' || !state.snooze) return [event];
  const isAsleepOnly = isOpen(state) && !state.suppression;
  const woke = { actor: event.actor, kind: 'woke', data: { because: event.data.because } } as const;
  return isAsleepOnly ? [{ ...woke, id: event.id }] : [event, { ...woke, id: `${event.id}:woke` }];
}

/** `clickId` makes a redelivered click one event. */
export async function workCase(
  caseId: string,
  verb: CaseVerb,
  values: Values,
  actor: Actor,
  clickId: string,
  services: Pick<Services, 'cases' | 'clock' | 'directory' | 'table' | 'policy'>,
): Promise<Worked> {
  const event = await eventOf(verb, values, actor, `click:${clickId}`, services);
  let because: string | undefined;
  const { state } = await services.cases.append(caseId, (current) => {
    if (!current || current.eventIds.includes(event.id)) return [];
    because = notNow(verb, current);
    return because ? [] : withSnooze(event, current);
  });
  if (because) return { ok: false, because };
  if (!state) return { ok: false, because: 'this case is not known' };
  if (event.kind === 'snoozed') await setDue(services.table, event.data.until, caseId, 'snooze');
  if (event.kind === 'suppressed') await setDue(services.table, event.data.until, caseId, 'suppression');
  return { ok: true, state };
}
