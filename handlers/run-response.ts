/** The functions behind the tasks of the response workflow: one for all of them, and one that alone may destroy. */
import * as z from 'zod';
import type { RunServices, Turn } from '../src/flows/response-run.ts';
import { runResponse, tasks } from '../src/flows/run-response.ts';

const payload = z.strictObject({
  task: z.enum(tasks).exclude(['destroy-step']),
  caseId: z.string(),
  responseId: z.string(),
  token: z.string().optional(),
  failed: z.boolean().optional(),
  error: z.string().optional(),
});
const destroyPayload = z.strictObject({ task: z.literal('destroy-step'), caseId: z.string(), responseId: z.string() });

export function createRunResponseHandler(services: RunServices): (event: unknown) => Promise<Turn> {
  return (event) => runResponse(payload.parse(event), services);
}

/** Its role is the only one that the destroy roles of the accounts trust. */
export function createRunDestroyHandler(services: RunServices): (event: unknown) => Promise<Turn> {
  return (event) => runResponse(destroyPayload.parse(event), services);
}
