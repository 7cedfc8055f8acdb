/** Which instances of a finding may be stopped or terminated: those that act, never the victim of somebody knocking, never one with a weak package. */
import type { Finding, Resource } from '../../domain/finding.ts';
import type { Target } from '../../domain/plan.ts';

const MOST_INSTANCES = 5;
const instanceId = /^i-[0-9a-f]{8,17}$/;

function isInstance({ kind, id, placeholder }: Resource): boolean {
  return kind === 'instance' && !placeholder && instanceId.test(id);
}

/** Role credentials of an instance used elsewhere: the session carries the instance's id. */
function sessionInstance({ principal, type, region }: Finding): Resource[] {
  const id = principal?.session ?? '';
  if (!/InstanceCredentialExfiltration/.test(type) || !instanceId.test(id)) return [];
  return [{ kind: 'instance', id, account: principal?.account ?? '', region }];
}

export function suspects(finding: Finding): Resource[] {
  if (!finding.active || finding.class !== 'threat' || finding.threat !== 'active') return [];
  // Whose credentials are used elsewhere is called the target, too, and is the one to look at.
  const stolen = /InstanceCredentialExfiltration/.test(finding.type);
  const own = finding.resourceRole === 'TARGET' && !stolen ? [] : finding.resources.filter(isInstance);
  const all = [...own, ...sessionInstance(finding)];
  return [...new Map(all.map((resource) => [resource.id, resource])).values()].slice(0, MOST_INSTANCES);
}

/** All instances of a finding, suspects and victims. */
export function instancesOf({ resources }: Finding): Resource[] {
  return resources.filter(isInstance).slice(0, MOST_INSTANCES);
}

/** Lookups leave through the VPC's resolver whatever groups and ACLs say: isolation does not end this one. */
export function livesOnDns({ type }: Finding): boolean {
  return /!DNS$|DNSDataExfiltration/.test(type);
}

/** The same for every response to this instance, so that one at a time works on it and each finds what others did. */
export function instanceTarget({ id, name, account, region }: Resource): Target {
  return { kind: 'instance', account, region, label: name ? `${id} (${name})` : id, key: `instance/${id}` };
}

export function isInstanceId(id: string): boolean {
  return instanceId.test(id);
}
