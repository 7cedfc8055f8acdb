/** What the end of a response means for its case: policy closes what it fixed and proved, and what is undone then is open again. */
import { type CaseState, isOpen, type ResponseState, watchedNow } from '../domain/case-state.ts';
import type { NewEvent } from '../domain/events.ts';
import { pendingChecks } from './describe-case.ts';
import type { Run, RunServices } from './response-run.ts';

function isProved(response: ResponseState): boolean {
  return response.outcome === 'CONTAINED' || (response.outcome === 'CUT' && pendingChecks(response).length === 0);
}

/** Controls are closed by Security Hub, once it has evaluated them again; tier 3 and what others still work on by people. */
function isOver(state: CaseState, { mode, askedBy, undoes, target }: ResponseState): boolean {
  // What is held waits for people.
  if (watchedNow(state, target.key)?.held) return false;
  if (mode !== 'auto' || askedBy.kind !== 'policy' || undoes || !isOpen(state)) return false;
  if (state.tier === 3 || state.subject.class === 'control' || state.subject.kind !== 'finding' || state.openRows > 1) return false;
  return Object.values(state.responses).every(({ status }) => status === 'ended');
}

function closed(state: CaseState, response: ResponseState): NewEvent[] {
  if (!isOver(state, response) || !isProved(response)) return [];
  const data = { code: 'fixed', text: (response.outcomeDetail ?? '').slice(0, 500) };
  return [{ id: `${response.responseId}:resolved`, actor: { kind: 'policy' }, kind: 'resolved', data }];
}

function reopened(state: CaseState, { responseId, undoes, outcome }: ResponseState): NewEvent[] {
  const isBack = undoes !== undefined && outcome === 'UNDONE' && state.resolution?.by.kind === 'policy';
  if (!isBack) return [];
  const data = { because: 'what policy had fixed was undone' };
  return [{ id: `${responseId}:reopened`, actor: { kind: 'drawbridge' }, kind: 'reopened', data }];
}

/** Run again it changes nothing. */
export async function settleCase({ caseId, responseId }: Run, { cases }: Pick<RunServices, 'cases'>): Promise<void> {
  await cases.append(caseId, (state) => {
    const response = state?.responses[responseId];
    if (!state || !response) return [];
    return [...closed(state, response), ...reopened(state, response)].filter(({ id }) => !state.eventIds.includes(id));
  });
}
