/** Opens a workflow's request for somebody who may decide on it; whoever comes late is told who decided. */
import type { ModalView } from '@slack/types';
import { approvalModal, type WorkflowAnswers } from '../../blocks/approval-modal.ts';
import { changeModal } from '../../blocks/forms.ts';
import { unknownThing } from '../../blocks/refusals.ts';
import { withoutToken } from '../domain/approval-request.ts';
import type { PersonFacts } from '../domain/authorize.ts';
import type { CaseState, ResponseState } from '../domain/case-state.ts';
import type { Services } from '../services/services.ts';
import { settledAnswer } from './answer-approval.ts';
import { describeCase, describeResponse } from './describe-case.ts';
import { agreementWords, mayBreakGlass, needsOthers } from './qualify.ts';
import { answerRefusal } from './refuse.ts';
import type { KeptTask } from './take-approval.ts';

type RequestServices = Pick<Services, 'clock' | 'directory' | 'policy' | 'table' | 'vault'>;

/** What the workflow will get, as text; a workflow that puts its own token there does not show it to anybody. */
async function answersOf({ vault }: ResponseState, services: RequestServices): Promise<WorkflowAnswers> {
  const kept = await services.vault.get<KeptTask>(vault);
  const { onAllow, onDeny } = withoutToken(kept) as KeptTask;
  return {
    ...(onAllow !== undefined && { allow: JSON.stringify(onAllow) }),
    ...(onDeny !== undefined && { deny: JSON.stringify(onDeny) }),
  };
}

/** The third answer, for a request that takes it. */
export function openChange(
  state: CaseState,
  responseId: string,
  title: string,
  { clock }: Pick<Services, 'clock'>,
): { view: ModalView } | { say: string } {
  const response = state.responses[responseId];
  if (!response?.foreign?.changes) return { say: unknownThing() };
  const settled = settledAnswer(response);
  if (settled) return { say: answerRefusal(settled, clock.now()) };
  return { view: changeModal({ caseId: state.caseId, title, privateMetadata: `${state.caseId}.${responseId}` }) };
}

export async function openRequest(
  state: CaseState,
  response: ResponseState,
  person: PersonFacts,
  services: RequestServices,
): Promise<{ view: ModalView } | { say: string }> {
  const settled = settledAnswer(response);
  if (settled) return { say: answerRefusal(settled, services.clock.now()) };
  const { view } = await describeCase(state, services);
  const needs = await agreementWords(response, person, state, services);
  const others = needsOthers(person, response, state, services.policy);
  const alone = others && mayBreakGlass(person, state, response, services.policy);
  return { view: approvalModal(view, describeResponse(state, response), needs, await answersOf(response, services), alone) };
}
