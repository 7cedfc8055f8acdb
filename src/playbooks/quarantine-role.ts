/** Quarantine role: denies everything to a role and to whoever assumes it from now on, for a role that keeps being assumed. */
import { partitionOf } from '../domain/arn.ts';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { type RoleRead, type RoleReads, readRole, roleReads, useLines } from './identities/role-use.ts';
import { roleTarget, suspectRole } from './identities/suspects.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = 'iam:AttachRolePolicy' | 'iam:DetachRolePolicy';
type RoleStep = Step<Writes>;

function offers(finding: Finding): { offers: Offer[] } {
  const role = suspectRole(finding);
  if (!role || finding.sample) return { offers: [] };
  return {
    offers: [
      {
        target: roleTarget(finding, role.name),
        label: 'Quarantine role',
        accessibilityLabel: `Quarantine role ${role.name} in ${finding.account}`.slice(0, 75),
        secret: { roleName: role.name },
        menuOnly: true,
      },
    ],
  };
}

function stepFor(roleName: string, region: string): RoleStep {
  const input = { RoleName: roleName, PolicyArn: `arn:${partitionOf(region)}:iam::aws:policy/AWSDenyAll` };
  return {
    id: 'deny everything',
    why: `deny everything to role ${roleName}, also to sessions that begin later`,
    call: 'iam:AttachRolePolicy',
    input,
    before: 'absent',
    after: 'in force',
    undo: { call: 'iam:DetachRolePolicy', input, words: 'removes the deny' },
  };
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<RoleReads>): Promise<Plan<Writes> | Refusal> {
  const { roleName = '' } = secret;
  const role = await readRole(roleName, tools);
  if ('refused' in role) return role;
  const step = stepFor(roleName, target.region);
  if ((await observe(step, tools.read)) === 'in force')
    return { refused: `Role ${roleName} is denied everything already`, nextStep: 'Undo it where it was asked for', already: true };
  const { instances } = role;
  return {
    playbook: 'quarantine_role',
    target,
    risk: 'disruptive',
    steps: [step],
    facts: useLines(role, tools.now),
    warnings:
      instances.length > 0
        ? [
            {
              code: 'shared-role',
              text: `${instances.length} ${instances.length === 1 ? 'instance loses' : 'instances lose'} AWS access until it is undone`,
            },
          ]
        : [],
    credential: true,
    harmsOthers: true,
    ...(role.unknown.length > 0 && { unknown: role.unknown }),
  };
}

async function observe({ input }: RoleStep, read: RoleRead): Promise<string> {
  const { AttachedPolicies: all } = await read('iam:ListAttachedRolePolicies', { RoleName: String(input.RoleName) });
  return all?.some(({ PolicyArn }) => PolicyArn === input.PolicyArn) ? 'in force' : 'absent';
}

async function verify(check: Check, done: Plan<Writes>, _since: number, read: RoleRead): Promise<CheckResult> {
  const { label } = done.target;
  const held = await rereadSteps(done, (step) => observe(step, read), `${label}: the deny ${isUndo(done) ? 'is gone' : 'is in force'}`);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  return { unmeasurable: 'CloudTrail cannot be searched by role, only by session' };
}

export const quarantineRole = definePlaybook({
  id: 'quarantine_role',
  title: 'Quarantine role',
  actionName: 'Quarantine role',
  risk: 'disruptive',
  reads: roleReads,
  writes: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
  offers,
  plan,
  observe,
  checks: [
    { afterSeconds: 10, proves: 'configuration' },
    { afterSeconds: 60, proves: 'configuration' },
    { afterSeconds: 300, proves: 'configuration' },
  ],
  verify,
});
