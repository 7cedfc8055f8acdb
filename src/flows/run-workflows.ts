/** Makes Step Functions match a case: an execution per response that is open, begun anew when it died, its token answered once decided. */
import { createHash } from 'node:crypto';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { pendingChecks } from './describe-case.ts';
import { latestToken } from './task-token.ts';

interface WorkflowSurface extends Item {
  /** By response: which execution it is, and when it was last asked to run. */
  runs: Record<string, { attempt: number; at: number }>;
  /** Hashes of the tokens that were answered. */
  woken: string[];
}

type WorkflowServices = Pick<Services, 'cases' | 'table' | 'vault' | 'stepFunctions' | 'clock'>;

/** How often an open response's execution is made sure of; asking again while it runs changes nothing. */
const assureMilliseconds = 15 * 60_000;

/** Execution names are the response: starting twice is starting once. An execution that died is followed by the next. */
function executionName(caseId: string, responseId: string, attempt: number): string {
  return `${caseId}-${responseId}${attempt > 1 ? `-${attempt}` : ''}`;
}

/** Responses that a workflow still has to do something for: undecided, running, or cut with its effect still to measure. */
export function unfinished(state: CaseState): ResponseState[] {
  return Object.values(state.responses).filter(
    (response) => response.status !== 'ended' || (response.outcome === 'CUT' && pendingChecks(response).length > 0),
  );
}

/** True when no response of the case needs a workflow any more. */
export async function runWorkflows(caseId: string, services: WorkflowServices): Promise<boolean> {
  const state = await services.cases.read(caseId);
  const open = state ? unfinished(state) : [];
  if (open.length === 0) return true;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#step-functions' };
  const known = (await services.table.get(key.pk, key.sk)) as WorkflowSurface | undefined;
  const surface: WorkflowSurface = known ?? { ...key, runs: {}, woken: [] };
  for (const response of open) {
    await assure(caseId, response, surface, services);
    if (response.decision) await wakeAll(response, surface, services);
  }
  return false;
}

async function assure(caseId: string, { responseId }: ResponseState, surface: WorkflowSurface, services: WorkflowServices): Promise<void> {
  const now = services.clock.now();
  const run = surface.runs[responseId] ?? { attempt: 1, at: 0 };
  if (now - run.at < assureMilliseconds) return;
  const start = (attempt: number) => services.stepFunctions.start(executionName(caseId, responseId, attempt), { caseId, responseId });
  // "exists" means it ran and ended: the response is open, so it died. Begun again with the same input it converges.
  const died = (await start(run.attempt)) === 'exists';
  const attempt = died ? run.attempt + 1 : run.attempt;
  if (died) await start(attempt);
  surface.runs[responseId] = { attempt, at: now };
  await services.table.put(surface);
}

/** One approval, one token answer: which tokens were answered is remembered by their hashes. */
async function wakeAll(response: ResponseState, surface: WorkflowSurface, services: WorkflowServices): Promise<void> {
  for (const { approvalId } of response.approvals) {
    const token = await latestToken(approvalId, services);
    if (!token) continue;
    const hash = createHash('sha256').update(token).digest('hex').slice(0, 24);
    if (surface.woken.includes(hash)) continue;
    // "gone" is fine: the task timed out, and the workflow reads the log either way.
    await services.stepFunctions.wake(token);
    surface.woken.push(hash);
    await services.table.put(surface);
  }
}
