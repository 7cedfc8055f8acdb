/** CloudTrail calls that take WAF or Shield away from an application: from then on it stands open. */
import type { Severity } from '../domain/finding.ts';
import type { Call, Judge, Unimportant, Verdict } from './cloudtrail-call.ts';
import { opening } from './cloudtrail-sharing.ts';
import { text } from './fields.ts';

const table: Record<string, [severity: Severity, title: string, ...nameKeys: string[]]> = {
  'wafv2.DisassociateWebACL': ['high', 'WAF taken off an application', 'resourceArn'],
  'wafv2.DeleteWebACL': ['high', 'WAF web ACL deleted', 'name', 'id'],
  'waf-regional.DisassociateWebACL': ['high', 'WAF taken off an application', 'resourceArn'],
  'waf-regional.DeleteWebACL': ['high', 'WAF web ACL deleted', 'webACLId'],
  'waf.DeleteWebACL': ['high', 'WAF web ACL deleted', 'webACLId'],
  'shield.DeleteProtection': ['high', 'Shield protection of a resource deleted', 'protectionId'],
  'shield.DeleteProtectionGroup': ['medium', 'Shield protection group deleted', 'protectionGroupId'],
  'shield.DeleteSubscription': ['high', 'Shield Advanced cancelled'],
  'shield.DisassociateDRTRole': ['medium', 'Shield response team locked out'],
  'shield.DisableProactiveEngagement': ['medium', 'Shield response team no longer calls by itself'],
  'shield.DisableApplicationLayerAutomaticResponse': ['high', 'Shield no longer mitigates by itself', 'resourceArn'],
};

export const protectionCalls: Record<string, Judge> = Object.fromEntries(Object.keys(table).map((id) => [id, judge]));

function judge(call: Call): Verdict | Unimportant {
  const row = table[call.id];
  if (row === undefined) return { unimportant: 'it is not in the table' };
  const [severity, title, ...keys] = row;
  const id = keys.map((key) => text(call.parameters, key)).find((value) => value !== undefined);
  return opening(call, severity, title, id === undefined ? [['AwsAccount', call.home.account]] : [['AwsOther', id]]);
}
