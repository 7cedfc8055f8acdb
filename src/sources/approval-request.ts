/** Requests for an approval that workflows put on the bus: no findings, but they come in by the same door. */
import { readApprovalRequest, withoutToken } from '../domain/approval-request.ts';
import type { ParsedInput, Source } from './define.ts';
import { rejected } from './native.ts';

function refused(detail: unknown, because: string): ParsedInput {
  const [result] = rejected(because).results;
  return { results: result?.outcome === 'rejected' ? [{ ...result, kept: withoutToken(detail) }] : [] };
}

export const approvalRequestSource: Source = {
  id: 'approval-request',
  reads: 'Requests for an approval from anybody’s Step Functions workflow',
  accepts: ({ detailType, source }) => detailType === 'Approval Requested' && !source.startsWith('aws.'),
  parse({ account, detail }) {
    const read = readApprovalRequest(detail);
    if (!read.ok) return refused(detail, read.because);
    const { request } = read;
    // EventBridge says who put the event; the ARN is only a claim.
    if (request.account !== account) {
      const because = `account ${account || 'unknown'} asks for a workflow of account ${request.account}: put the event in the account of the workflow`;
      return refused(detail, because);
    }
    return { results: [], approval: { request, kept: withoutToken(detail) } };
  },
};
