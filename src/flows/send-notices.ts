/** Makes e-mail and the security workflow match a case: what was handed on, the outcome of every response, and that nobody is paged. */
import { findingNotice, outcomeNotice, pageNotice } from '../../blocks/notices.ts';
import type { CaseState } from '../domain/case-state.ts';
import { deepWithoutKeyIds } from '../domain/redaction.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';

interface NoticeSurface extends Item {
  /** Ids of what was told. */
  told: string[];
}

type Owed = { id: string; send: 'email' | 'workflow' } | { id: string; responseId: string } | { id: string; page: string };

/** Everything that is to be told of a case, told or not. */
export function noticesOf({ sends = [], responses, page }: Pick<CaseState, 'sends' | 'responses' | 'page'>): Owed[] {
  const handed = sends.flatMap(({ id, to }): Owed[] => (to === 'slack' ? [] : [{ id, send: to }]));
  const ended = Object.values(responses).flatMap(({ responseId, outcome }): Owed[] =>
    outcome ? [{ id: `${responseId}:${outcome}`, responseId }] : [],
  );
  // Once per page, however often it fails.
  const notPaged = page?.trouble ? [{ id: `page:${page.round}`, page: page.trouble.because }] : [];
  return [...notPaged, ...handed, ...ended];
}

export type NoticeServices = Pick<Services, 'cases' | 'table' | 'notices' | 'bus' | 'policy' | 'clock'>;

async function tell(owed: Owed, state: CaseState, { notices, bus, policy, clock }: NoticeServices): Promise<void> {
  const accountName = policy.accounts[state.subject.account]?.name;
  const place = { now: clock.now(), ...(accountName && { accountName }) };
  if ('page' in owed) {
    if (notices) await notices.publish(pageNotice(state, owed.page, place));
    return;
  }
  if ('responseId' in owed) {
    const response = state.responses[owed.responseId];
    if (response && notices) await notices.publish(outcomeNotice(state, response, place));
    return;
  }
  if (owed.send === 'email') {
    if (notices) await notices.publish(findingNotice(state, place));
    return;
  }
  const { caseId, tier, tierReason, severity, environment, subject, rows, context } = state;
  const detail = { version: 1, caseId, tier, tierReason, severity, environment, subject, rows: rows.slice(0, mostRows), context };
  await bus.put('Case Sent', deepWithoutKeyIds(detail));
}

const mostRows = 20;

/** True when all of it is told. Told before it is remembered: after a crash in between somebody hears it twice, never not at all. */
export async function sendNotices(caseId: string, services: NoticeServices): Promise<boolean> {
  const state = await services.cases.read(caseId);
  if (!state) return true;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#notices' };
  const told = new Set(((await services.table.get(key.pk, key.sk)) as NoticeSurface | undefined)?.told);
  for (const owed of noticesOf(state)) {
    if (told.has(owed.id)) continue;
    await tell(owed, state, services);
    told.add(owed.id);
    await services.table.put({ ...key, told: [...told] });
  }
  return true;
}
