/** One word to PagerDuty about a case: triggered, changed, acknowledged in somebody's name, or resolved; recorded once it was taken. */
import { alertOf, dedupKeyOf } from '../../blocks/alert.ts';
import type { CaseState } from '../domain/case-state.ts';
import { alertSeverity } from '../domain/desired-alert.ts';
import type { EventData, NewEvent } from '../domain/events.ts';
import type { Answer } from '../services/pagerduty.ts';
import type { PageServices } from './page-surface.ts';

export type Word = 'trigger' | 'update' | 'acknowledge' | 'resolve';

const lateMilliseconds = 2 * 60_000;
const secondKeyMilliseconds = 6 * 3_600_000;
const actor = { kind: 'drawbridge' } as const;

/** Whether the first routing key has failed for so long that the second one is better than nobody. */
export function useSecondKey({ page }: CaseState, now: number, { pagerDuty }: Pick<PageServices, 'pagerDuty'>): boolean {
  if (!pagerDuty.spare) return false;
  if (page?.alert !== undefined) return page.secondKey === true;
  return page?.since !== undefined && now - page.since >= secondKeyMilliseconds;
}

export function isOverdue({ page }: CaseState, now: number): boolean {
  return page?.alert === undefined && page?.since !== undefined && now - page.since >= lateMilliseconds;
}

async function trigger(state: CaseState, word: Word, services: PageServices): Promise<Answer<NewEvent>> {
  const { pagerDuty, policy, clock } = services;
  const now = clock.now();
  const { round = 1, since = now, tries = 0 } = state.page ?? {};
  const lateSeconds = word === 'trigger' && now - since >= lateMilliseconds ? Math.round((now - since) / 1000) : undefined;
  const accountName = policy.accounts[state.subject.account]?.name;
  const { runbook } = policy.paging;
  const place = {
    team: policy.team,
    ...(accountName && { accountName }),
    ...(lateSeconds && { lateSeconds }),
    ...(runbook && { runbook }),
  };
  const alert = alertOf(state, place);
  const spare = useSecondKey(state, now, services) ? pagerDuty.spare : undefined;
  let answer = await (spare ?? pagerDuty).trigger(alert);
  let second = spare !== undefined;
  if (!answer.ok && !answer.retryable && !second && word === 'trigger' && pagerDuty.spare) {
    // What the first key's service refuses for good may be that key's fault.
    second = true;
    answer = await pagerDuty.spare.trigger(alert);
  }
  if (!answer.ok) return answer;
  const data: EventData['paged'] = {
    round,
    severity: alertSeverity(state),
    rows: state.rowCount,
    ...(lateSeconds && { lateSeconds }),
    ...(second && { secondKey: true as const }),
    ...(word === 'update' && { update: true as const }),
    ...(pagerDuty.mode === 'events' && { unseen: true as const }),
  };
  const id = word === 'update' ? `paged:${round}:${data.severity}:${data.rows}` : `paged:${round}.${tries}`;
  return { ok: true, value: { id, actor, kind: 'paged', data } };
}

const notYet = (because: string, afterSeconds = 0): Answer<undefined> => ({ ok: false, retryable: true, because, afterSeconds });

/** In the person's own name where PagerDuty knows them: in anybody else's it would hand the incident to that one. */
async function acknowledge(state: CaseState, services: PageServices): Promise<Answer<undefined>> {
  const { pagerDuty, people, clock } = services;
  const { page, acknowledged } = state;
  const alerts = page?.secondKey && pagerDuty.spare ? pagerDuty.spare : pagerDuty;
  const byKey = () => alerts.acknowledge(dedupKeyOf(state.caseId));
  if (pagerDuty.mode !== 'full' || acknowledged?.by.kind !== 'person') return byKey();
  if (!page?.incident) return page?.trouble ? byKey() : notYet('the incident is not known yet', 0);
  const from = await clock.within(5000, 'asking who somebody is', people.pagerDutyOf(acknowledged.by.id));
  if (!from.ok) return from.unsure ? notYet(from.because) : byKey();
  return pagerDuty.update(page.incident.id, { status: 'acknowledged' }, from.email);
}

function resolve(state: CaseState, { pagerDuty }: PageServices): Promise<Answer<undefined>> {
  const alerts = state.page?.secondKey && pagerDuty.spare ? pagerDuty.spare : pagerDuty;
  return alerts.resolve(dedupKeyOf(state.caseId));
}

/** The event that says so; append it. Nothing is appended here, so that a failure can be told apart. */
export async function sendAlert(state: CaseState, word: Word, services: PageServices): Promise<Answer<NewEvent>> {
  if (word === 'trigger' || word === 'update') return trigger(state, word, services);
  const answer = await (word === 'acknowledge' ? acknowledge(state, services) : resolve(state, services));
  if (!answer.ok) return answer;
  const round = state.page?.round ?? 1;
  const status = word === 'acknowledge' ? 'acknowledged' : 'resolved';
  return { ok: true, value: { id: `alert:${round}:${status}:${state.seq}`, actor, kind: 'alert-told', data: { round, status } } };
}
