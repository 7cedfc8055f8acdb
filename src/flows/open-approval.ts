/** Open an approval level: keep the token, name who may answer, tell them. The log decides; the token only wakes. */
import { referenceOf } from '../domain/case-id.ts';
import { levelAt, type OpenLevel } from './approval-level.ts';
import { setDue } from './due.ts';
import { eventOf, type Run, type RunServices, record, type Turn, turn } from './response-run.ts';
import { keepToken } from './task-token.ts';
import { setWatch, whoIsAsked } from './watch-approval.ts';

/** The same for every try of the same level. */
export function approvalIdOf(responseId: string, level: number): string {
  return referenceOf(responseId, String(level));
}

async function open(run: Run, { level, name, opensAt, until }: OpenLevel, token: string, services: RunServices): Promise<Run> {
  const { caseId, responseId } = run;
  const approvalId = approvalIdOf(responseId, level);
  // Before the event that lets people answer: whoever sees a decision finds a token to wake.
  await keepToken(approvalId, token, services);
  await services.table.putNew({ pk: `APPROVAL#${approvalId}`, sk: 'APPROVAL', caseId, responseId, level });
  const { group, approvers } = await whoIsAsked(run.response, name, services);
  await setDue(services.table, opensAt + (until - opensAt) / 2, caseId, 'approval-reminder');
  await setWatch(caseId, services);
  return record(run, services, ({ decision }) =>
    decision ? [] : [eventOf(run, `opened-${level}`, 'approval-opened', { approvalId, level, until, approvers, group })],
  );
}

/**
 * A decision may arrive at any moment. One that came before the state read here is answered by waking this very token; one that
 * comes later is answered by the projection, which then finds the token in the vault. Either way nobody waits for the deadline.
 */
export async function openApproval(run: Run, token: string, services: RunServices): Promise<Turn> {
  const level = run.response.decision || run.response.outcome ? undefined : levelAt(run.response, services.clock.now());
  const after = level ? await open(run, level, token, services) : run;
  if (!level || after.response.decision) await services.stepFunctions.wake(token);
  return turn('wait');
}
