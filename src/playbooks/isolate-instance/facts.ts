/** What people should know before they isolate an instance: what goes on without it, what survives, what is lost. */
import type { Volume } from '@aws-sdk/client-ec2';
import { age, hasInstanceStore, tagsOf } from '../instances/read-instance.ts';
import { balancingLine } from '../instances/traffic.ts';
import { QUOTA } from './acl-entries.ts';
import type { Subject } from './plan.ts';
import { type Treatment, treatmentOf } from './traffic-steps.ts';

const MOST_WAYS = 4;

export function factsOf(subject: Subject, now: number): string[] {
  return [
    serviceLine(subject),
    waysLine(subject),
    roleLine(subject),
    evidenceLine(subject),
    whatItIs(subject, now),
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

const treatments: Record<Treatment, string> = {
  detached: 'it is taken out and a replacement launches',
  held: 'it cannot be taken out now, so the group replaces nothing unhealthy meanwhile',
  left: 'it stays on standby there',
  lost: 'the group is ending it, and it cannot be kept',
};

function serviceLine({ member, balancing }: Subject): string {
  const behind = balancing.all.length > 0 ? balancingLine(balancing) : 'behind no load balancer';
  if (!member) return `In no Auto Scaling group · ${behind}`;
  const { group, min, desired, max, healthCheck, suspended } = member;
  const treatment = treatmentOf(member);
  const then = treatment === 'detached' && suspended.includes('Launch') ? 'it is taken out and nothing replaces it' : treatments[treatment];
  return `Auto Scaling group ${group} (now ${desired}, from ${min} to ${max}; ${healthCheck} checks): ${then} · ${behind}`;
}

function waysLine({ faces, denies }: Subject): string {
  const ways = faces.map(({ id, kind, way, addresses }) => [`${id} (${kind}) by ${way}`, ...addresses.map(({ ip }) => ip)].join(' '));
  const all = `${ways.slice(0, MOST_WAYS).join(', ')}${ways.length > MOST_WAYS ? ` and ${ways.length - MOST_WAYS} more` : ''}`;
  const acls = denies.scope.map(
    ({ acl, subnets, used }) =>
      `${acl} is for ${subnets} ${subnets === 1 ? 'subnet' : 'subnets'}, where all lose this address only; ${used} of ${QUOTA} rules used`,
  );
  return [...acls, `${faces.length} ${faces.length === 1 ? 'interface' : 'interfaces'}: ${all}`].join(' · ');
}

function roleLine({ identity, sharing }: Subject): string {
  const { profile, role, kept } = identity;
  if (!profile) return 'No instance profile';
  const others = sharing === undefined ? '' : `, shared by ${sharing} other ${sharing === 1 ? 'instance' : 'instances'}`;
  if (kept) return `Role ${role}${others} is left alone: ${kept}`;
  return `Role ${role ?? profile}${others}: only this instance's sessions are denied`;
}

function keysOf(volumes: readonly Volume[]): string {
  const plain = volumes.filter(({ Encrypted }) => !Encrypted).length;
  if (plain === 0) return volumes.length > 0 ? ', encrypted' : '';
  return plain === volumes.length ? ', not encrypted' : `, ${plain} of them not encrypted`;
}

function evidenceLine({ instance, volumes }: Subject): string {
  const count = (instance.BlockDeviceMappings ?? []).length;
  const store = hasInstanceStore(instance.InstanceType) ? '; what is on its instance store is in no snapshot' : '';
  return `${count} ${count === 1 ? 'volume' : 'volumes'} in the snapshots${keysOf(volumes)}${store}; memory is lost with a stop, and is not captured`;
}
