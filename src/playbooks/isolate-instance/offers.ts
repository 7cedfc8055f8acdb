/** Which instances can be isolated: those that act, never the victim of somebody who knocks. */
import type { Finding } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { Offer } from '../define.ts';
import { instancesOf, instanceTarget, livesOnDns, suspects } from '../instances/suspects.ts';

const FIRST = 10;
/** Its credentials are used elsewhere: cutting those comes first. */
const AFTER_SESSIONS = 30;
const MOST_REMOTES = 3;

/** A workload on a shared node: isolating the node takes everything else on it down. */
function isWorkload({ resources, type }: Finding): boolean {
  return /:(?:Kubernetes|Container|ECS)\//.test(type) || resources.some(({ kind }) => kind === 'cluster' || kind === 'container');
}

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const found = suspects(finding);
  const victim = instancesOf(finding)[0];
  if (found.length === 0 && victim && finding.resourceRole === 'TARGET' && /:(?:EC2|Runtime)\//.test(finding.type))
    return { offers: [], refusal: victimRefusal(victim.id) };
  const remotes = finding.remoteAddresses.slice(0, MOST_REMOTES).join(' ');
  const rank = /InstanceCredentialExfiltration/.test(finding.type) ? AFTER_SESSIONS : FIRST;
  const offers = found.map((instance): Offer => {
    const which = found.length > 1 ? ` …${instance.id.slice(-6)}` : '';
    return {
      target: instanceTarget(instance),
      label: which ? `Isolate${which}` : 'Isolate instance',
      accessibilityLabel: `Isolate instance ${instance.id} in ${instance.account}`,
      secret: { instanceId: instance.id, ...(remotes && { remotes }), ...(livesOnDns(finding) && { dns: 'yes' }) },
      rank,
      ...(isWorkload(finding) && { menuOnly: true as const }),
    };
  });
  return { offers };
}

function victimRefusal(id: string): Refusal {
  return {
    refused: `${id} is the victim here: isolating it would cut off those who use it and not who attacks it`,
    nextStep: 'Close the port that is attacked, or block the remote address',
  };
}
