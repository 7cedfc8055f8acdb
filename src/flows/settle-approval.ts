/** What becomes of a workflow's request that came over the bus: the case it is in, or rejected and kept without its token. */
import { rejectInput } from './reject-input.ts';
import { takeApproval } from './take-approval.ts';
import type { OutcomeRow, TakenIn } from './take-in.ts';

export async function settleApproval(
  inputId: string,
  { request, kept }: NonNullable<TakenIn['approval']>,
  services: Parameters<typeof takeApproval>[1],
): Promise<OutcomeRow> {
  const asked = await takeApproval(request, services);
  if (!asked.ok) {
    await rejectInput(inputId, JSON.stringify(kept), asked.because, services);
    return { outcome: 'rejected', reason: asked.because };
  }
  return { outcome: 'case', caseId: asked.caseId, ...(!asked.news && { reason: 'nothing new: the case knows it already' }) };
}
