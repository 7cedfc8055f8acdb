/** What a playbook may know when it plans: live reads in the target's account, whose accounts are ours, what must never be touched. */
import type { ReadName } from '../domain/aws-calls.ts';
import type { PlanTools } from '../playbooks/define.ts';
import type { Services } from '../services/services.ts';

type ToolServices = Pick<Services, 'aws' | 'clock' | 'policy' | 'deployment' | 'hubAccount'>;

/** Roles that AWS itself or Identity Center keeps, which nobody can change through IAM. */
const keptByAws = /^AWS(ServiceRole|ReservedSSO_)/;

function nameMatches(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${[first, ...rest].join('.*')}$`, 's').test(name);
}

/** The reason in words, or undefined; our own roles are never touched, whatever policy says. */
export function neverTargetFor({ policy, deployment }: Pick<Services, 'policy' | 'deployment'>): PlanTools<ReadName>['neverTarget'] {
  return (name, tags) => {
    if (name.startsWith(`${deployment}-`)) return 'it belongs to Drawbridge';
    if (keptByAws.test(name)) return 'AWS keeps it';
    const pattern = policy.neverTargets.names.find((candidate) => nameMatches(candidate, name));
    if (pattern) return `policy protects "${pattern}"`;
    const tag = Object.entries(policy.neverTargets.tags).find(
      ([key, value]) => Object.hasOwn(tags, key) && (value === '*' || tags[key] === value),
    );
    return tag && `it is tagged ${tag[0]}=${tags[tag[0]]}`;
  };
}

export function planTools(place: { account: string; region: string }, services: ToolServices): PlanTools<ReadName> {
  return {
    read: services.aws.reader(place),
    now: services.clock.now(),
    ourAccounts: new Set([...Object.keys(services.policy.accounts), services.hubAccount]),
    neverTarget: neverTargetFor(services),
  };
}
