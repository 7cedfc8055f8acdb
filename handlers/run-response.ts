/** The function behind every task of the response workflow. */
import * as z from 'zod';
import type { RunServices, Turn } from '../src/flows/response-run.ts';
import { runResponse, tasks } from '../src/flows/run-response.ts';

const payload = z.strictObject({
  task: z.enum(tasks),
  caseId: z.string(),
  responseId: z.string(),
  token: z.string().optional(),
  failed: z.boolean().optional(),
  error: z.string().optional(),
});

export function createRunResponseHandler(services: RunServices): (event: unknown) => Promise<Turn> {
  return (event) => runResponse(payload.parse(event), services);
}
