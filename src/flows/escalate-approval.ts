/** An approval that nobody answers is PagerDuty's business, too: each level asked raises the incident's, and the end is noted there. */
import { theResponse } from '../../blocks/response-words.ts';
import type { ApprovalState, CaseState, ResponseState } from '../domain/case-state.ts';
import { onCallLevel } from '../domain/on-call.ts';
import type { Answer } from '../services/pagerduty.ts';
import type { Services } from '../services/services.ts';
import { pageSurface, withNote, withRaise } from './page-surface.ts';

type EscalateServices = Pick<Services, 'cases' | 'clock' | 'log' | 'pagerDuty' | 'people' | 'table'>;

/** "Cannot escalate": it is at its top level already. */
const topLevel = 1006;

/** PagerDuty wants a person's name under everything: who asked, else whoever is on call. */
async function sender({ askedBy }: ResponseState, { pagerDuty, people }: EscalateServices): Promise<Answer<string>> {
  const linked = askedBy.kind === 'person' ? await people.pagerDutyOf(askedBy.id) : undefined;
  if (linked?.ok) return { ok: true, value: linked.email };
  const onCall = await pagerDuty.onCall();
  if (!onCall.ok) return onCall;
  const email = onCall.value.find((person) => person.email)?.email;
  return email ? { ok: true, value: email } : { ok: false, retryable: false, status: 0, because: 'nobody on call has an address' };
}

/** True when it is done, or will never be; false to try again later. */
async function settled(what: string, answer: Answer<undefined>, state: CaseState, { log }: EscalateServices): Promise<boolean> {
  if (answer.ok) return true;
  if (!answer.retryable && answer.code === topLevel) return true;
  log.warn(`PagerDuty did not take ${what}`, { caseId: state.caseId, because: answer.because });
  return !answer.retryable;
}

/** PagerDuty's level for an open approval: that of the people who are asked, else as many as were asked in vain. */
function levelOf({ group, level }: ApprovalState): number {
  return onCallLevel(group) ?? level;
}

async function once(caseId: string, mark: string, services: EscalateServices, work: () => Promise<boolean>): Promise<boolean> {
  const key = { pk: `ESCALATED#${caseId}`, sk: mark };
  if (await services.table.get(key.pk, key.sk)) return true;
  const isDone = await work();
  if (isDone) await services.table.putNew(key);
  return isDone;
}

/** Also where PagerDuty got there by itself nothing is paged twice. */
async function raise(state: CaseState, response: ResponseState, incidentId: string, services: EscalateServices): Promise<boolean> {
  const open = response.approvals.findLast(({ expired }) => !expired);
  const wanted = open ? levelOf(open) : 1;
  const reached = Math.max(1, ...(state.page?.people ?? []).map(({ level = 1 }) => level));
  if (!open || response.decision || wanted <= reached) return true;
  return once(state.caseId, `level ${open.approvalId} ${wanted}`, services, async () => {
    const from = await sender(response, services);
    if (!from.ok) return settled('the next level', from, state, services);
    const { table, clock } = services;
    await table.put(withRaise(await pageSurface(table, state.caseId), wanted, clock.now()));
    return settled('the next level', await services.pagerDuty.update(incidentId, { escalationLevel: wanted }, from.value), state, services);
  });
}

async function note(state: CaseState, response: ResponseState, incidentId: string, services: EscalateServices): Promise<boolean> {
  if (response.decision?.decision !== 'expired') return true;
  const text = `Drawbridge: nobody decided on ${theResponse(response)} in time, so it is denied and nothing was changed. The case stays open.`;
  return once(state.caseId, `note ${response.responseId}`, services, async () => {
    const from = await sender(response, services);
    if (!from.ok) return settled('a note', from, state, services);
    await services.table.put(withNote(await pageSurface(services.table, state.caseId), text));
    return settled('a note', await services.pagerDuty.note(incidentId, text, from.value), state, services);
  });
}

/** True when PagerDuty has all that it can have; false when there is something left for the next tick. */
export async function escalateApprovals(caseId: string, services: EscalateServices): Promise<boolean> {
  if (services.pagerDuty.mode !== 'full') return true;
  const state = await services.cases.read(caseId);
  const incidentId = state?.page?.incident?.id;
  // Before the incident is known there is nothing to escalate; that it is known pokes again.
  if (!state || !incidentId || state.page?.alert === 'resolved') return true;
  let isDone = true;
  for (const response of Object.values(state.responses)) {
    if (response.mode !== 'approval') continue;
    if (!(await raise(state, response, incidentId, services))) isDone = false;
    if (!(await note(state, response, incidentId, services))) isDone = false;
  }
  return isDone;
}
