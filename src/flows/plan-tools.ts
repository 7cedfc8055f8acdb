/** What a playbook may know when it plans: live reads in the target's account, whose accounts are ours, what must never be touched. */
import type { ReadName } from '../domain/aws-calls.ts';
import { neverTarget } from '../domain/never-target.ts';
import type { PlanTools } from '../playbooks/define.ts';
import type { Services } from '../services/services.ts';
import { standingOn } from './lease-target.ts';

type ToolServices = Pick<Services, 'aws' | 'cases' | 'clock' | 'policy' | 'deployment' | 'hubAccount' | 'table'>;

/** An account is ours when policy names it or when it is the finding's own: reading there took our role in it. */
export function planTools(caseId: string, place: { account: string; region: string }, services: ToolServices): PlanTools<ReadName> {
  const { policy, deployment, hubAccount } = services;
  return {
    read: services.aws.reader(place),
    caseId,
    now: services.clock.now(),
    ourAccounts: new Set([...Object.keys(policy.accounts), hubAccount, place.account]),
    neverTarget: (name, tags) => neverTarget(name, tags, policy, deployment),
    trustedAddresses: policy.trustedAddresses,
    standing: (target) => standingOn(target, services),
  };
}
