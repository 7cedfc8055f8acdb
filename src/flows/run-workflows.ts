/** Makes Step Functions match a case: an execution per response that is asked for, its token answered once decided. */
import type { ResponseState } from '../domain/case-state.ts';
import type { Services } from '../services/services.ts';
import { latestToken } from './task-token.ts';

/** Execution names are the response: starting twice is starting once. */
export function executionName(caseId: string, responseId: string): string {
  return `${caseId}-${responseId}`;
}

/** True when nothing is left to start or wake. */
export async function runWorkflows(
  caseId: string,
  services: Pick<Services, 'cases' | 'table' | 'vault' | 'stepFunctions' | 'log'>,
): Promise<boolean> {
  const state = await services.cases.read(caseId);
  if (!state) return true;
  for (const response of Object.values(state.responses)) {
    if (response.status === 'ended') continue;
    await services.stepFunctions.start(executionName(caseId, response.responseId), { caseId, responseId: response.responseId });
    if (response.decision) await wakeAll(response, services);
  }
  return true;
}

async function wakeAll(response: ResponseState, services: Pick<Services, 'table' | 'vault' | 'stepFunctions'>): Promise<void> {
  for (const { approvalId } of response.approvals) {
    const token = await latestToken(approvalId, services);
    // "gone" is fine: the task timed out or was woken before, and the workflow reads the log either way.
    if (token) await services.stepFunctions.wake(token);
  }
}
