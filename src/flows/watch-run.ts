/** What the tasks of the policy watch share: who it is, what it found, what it asked for, and how it answers its state machine. */
import { createHash } from 'node:crypto';
import { AwsCallError } from '../domain/aws-calls.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import type { Plan, Refusal } from '../domain/plan.ts';
import type { PolicyWatched } from '../domain/policy-analysis.ts';
import type { Services } from '../services/services.ts';
import { callFailure } from './call-failure.ts';

export type WatchServices = Pick<
  Services,
  'aws' | 'bus' | 'cases' | 'clock' | 'deployment' | 'directory' | 'hubAccount' | 'log' | 'policy' | 'securityHub' | 'table' | 'vault'
>;

/** What a task answers to the state machine; every field is there, since it reads them all. */
export interface WatchTurn {
  next: 'hold' | 'wait' | 'ask' | 'over';
  /** How long to wait first, domain time. */
  seconds: number;
  caseId: string;
  /** What people are asked, and until when (ISO 8601). */
  title: string;
  details: string[];
  expiresAt: string;
}

export function watchTurn(next: WatchTurn['next'], more: Partial<WatchTurn> = {}): WatchTurn {
  return { next, seconds: 0, caseId: '', title: '', details: [], expiresAt: '', ...more };
}

/** Names an execution in the log and in the vault. */
export function watchIdOf(executionArn: string): string {
  return createHash('sha256').update(executionArn).digest('hex').slice(0, 12);
}

export interface Watch {
  /** Of this execution. */
  id: string;
  caseId: string;
  state: CaseState;
  watched: PolicyWatched;
}

/** What this execution found; throws when the log does not know it. */
export async function watchOf(executionArn: string, caseId: string, { cases }: Pick<WatchServices, 'cases'>): Promise<Watch> {
  const id = watchIdOf(executionArn);
  const state = await cases.read(caseId);
  const watched = state?.watched?.find(({ execution }) => execution === id);
  if (!state || !watched) throw new Error(`case ${caseId} knows nothing of the policy watch ${id}`);
  return { id, caseId, state, watched };
}

/** What this execution asked for, known by its vault item, which names who asked. */
export function askedFor({ id, state }: Watch, playbook: string, undoes?: string): ResponseState | undefined {
  return Object.values(state.responses).find(
    (response) => response.playbook === playbook && response.undoes === undoes && response.vault.id.endsWith(`-${id}`),
  );
}

/** Said in the case, once: what the watch wanted is not done, and what to do now. */
export async function tellRefused(watch: Watch, playbook: string, why: Refusal, { cases }: Pick<WatchServices, 'cases'>): Promise<void> {
  const data = { playbook, label: watch.watched.label, because: why.refused, nextStep: why.nextStep };
  const event: NewEvent = { id: `watch-refused:${watch.id}:${playbook}`, actor: { kind: 'policy' }, kind: 'response-refused', data };
  await cases.append(watch.caseId, (state) => (state ? [event] : []));
}

/** What AWS may answer later is tried again by the state machine; what it says no to is a refusal with the next step. */
export async function planned(plan: Promise<Plan | Refusal>): Promise<Plan | Refusal> {
  try {
    return await plan;
  } catch (error) {
    if (!(error instanceof AwsCallError) || callFailure(error).again) throw error;
    return { refused: `Could not make a plan: ${error.message}`, nextStep: 'Give the role what it lacks, then press the button' };
  }
}
