/** A block for a time ends by itself: undone by policy at the moment that those who agreed were shown. */
import { referenceOf } from '../domain/case-id.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { NewEvent, ResponseAsked } from '../domain/events.ts';
import type { Services } from '../services/services.ts';
import { canUndo } from './describe-case.ts';
import { undoPlan } from './make-plan.ts';
import { stepLine, targetLine } from './request-response.ts';

const because = 'its time is over, as was agreed with the plan';

function dueAt({ stepStates, expiresAfterSeconds }: ResponseState): number | undefined {
  const last = Math.max(0, ...stepStates.map((step) => (step?.status === 'done' ? step.at : 0)));
  return expiresAfterSeconds === undefined || last === 0 ? undefined : last + expiresAfterSeconds * 1000;
}

/** When the block ends, milliseconds; undefined for what stands until somebody undoes it. */
export function expiryOf(response: ResponseState): number | undefined {
  return response.undoes || response.undoneBy ? undefined : dueAt(response);
}

async function undoAsked(state: CaseState, response: ResponseState, { vault }: Pick<Services, 'vault'>): Promise<NewEvent> {
  const kept = await undoPlan(response, vault);
  const rounds = Object.values(state.responses).filter(({ undoes }) => undoes === response.responseId);
  const round = rounds.length + 1;
  const responseId = referenceOf(response.playbook, response.target.key, state.caseId, `expiry ${response.responseId}`, String(round));
  const { target, parts, steps, risk } = kept.plan;
  const data: ResponseAsked = {
    responseId,
    playbook: response.playbook,
    title: response.title,
    round,
    undoes: response.responseId,
    target: targetLine(target),
    ...(parts && { parts: parts.map(targetLine) }),
    risk,
    reason: because,
    planHash: kept.hash,
    vault: await vault.put(`response-${state.caseId}-${responseId}`, kept),
    steps: steps.map(stepLine),
    facts: [],
    warnings: [],
    mode: 'auto',
    people: 1,
    because,
    levels: [],
  };
  return { id: `${responseId}:asked`, actor: { kind: 'policy' }, kind: 'response-asked', data };
}

/** Asks for the undo of every block of the case whose time is over; asked twice it is one. */
export async function expireBlocks(caseId: string, services: Pick<Services, 'cases' | 'vault' | 'clock'>): Promise<void> {
  const state = await services.cases.read(caseId);
  if (!state) return;
  const now = services.clock.now();
  const over = (response: ResponseState) => (expiryOf(response) ?? Number.POSITIVE_INFINITY) <= now;
  for (const response of Object.values(state.responses).filter(over)) {
    const event = await undoAsked(state, response, services);
    await services.cases.append(caseId, (current) => {
      const known = current?.responses[response.responseId];
      return current && known && canUndo(current, known) && !current.eventIds.includes(event.id) ? [event] : [];
    });
  }
}
