/** The policy watch, one task of its state machine at a time; run again after a crash anywhere it goes on where it was. */
import { holdPolicy } from './hold-policy.ts';
import { lookAtPolicy } from './look-at-policy.ts';
import { keepHeld, limitHeldPolicy, restorePolicy } from './restore-policy.ts';
import { type WatchServices, type WatchTurn, watchOf } from './watch-run.ts';

export type WatchTask =
  /** `startedAt`: of the execution, ISO 8601; `event`: as EventBridge gives it. */
  | { task: 'analyse'; executionArn: string; startedAt: string; event?: unknown }
  | { task: 'hold'; executionArn: string; caseId: string }
  /** `approvalCaseId`: where people answered; empty when they could not be asked. */
  | { task: 'restore' | 'restore-with-changes' | 'keep-held'; executionArn: string; caseId: string; approvalCaseId: string };

const answers = { restore: restorePolicy, 'restore-with-changes': limitHeldPolicy, 'keep-held': keepHeld } as const;

export async function watchPolicy(asked: WatchTask, services: WatchServices): Promise<WatchTurn> {
  const { executionArn } = asked;
  if (asked.task === 'analyse') return lookAtPolicy(executionArn, asked.startedAt, asked.event, services);
  const watch = await watchOf(executionArn, asked.caseId, services);
  if (asked.task === 'hold') return holdPolicy(watch, services);
  return answers[asked.task](watch, { executionArn, approvalCaseId: asked.approvalCaseId }, services);
}
