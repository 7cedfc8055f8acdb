/** Which version of a managed policy a CloudTrail event says is in force now. */
import * as z from 'zod';

/** The calls that change which version is in force. */
export const policyChanges = ['CreatePolicy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion'] as const;

const event = z.object({
  detail: z.object({
    eventName: z.enum(policyChanges),
    requestParameters: z.object({ setAsDefault: z.boolean().optional(), versionId: z.string().optional() }).nullish(),
    responseElements: z.object({ policyVersion: z.object({ versionId: z.string() }).optional() }).nullish(),
  }),
});

/** `version`: absent where the event does not say. Undefined for a version that is kept and not in force, and for what is no such change. */
export function policyChange(envelope: unknown): { version?: string } | undefined {
  const read = event.safeParse(envelope);
  if (!read.success) return undefined;
  const { eventName, requestParameters: asked, responseElements: made } = read.data.detail;
  const of = (version: string | undefined) => (version === undefined ? {} : { version });
  if (eventName === 'CreatePolicy') return of('v1');
  if (eventName === 'SetDefaultPolicyVersion') return of(asked?.versionId);
  return asked?.setAsDefault ? of(made?.policyVersion?.versionId) : undefined;
}
