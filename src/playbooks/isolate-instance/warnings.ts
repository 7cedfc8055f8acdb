/** What may surprise people about an isolation: what survives it, what it costs, what it cannot reach. */
import type { Warning } from '../../domain/plan.ts';
import { stackOf, tagsOf } from '../instances/read-instance.ts';
import { isTracked } from './interfaces.ts';
import type { Subject } from './plan.ts';
import { type Treatment, treatmentOf } from './traffic-steps.ts';

/** How connections leave that outlive a change of groups; IPv6 has no address that could be taken away. */
function survivors({ faces, denies, balancing }: Subject): string[] {
  const own = faces.filter(({ managedBy }) => managedBy === undefined);
  const ways = own.filter(isTracked).map(({ way }): string => way);
  const six = own.some(({ ipv6 }) => ipv6) ? ['IPv6'] : [];
  const through = denies.steps.length > 0 && ways.length === 0 && six.length === 0 && balancing.all.length > 0 ? ['load balancer'] : [];
  return [...new Set([...ways, ...six, ...through])];
}

function flowWarnings({ denies, remotes, ...rest }: Subject): Warning[] {
  const over = survivors({ denies, remotes, ...rest });
  const through = over.map((way) => (way === 'IPv6' ? 'over IPv6' : `through ${way === 'another way' ? way : `the ${way}`}`)).join(' and ');
  const warnings: Warning[] = [];
  if (over.length > 0 && denies.steps.length > 0)
    warnings.push({
      code: 'tracked-flows',
      text: `Connections ${through} survive the change of groups alone, hence the denies of ${remotes.join(', ')}`,
    });
  else if (over.length > 0 && remotes.length === 0)
    warnings.push({
      code: 'flows-survive',
      text: `Open connections ${through} may live on: no remote address is known to deny. Stop it if they do`,
    });
  if (denies.kept.length > 0) warnings.push({ code: 'acl-full', text: `${denies.kept.join('; ')}: connections there may live on` });
  return warnings;
}

function groupWarnings({ member }: Subject): Warning[] {
  if (!member) return [];
  const { group, suspended, lifecycle } = member;
  const treatment = treatmentOf(member);
  const words: Record<Treatment, Warning[]> = {
    detached: suspended.includes('Launch')
      ? [{ code: 'no-replacement', text: `Group ${group} starts no replacement, because Launch is suspended` }]
      : [],
    left: [{ code: 'standby', text: `It is on standby in group ${group} and stays there` }],
    held: [
      { code: 'group-held', text: `It is ${lifecycle} in group ${group}, which replaces none of its unhealthy members until the release` },
    ],
    lost: [{ code: 'ending', text: `Group ${group} is ending it now (${lifecycle}), whatever is done: only the snapshots stay` }],
  };
  return words[treatment];
}

export function warningsOf(subject: Subject): Warning[] {
  const { balancing, cluster, faces, dns, instance, identity, spared } = subject;
  const warnings: Warning[] = [];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  if (dns)
    warn(
      'dns-survives',
      'Isolation alone does not stop DNS: lookups go on through the VPC resolver. Stop it, or block the domain in DNS Firewall',
    );
  if (balancing.last.length > 0)
    warn(
      'last-healthy-target',
      `It is the only healthy target of ${balancing.last.map(({ name }) => name).join(', ')}: the service goes down`,
    );
  if (cluster)
    warn('cluster-node', `It is a node of cluster ${cluster}: every pod on it is cut off, and credentials of pods are not revoked`);
  warnings.push(...flowWarnings(subject));
  const managed = faces.filter(({ managedBy }) => managedBy !== undefined);
  if (managed.length > 0)
    warn('managed-interface', `${managed.map(({ id }) => id).join(', ')} belongs to another service and is not moved`);
  if (faces.some(({ kind, addresses }) => kind === 'primary' && addresses.some(({ elastic }) => !elastic)))
    warn('address-lost', 'Its public address is lost for good');
  warnings.push(...groupWarnings(subject));
  for (const words of spared.words) warn('never-target', words);
  if (identity.kept) warn('role-kept', `Its role is not changed: ${identity.kept}. What was handed out to it works until it lapses`);
  if (instance.InstanceLifecycle === 'spot')
    warn('spot', 'It is a Spot instance: AWS may take it away at any moment, and it cannot be protected');
  const stack = stackOf(tagsOf(instance.Tags));
  if (stack) warn('stack', `It belongs to stack ${stack}, whose next update may undo or fail on this`);
  return warnings;
}
