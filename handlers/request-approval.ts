/** Door for workflows that ask directly, as a `.waitForTaskToken` Lambda task: the request without an envelope, refused by an error. */
import { createHash } from 'node:crypto';
import { readApprovalRequest, withoutToken } from '../src/domain/approval-request.ts';
import { rejectInput } from '../src/flows/reject-input.ts';
import { takeApproval } from '../src/flows/take-approval.ts';
import type { Services } from '../src/services/services.ts';

/** What the state fails with; its message says what to do. */
class ApprovalRefused extends Error {
  override name = 'ApprovalRefused';
}

export function createRequestApprovalHandler(services: Services): (event: unknown) => Promise<{ caseId: string }> {
  async function refuse(event: unknown, because: string): Promise<never> {
    const kept = JSON.stringify(withoutToken(event)) ?? 'nothing';
    await rejectInput(`direct-${createHash('sha256').update(kept).digest('hex')}`, kept, because, services);
    throw new ApprovalRefused(because);
  }
  return async (event) => {
    const read = readApprovalRequest(event);
    if (!read.ok) return refuse(event, read.because);
    const taken = await takeApproval(read.request, services);
    return taken.ok ? { caseId: taken.caseId } : refuse(event, taken.because);
  };
}
