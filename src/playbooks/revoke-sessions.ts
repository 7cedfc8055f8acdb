/** Revoke sessions: denies one session of a role, or all that began before now, without touching the role's other users more than said. */
import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { type Check, type CheckResult, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { denyOlder, denySession, denyWords, rolePolicy } from './identities/deny.ts';
import { type RoleRead, type RoleReads, type RoleUse, readRole, roleReads, useLines } from './identities/role-use.ts';
import { roleTarget, suspectRole } from './identities/suspects.ts';
import { stillWorks } from './identities/trail.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = 'iam:PutRolePolicy' | 'iam:DeleteRolePolicy';
type SessionStep = Step<Writes>;

const OLDER = 'drawbridge-revoke-older-sessions';
const OLDER_SID = 'DrawbridgeDenyOlder';
const FIRST = 10;

function offers(finding: Finding): { offers: Offer[] } {
  const role = suspectRole(finding);
  if (!role || finding.sample) return { offers: [] };
  const target = roleTarget(finding, role.name);
  const all: Offer = {
    target,
    label: 'Revoke all sessions',
    accessibilityLabel: `Revoke all sessions of role ${role.name} in ${finding.account}`.slice(0, 75),
    secret: { roleName: role.name },
    variant: 'role',
    rank: FIRST + 5,
    ...(role.session && { menuOnly: true as const }),
  };
  if (!role.session) return { offers: [all] };
  const one: Offer = {
    target,
    label: 'Revoke session',
    accessibilityLabel: `Revoke session ${role.session} of role ${role.name}`.slice(0, 75),
    secret: { roleName: role.name, session: role.session },
    rank: FIRST,
  };
  return { offers: [one, all] };
}

function sessionStep(roleName: string, { roleId }: RoleUse, session: string): SessionStep {
  const name = `drawbridge-deny-session-${/^i-[0-9a-f]+$/.test(session) ? session : createHash('sha256').update(session).digest('hex').slice(0, 12)}`;
  const input = { RoleName: roleName, PolicyName: name, PolicyDocument: denySession(roleId, session) };
  return {
    id: `deny session ${session}`,
    why: `deny everything to session ${session} of role ${roleName}`,
    call: 'iam:PutRolePolicy',
    input,
    before: 'absent',
    after: 'in force',
    undo: { call: 'iam:DeleteRolePolicy', input, words: 'removes the deny' },
  };
}

function olderStep(roleName: string): SessionStep {
  // The moment is put in when it is run.
  const input = { RoleName: roleName, PolicyName: OLDER };
  return {
    id: 'deny older sessions',
    why: `deny everything to all sessions of role ${roleName} that began before now`,
    call: 'iam:PutRolePolicy',
    input,
    before: 'absent',
    after: 'in force',
    undo: { call: 'iam:DeleteRolePolicy', input, words: 'removes the deny' },
  };
}

function warningsOf({ instances, federated }: RoleUse, session: string | undefined): Warning[] {
  const warnings: Warning[] = [];
  if (session === undefined && instances.length > 0) {
    const text = `${instances.length} ${instances.length === 1 ? 'instance loses' : 'instances lose'} AWS access for up to 6 hours, until their credentials are new`;
    warnings.push({ code: 'shared-role', text });
  }
  if (session !== undefined && /^i-/.test(session))
    warnings.push({
      code: 'instance-session',
      text: `Instance ${session} itself loses AWS access, too, also with new credentials; isolate it as well`,
    });
  if (federated)
    warnings.push({ code: 'federated', text: 'Whoever signs in through an identity provider can begin a new session at once' });
  return warnings;
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<RoleReads>): Promise<Plan<Writes> | Refusal> {
  const { roleName = '', session } = secret;
  const role = await readRole(roleName, tools);
  if ('refused' in role) return role;
  const step = session === undefined ? olderStep(roleName) : sessionStep(roleName, role, session);
  if ((await observe(step, tools.read)) === 'in force') {
    return {
      refused:
        session === undefined
          ? `Older sessions of role ${roleName} are revoked already`
          : `Session ${session} of role ${roleName} is denied already`,
      nextStep: 'Sessions that began since then need a new revocation: undo the first, or quarantine the role',
      already: true,
    };
  }
  const shared = session === undefined;
  return {
    playbook: 'revoke_sessions',
    target: { ...target, label: shared ? `all sessions of role ${roleName}` : `session ${session} of role ${roleName}` },
    risk: 'disruptive',
    steps: [step],
    facts: useLines(role, tools.now),
    warnings: warningsOf(role, session),
    credential: true,
    ...(shared && { harmsOthers: true }),
    ...(role.unknown.length > 0 && { unknown: role.unknown }),
  };
}

async function observe({ input }: SessionStep, read: RoleRead): Promise<string> {
  const found = await rolePolicy(read, String(input.RoleName), String(input.PolicyName));
  return denyWords(found, input.PolicyDocument === undefined ? OLDER_SID : String(input.PolicyDocument));
}

function complete({ call, input }: SessionStep, { now }: { now: number }): Promise<Record<string, unknown>> {
  const place = { RoleName: input.RoleName, PolicyName: input.PolicyName };
  if (call === 'iam:DeleteRolePolicy') return Promise.resolve(place);
  return Promise.resolve({ ...place, PolicyDocument: input.PolicyDocument ?? denyOlder(now) });
}

async function verify(check: Check, done: Plan<Writes>, since: number, read: RoleRead): Promise<CheckResult> {
  const { label, region } = done.target;
  const undone = isUndo(done);
  const held = await rereadSteps(done, (step) => observe(step, read), `${label}: the deny ${undone ? 'is gone' : 'is in force'}`);
  if (check.proves === 'configuration' || !('ok' in held) || !held.ok) return held;
  if (undone) return { unmeasurable: `${label} may work again on purpose` };
  const session = /^deny session (.+)$/.exec(done.steps[0]?.id ?? '')?.[1];
  if (session === undefined) return { unmeasurable: 'CloudTrail cannot be searched by role, only by session' };
  return stillWorks(read, session, since, region);
}

export const revokeSessions = definePlaybook({
  id: 'revoke_sessions',
  title: 'Revoke sessions',
  actionName: 'Revoke sessions',
  risk: 'disruptive',
  reads: roleReads,
  writes: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
  offers,
  plan,
  complete,
  observe,
  checks: [
    { afterSeconds: 10, proves: 'configuration' },
    { afterSeconds: 60, proves: 'configuration' },
    { afterSeconds: 300, proves: 'configuration' },
    { afterSeconds: 900, proves: 'effect' },
  ],
  verify,
});
