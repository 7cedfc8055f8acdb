/** A finding that was read from Security Hub, as the event that Security Hub would have sent. */
import type { Services } from '../services/services.ts';
import type { Input } from './take-in.ts';

/** `by` says who read it: read again by the same, a finding counts as the same message delivered again. */
export function inputOf(
  by: string,
  finding: Record<string, unknown>,
  { hubAccount, hubRegion, clock }: Pick<Services, 'hubAccount' | 'hubRegion' | 'clock'>,
): Input {
  const id = `${by}/${String(finding.ProductArn)}/${String(finding.Id)}`;
  const event = {
    version: '0',
    id,
    'detail-type': 'Security Hub Findings - Imported',
    source: 'aws.securityhub',
    account: hubAccount,
    region: hubRegion,
    time: new Date(clock.now()).toISOString(),
    resources: [],
    detail: { findings: [finding] },
  };
  return { id, body: JSON.stringify(event) };
}
