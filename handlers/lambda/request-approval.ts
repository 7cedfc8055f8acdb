/** Lambda entry for workflows that ask for an approval as a task of theirs. */
import { createRequestApprovalHandler } from '../request-approval.ts';
import { started } from './start.ts';

export const handler = started(createRequestApprovalHandler);
