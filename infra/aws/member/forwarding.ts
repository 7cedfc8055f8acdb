/** Which of the hub's rules an account forwards: what AWS reports in the account and Region itself, and nowhere else. */
import { type EventRule, eventRules } from '../../event-rules.ts';

/** Reported to the security account anyway, for all accounts and Regions of an organisation. */
const gathered = ['aws.securityhub', 'aws.guardduty', 'aws.macie', 'aws.inspector2'];

function isNative({ pattern }: EventRule): boolean {
  const { source, 'detail-type': types } = pattern as { source?: unknown[]; 'detail-type'?: unknown[] };
  if (types?.includes('Approval Requested')) return false;
  return !source?.some((each) => gathered.includes(String(each)));
}

export const forwardedRules: readonly EventRule[] = eventRules.filter(isNative);

/** Of the role by which EventBridge forwards; the hub's bus takes from roles of this name only. */
export function forwarderName(deployment: string, region: string): string {
  return `${deployment}-forward-${region}`;
}
