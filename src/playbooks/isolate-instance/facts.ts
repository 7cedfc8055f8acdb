/** What people should know before they isolate an instance: what goes on without it, what survives, what is lost. */
import type { Warning } from '../../domain/plan.ts';
import { age, hasInstanceStore, stackOf, tagsOf } from '../instances/read-instance.ts';
import { balancingLine } from '../instances/traffic.ts';
import type { Face } from './interfaces.ts';
import type { Subject } from './plan.ts';

export function factsOf(subject: Subject, now: number): string[] {
  const { balancing, denies } = subject;
  return [
    whatItIs(subject, now),
    ...(balancing.all.length > 0 ? [balancingLine(balancing)] : ['Behind no load balancer']),
    ...groupLine(subject),
    waysLine(subject.faces),
    ...denies.scope.map(
      ({ acl, subnets, used }) =>
        `${acl} is the ACL of ${subnets} ${subnets === 1 ? 'subnet' : 'subnets'}, which lose this address only; ${used} of 20 rules used`,
    ),
    ...roleLine(subject),
    evidenceLine(subject),
    'Not undone by a release: connections that were cut, requests that were drained',
  ];
}

function whatItIs({ instance }: Subject, now: number): string {
  const tags = tagsOf(instance.Tags);
  const owner = tags.owner ?? tags.Owner;
  const up = instance.LaunchTime ? `up ${age(now - instance.LaunchTime.getTime())}` : '';
  const parts = [tags.environment ?? tags.Environment, owner && `owner ${owner}`, instance.State?.Name, up, instance.InstanceType];
  return parts.filter((part) => part).join(' · ');
}

function groupLine({ member }: Subject): string[] {
  if (!member) return [];
  const { group, lifecycle, min, desired, max, healthCheck } = member;
  const then = lifecycle === 'InService' ? 'it is taken out and a replacement launches' : `it is ${lifecycle} there and stays`;
  return [`Auto Scaling group ${group} ${min}/${desired}/${max}, ${healthCheck} checks: ${then}`];
}

function waysLine(faces: readonly Face[]): string {
  const ways = faces.map(({ id, kind, way, publicIp }) => `${id} (${kind}) by ${way}${publicIp ? ` ${publicIp}` : ''}`);
  return `${faces.length} ${faces.length === 1 ? 'interface' : 'interfaces'}: ${ways.slice(0, 4).join(', ')}${ways.length > 4 ? ` and ${ways.length - 4} more` : ''}`;
}

function roleLine({ identity, sharing }: Subject): string[] {
  const { profile, role, kept } = identity;
  if (!profile) return ['No instance profile'];
  const others = sharing === undefined ? '' : `, shared by ${sharing} other ${sharing === 1 ? 'instance' : 'instances'}`;
  if (kept) return [`Role ${role}${others} is left alone: ${kept}`];
  return [`Role ${role ?? profile}${others}: only this instance's sessions are denied`];
}

function evidenceLine({ instance }: Subject): string {
  const volumes = (instance.BlockDeviceMappings ?? []).length;
  const store = hasInstanceStore(instance.InstanceType) ? '; what is on its instance store is in no snapshot' : '';
  return `${volumes} ${volumes === 1 ? 'volume' : 'volumes'} in the snapshots${store}; memory is lost with a stop, and is not captured`;
}

/** Connections over these are tracked by themselves and outlive a change of groups. */
function survivors(faces: readonly Face[]): Face[] {
  return faces.filter(
    ({ way, managedBy }) => managedBy === undefined && (way === 'NAT gateway' || way === 'transit gateway' || way === 'unknown'),
  );
}

export function warningsOf(subject: Subject): Warning[] {
  const { balancing, cluster, faces, member, denies, dns, remotes, instance, identity } = subject;
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
  const over = [...new Set(survivors(faces).map(({ way }) => way))];
  if (over.length > 0 && denies.steps.length > 0)
    warn(
      'tracked-flows',
      `Connections through the ${over.join(' and the ')} survive the change of groups alone, hence the denies of ${remotes.join(', ')}`,
    );
  else if (over.length > 0)
    warn(
      'flows-survive',
      `Open connections through the ${over.join(' and the ')} may live on: no remote address is known to deny. Stop it if they do`,
    );
  if (denies.full.length > 0) warn('acl-full', `${denies.full.join('; ')}: connections there may live on`);
  const managed = faces.filter(({ managedBy }) => managedBy !== undefined);
  if (managed.length > 0)
    warn('managed-interface', `${managed.map(({ id }) => id).join(', ')} belongs to another service and is not moved`);
  if (faces.some(({ way, kind }) => way === 'public address' && kind === 'primary'))
    warn('address-lost', 'Its public address is lost for good');
  if (member?.lifecycle === 'InService' && member.suspended.includes('Launch'))
    warn('no-replacement', `Group ${member.group} starts no replacement, because Launch is suspended`);
  if (member?.lifecycle === 'Standby') warn('standby', `It is on standby in group ${member.group} and stays there`);
  if (identity.kept) warn('role-kept', `Its role is not changed: ${identity.kept}. What was handed out to it works until it lapses`);
  if (instance.InstanceLifecycle === 'spot')
    warn('spot', 'It is a Spot instance: AWS may take it away at any moment, and it cannot be protected');
  const stack = stackOf(tagsOf(instance.Tags));
  if (stack) warn('stack', `It belongs to stack ${stack}, whose next update may undo or fail on this`);
  return warnings;
}
