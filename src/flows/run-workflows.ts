/** Makes Step Functions match a case: an execution per response that is asked for, its token answered once decided. */
import { createHash } from 'node:crypto';
import type { ResponseState } from '../domain/case-state.ts';
import { casePartition } from '../services/case-log.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { latestToken } from './task-token.ts';

/** Execution names are the response: starting twice is starting once. */
export function executionName(caseId: string, responseId: string): string {
  return `${caseId}-${responseId}`;
}

interface WorkflowSurface extends Item {
  /** Responses whose execution was started. */
  started: string[];
  /** Hashes of the tokens that were answered. */
  woken: string[];
}

type WorkflowServices = Pick<Services, 'cases' | 'table' | 'vault' | 'stepFunctions'>;

/** True when nothing is left to start or wake. */
export async function runWorkflows(caseId: string, services: WorkflowServices): Promise<boolean> {
  const state = await services.cases.read(caseId);
  if (!state) return true;
  const key = { pk: casePartition(caseId), sk: 'SURFACE#step-functions' };
  const known = (await services.table.get(key.pk, key.sk)) as WorkflowSurface | undefined;
  const surface: WorkflowSurface = known ?? { ...key, started: [], woken: [] };
  for (const response of Object.values(state.responses)) {
    if (response.status === 'ended') continue;
    if (!surface.started.includes(response.responseId)) {
      await services.stepFunctions.start(executionName(caseId, response.responseId), { caseId, responseId: response.responseId });
      surface.started.push(response.responseId);
      await services.table.put(surface);
    }
    if (response.decision) await wakeAll(response, surface, services);
  }
  return true;
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
