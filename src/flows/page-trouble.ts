/** Nobody is paged: recorded where everybody sees it, with whom to tell in Slack; the notices tell it another way, once. */
import type { CaseState } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { PageServices } from './page-surface.ts';

type TroubleServices = Pick<PageServices, 'cases' | 'log' | 'policy' | 'notices' | 'queues'>;

/** The first level that has a group or people in Slack. */
function whomToTell({ approvals, groups }: Policy): string[] {
  for (const { group } of approvals.levels) {
    const { usergroup, people = [] } = groups[group] ?? {};
    if (usergroup) return [usergroup];
    if (people.length > 0) return people.slice(0, 5);
  }
  return [];
}

/** A dead letter that people sent back: they have mended what PagerDuty refused. */
export async function tryAgain(caseId: string, { cases }: Pick<PageServices, 'cases'>): Promise<void> {
  await cases.append(caseId, (state) => {
    const { trouble, round, tries } = state?.page ?? {};
    if (trouble?.kind !== 'failed') return [];
    return [{ id: `page-retried:${round}.${tries}`, actor: { kind: 'drawbridge' }, kind: 'page-retried', data: {} }];
  });
}

export async function tellTrouble(
  state: CaseState,
  kind: 'page-overdue' | 'page-failed' | 'page-unverified',
  because: string,
  { cases, log, policy, notices, queues }: TroubleServices,
): Promise<void> {
  const { round = 1, tries = 0 } = state.page ?? {};
  // The alarm hangs on this line.
  log.error('NOT PAGED', new Error(because), { caseId: state.caseId, what: kind, round });
  if (kind === 'page-failed') await queues.bury('pagerduty', state.caseId, because, `${round}.${tries}`);
  const told = { round, tell: whomToTell(policy), otherWay: notices !== undefined };
  const id = `${kind}:${round}.${tries}`;
  const actor = { kind: 'drawbridge' } as const;
  const event: NewEvent =
    kind === 'page-unverified' ? { id, actor, kind, data: told } : { id, actor, kind, data: { ...told, because: because.slice(0, 300) } };
  await cases.append(state.caseId, (current) => (current?.page?.round === round ? [event] : []));
}
