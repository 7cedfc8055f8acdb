/** Quarantine role: denies everything to a role and to whoever assumes it from now on, for a role that keeps being assumed. */
import { partitionOf } from '../domain/arn.ts';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { unreachable } from './identities/refusals.ts';
import { lossOf, type RoleRead, type RoleReads, type RoleUse, readRole, roleReads, useLines } from './identities/role-use.ts';
import { roleTarget, suspectRole } from './identities/suspects.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = 'iam:AttachRolePolicy' | 'iam:DetachRolePolicy';
type RoleStep = Step<Writes>;

/** Managed policies that a role may have attached (IAM quotas, raised on request). */
const MOST_ATTACHED = 10;

function offers(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const role = suspectRole(finding);
  if (finding.sample) return { offers: [] };
  if (!role) {
    const refusal = unreachable(finding);
    return { offers: [], ...(refusal && { refusal }) };
  }
  const key = finding.accessKeys.find(({ kind }) => kind === 'temporary');
  return {
    offers: [
      {
        target: roleTarget(finding, role.name),
        label: 'Quarantine role',
        accessibilityLabel: `Quarantine role ${role.name} in ${finding.account}`.slice(0, 75),
        secret: { roleName: role.name, ...(key && { accessKeyId: key.id }) },
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

async function plan(offer: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<RoleReads>): Promise<Plan<Writes> | Refusal> {
  const { target, secret } = offer;
  const { roleName = '' } = secret;
  const role = await readRole(offer, tools);
  if ('refused' in role) return role;
  const step = stepFor(roleName, target.region);
  if (role.attached.includes(String(step.input.PolicyArn)))
    return { refused: `Role ${roleName} is denied everything already`, nextStep: 'Undo it where it was asked for', already: true };
  const loss = lossOf(role, 'until it is undone');
  return {
    playbook: 'quarantine_role',
    target,
    risk: 'disruptive',
    steps: [step],
    facts: useLines(role, tools.now),
    warnings: [...(loss ? [loss] : []), ...(role.attached.length >= MOST_ATTACHED ? [noRoom(role)] : [])],
    credential: true,
    harmsOthers: true,
    ...(role.unknown.length > 0 && { unknown: role.unknown }),
  };
}

function noRoom({ attached }: RoleUse): Warning {
  return {
    code: 'no-room',
    text: `It has ${attached.length} policies attached: one more may be refused; revoke its sessions if so`,
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
  checks: configurationChecks,
  verify,
});
