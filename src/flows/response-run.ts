/** What every task of the response workflow shares: the run it works for, what it may use, how it records and how it answers. */
import type { CaseState, ResponseState, StepState } from '../domain/case-state.ts';
import type { EventData, EventKind, NewEvent, ResponseOutcome } from '../domain/events.ts';
import type { Plan } from '../domain/plan.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import type { Offer } from '../playbooks/define.ts';
import type { Services } from '../services/services.ts';

/** Lets the sandbox and tests kill a run where it hurts most. */
export interface RunFaults {
  /** Throws to kill. */
  crash(point: 'after-intent' | 'after-call' | 'after-record'): void;
}

export type RunServices = Pick<
  Services,
  'aws' | 'cases' | 'clock' | 'deployment' | 'directory' | 'hubAccount' | 'log' | 'policy' | 'stepFunctions' | 'table' | 'vault'
> & { faults?: RunFaults };

/** One response as the log has it at the beginning of a task. */
export interface Run {
  caseId: string;
  responseId: string;
  state: CaseState;
  response: ResponseState;
}

/** What a task answers to the state machine. */
export interface Turn {
  next: 'run' | 'wait' | 'end' | 'on' | 'more' | 'destroy' | 'done' | 'failed' | 'check';
  /** How long to wait first, domain time. */
  seconds: number;
}

export function turn(next: Turn['next'], seconds = 0): Turn {
  return { next, seconds };
}

/** The whole seconds until that instant, so that waiting them never wakes too early. */
export function secondsUntil(at: number, now: number): number {
  return Math.max(0, Math.ceil((at - now) / 1000));
}

/** The vault item of a response. */
export interface StoredPlan {
  plan: Plan;
  offer: Pick<Offer, 'target' | 'secret'>;
  /** Of a plan for several targets: what each was planned from. */
  offers?: Pick<Offer, 'target' | 'secret'>[];
}

export function storedPlan({ response }: Run, { vault }: Pick<RunServices, 'vault'>): Promise<StoredPlan> {
  return vault.get<StoredPlan>(response.vault);
}

/** True once every step is done, or has failed for good without stopping the others: what follows is proof. */
export function stepsOver({ steps, stepStates }: ResponseState): boolean {
  return steps.every((_, index) => isOver(stepStates[index])) && stepStates.some((step) => step?.status === 'done');
}

/** Nothing more is tried for this step, and the next one may begin. */
export function isOver(step: StepState | undefined): boolean {
  return step?.status === 'done' || (step?.status === 'failed' && step.goesOn === true);
}

type ResponseKind = { [Kind in EventKind]: EventData[Kind] extends { responseId: string } ? Kind : never }[EventKind];

/** An event of this response; the same suffix is the same event, so a task that runs twice records once. */
export function eventOf<Kind extends ResponseKind>(
  { responseId }: Pick<Run, 'responseId'>,
  suffix: string,
  kind: Kind,
  data: Omit<EventData[Kind], 'responseId'>,
): NewEvent {
  return { id: `${responseId}:${suffix}`, actor: { kind: 'drawbridge' }, kind, data: { responseId, ...data } } as unknown as NewEvent;
}

/** Appends what `decide` wants of the newest state; answers that state and whether anything was new. */
export async function record(
  run: Run,
  { cases }: Pick<RunServices, 'cases'>,
  decide: (response: ResponseState, state: CaseState) => NewEvent[],
): Promise<Run & { fresh: boolean }> {
  const { state, appended } = await cases.append(run.caseId, (now) => {
    const response = now?.responses[run.responseId];
    return now && response ? decide(response, now) : [];
  });
  const response = state?.responses[run.responseId];
  if (!state || !response) throw new Error(`case ${run.caseId} has no response ${run.responseId}`);
  return { ...run, state, response, fresh: appended.length > 0 };
}

/** Ends a response that has no outcome yet; a second outcome after the first one needs a suffix of its own. */
export async function endWith(run: Run, services: Pick<RunServices, 'cases'>, outcome: ResponseOutcome, detail: string): Promise<Turn> {
  await record(run, services, (response) =>
    response.outcome ? [] : [eventOf(run, 'ended', 'response-ended', { outcome, detail: withoutKeyIds(detail) })],
  );
  return turn('end');
}
