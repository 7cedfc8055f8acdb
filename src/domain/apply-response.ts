/** The part of the reducer that follows one response: asked, decided, running, step by step, checked, ended. */
import type { CaseState, ResponseState, StepState } from './case-state.ts';
import type { CaseEvent, EventData } from './events.ts';

type ResponseEvent = Extract<
  CaseEvent,
  {
    kind:
      | 'response-asked'
      | `approval-${string}`
      | 'response-cancelled'
      | 'response-started'
      | `step-${string}`
      | 'checked'
      | 'response-ended';
  }
>;

export function isResponseEvent(event: CaseEvent): event is ResponseEvent {
  return 'responseId' in event.data && event.kind !== 'response-joined';
}

function setStep(response: ResponseState, index: number, change: Partial<StepState>, at: number): void {
  const line = response.steps[index];
  const known = response.stepStates[index] ?? {
    id: line?.id ?? '',
    why: line?.why ?? '',
    call: line?.call ?? '',
    status: 'intended' as const,
    at,
  };
  response.stepStates[index] = { ...known, ...change, at };
}

function decide(
  response: ResponseState,
  event: CaseEvent,
  decision: NonNullable<ResponseState['decision']>['decision'],
  rest: Pick<NonNullable<ResponseState['decision']>, 'reason' | 'onePerson' | 'breakGlass' | 'changes'>,
): void {
  // The first decision wins, whatever comes later.
  response.decision ??= { decision, by: event.actor, at: event.at, ...rest };
}

/** Changes `state`. Events of a response that is not in the log are ignored. */
export function applyResponse(state: CaseState, event: ResponseEvent): void {
  if (event.kind === 'response-asked') {
    state.responses[event.data.responseId] ??= {
      ...event.data,
      askedBy: event.actor,
      askedAt: event.at,
      status: 'asked',
      approvals: [],
      stepStates: [],
      checks: [],
    };
    return;
  }
  const response = state.responses[event.data.responseId];
  if (!response) return;
  const { at } = event;
  switch (event.kind) {
    case 'approval-opened':
      response.approvals.push({ ...omitResponse(event.data), openedAt: at, expired: false, reminded: false });
      return;
    case 'approval-handed-over': {
      const { approvalId, approvers, group } = event.data;
      const approval = response.approvals.find((one) => one.approvalId === approvalId);
      if (approval) Object.assign(approval, { approvers, group, handovers: (approval.handovers ?? 0) + 1 });
      return;
    }
    case 'approval-reminded':
      for (const approval of response.approvals) if (approval.approvalId === event.data.approvalId) approval.reminded = true;
      return;
    case 'approval-given':
      response.given ??= { by: event.actor, at };
      return;
    case 'approval-decided':
      return decide(response, event, event.data.decision, {
        onePerson: event.data.onePerson,
        ...(event.data.breakGlass && { breakGlass: true }),
        ...(event.data.changes && { changes: event.data.changes }),
        ...(event.data.reason && { reason: event.data.reason }),
      });
    case 'approval-expired':
      for (const approval of response.approvals) if (approval.level === event.data.level) approval.expired = true;
      if (event.data.final) decide(response, event, 'expired', { onePerson: false });
      return;
    case 'response-cancelled':
      return decide(response, event, 'cancelled', { onePerson: false });
    case 'response-started':
      response.status = 'running';
      response.startedAt ??= at;
      return;
    case 'step-intended':
      return setStep(
        response,
        event.data.step,
        { id: event.data.id, why: event.data.why, call: event.data.call, status: 'intended', vault: event.data.vault, called: false },
        at,
      );
    case 'step-called':
      return setStep(response, event.data.step, { called: true }, at);
    case 'step-done':
      return setStep(response, event.data.step, { status: 'done', ...(event.data.already && { already: true }) }, at);
    case 'step-failed':
      return setStep(
        response,
        event.data.step,
        { status: 'failed', error: event.data.error, final: event.data.final, ...(event.data.goesOn && { goesOn: true }) },
        at,
      );
    case 'checked':
      response.checks.push({ ...omitResponse(event.data), at });
      return;
    case 'response-ended':
      return end(state, response, event.data, at);
  }
}

function end(state: CaseState, response: ResponseState, data: EventData['response-ended'], at: number): void {
  response.status = 'ended';
  response.outcome = data.outcome;
  response.outcomeDetail = data.detail;
  response.outcomeAt = at;
  const undone = response.undoes ? state.responses[response.undoes] : undefined;
  if (undone && data.outcome === 'UNDONE') undone.undoneBy = response.responseId;
  // Answered, there is nothing left to do about it.
  if (state.subject.kind === 'approval') state.closedAt ??= at;
}

function omitResponse<T extends { responseId: string }>({ responseId: _, ...rest }: T): Omit<T, 'responseId'> {
  return rest;
}
