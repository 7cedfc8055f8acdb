/** A finding that was read from Security Hub, as the event that Security Hub would have sent. */
import type { Services } from '../services/services.ts';
import { text } from '../sources/fields.ts';
import type { Input } from './take-in.ts';

type EventServices = Pick<Services, 'hubAccount' | 'hubRegion' | 'clock'>;

/** `by` says who read it: read again by the same, a finding counts as the same message delivered again. */
export function inputOf(by: string, finding: Record<string, unknown>, services: EventServices): Input {
  return eventOf(`${by}/${String(finding.ProductArn)}/${String(finding.Id)}`, 'Security Hub Findings - Imported', finding, services);
}

/** The same for OCSF, as the newer Security Hub has it. */
export function inputOfV2(by: string, finding: Record<string, unknown>, services: EventServices): Input {
  return eventOf(
    `${by}/v2/${text(finding, 'metadata', 'uid') ?? text(finding, 'finding_info', 'uid')}`,
    'Findings Imported V2',
    finding,
    services,
  );
}

function eventOf(id: string, detailType: string, finding: Record<string, unknown>, { hubAccount, hubRegion, clock }: EventServices): Input {
  const event = {
    version: '0',
    id,
    'detail-type': detailType,
    source: 'aws.securityhub',
    account: hubAccount,
    region: hubRegion,
    time: new Date(clock.now()).toISOString(),
    resources: [],
    detail: { findings: [finding] },
  };
  return { id, body: JSON.stringify(event) };
}
