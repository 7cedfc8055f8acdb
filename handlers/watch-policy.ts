/** The function behind the tasks of the policy watch. */
import * as z from 'zod';
import { watchPolicy } from '../src/flows/watch-policy.ts';
import type { WatchServices, WatchTurn } from '../src/flows/watch-run.ts';

const execution = { executionArn: z.string().startsWith('arn:') };
const payload = z.discriminatedUnion('task', [
  z.strictObject({ ...execution, task: z.literal('analyse'), startedAt: z.iso.datetime({ offset: true }), event: z.unknown() }),
  z.strictObject({ ...execution, task: z.literal('hold'), caseId: z.string() }),
  z.strictObject({
    ...execution,
    task: z.enum(['restore', 'restore-with-changes', 'keep-held']),
    caseId: z.string(),
    approvalCaseId: z.string(),
  }),
]);

export function createWatchPolicyHandler(services: WatchServices): (event: unknown) => Promise<WatchTurn> {
  return (event) => watchPolicy(payload.parse(event), services);
}
