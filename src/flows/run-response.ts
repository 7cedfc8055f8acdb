/** Run one task of the response workflow: reads the response from the log, does the task, answers where to go next. */
import { checkResponse, nextCheck } from './check-response.ts';
import { endResponse } from './end-response.ts';
import { takeLease } from './lease-target.ts';
import { openApproval } from './open-approval.ts';
import { readDecision } from './read-decision.ts';
import { authorityProblem, recheckPlan } from './recheck-plan.ts';
import { endWith, type Run, type RunServices, type Turn, turn } from './response-run.ts';
import { runStep } from './run-step.ts';

export const tasks = [
  'read-decision',
  'open-approval',
  'lease',
  'recheck',
  'next-step',
  'destroy-step',
  'next-check',
  'check',
  'end',
] as const;
export type Task = (typeof tasks)[number];

export interface TaskRequest {
  task: Task;
  caseId: string;
  responseId: string;
  /** With `open-approval`: wakes the workflow. */
  token?: string | undefined;
  /** With `end`: something unforeseen, and its name. */
  failed?: boolean | undefined;
  error?: string | undefined;
}

type Doing = (run: Run, request: TaskRequest, services: RunServices) => Promise<Turn>;

const doings: Record<Task, Doing> = {
  'read-decision': decide,
  'open-approval': (run, { token = '' }, services) => openApproval(run, token, services),
  lease: (run, _, services) => takeLease(run, services),
  recheck: (run, _, services) => recheckPlan(run, services),
  'next-step': (run, _, services) => runStep(run, services),
  'destroy-step': (run, _, services) => destroyStep(run, services),
  'next-check': (run, _, services) => nextCheck(run, services),
  check: (run, _, services) => checkResponse(run, services),
  end: (run, { failed, error }, services) =>
    run.response.foreign
      ? Promise.resolve(turn('end'))
      : endResponse(run, { ...(failed && { failed }), ...(error !== undefined && { error }) }, services),
};

/** A request of somebody else's workflow has nothing to run: decided, it is answered by the projection. */
async function decide(run: Run, _: TaskRequest, services: RunServices): Promise<Turn> {
  const read = await readDecision(run, services);
  return run.response.foreign && read.next === 'run' ? turn('end') : read;
}

/** What cannot be undone asks the log once more who agreed: only this task runs with the role that may destroy. */
async function destroyStep(run: Run, services: RunServices): Promise<Turn> {
  const stop = await authorityProblem(run, services);
  return stop ? endWith(run, services, stop.outcome, stop.detail) : runStep(run, services, true);
}

/** Throws only what trying again may cure, or what nobody foresaw. */
export async function runResponse(request: TaskRequest, services: RunServices): Promise<Turn> {
  const { caseId, responseId, task } = request;
  const state = await services.cases.read(caseId);
  const response = state?.responses[responseId];
  if (!state || !response) {
    services.log.warn('a workflow runs for a response that is in no log', { caseId, responseId, task });
    return turn('end');
  }
  return doings[task]({ caseId, responseId, state, response }, request, services);
}
