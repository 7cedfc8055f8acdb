/** Revoke sessions: denies one session of a role, or all that began before now, without touching the role's other users more than said. */
import { createHash } from 'node:crypto';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { deniedBefore, denyOlder, denySession, denyWords, rolePolicy } from './identities/deny.ts';
import { unreachable } from './identities/refusals.ts';
import { lossOf, type RoleRead, type RoleReads, type RoleUse, readRole, roleReads, useLines } from './identities/role-use.ts';
import { roleTarget, suspectRole } from './identities/suspects.ts';
import { stillWorks } from './identities/trail.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = 'iam:PutRolePolicy' | 'iam:DeleteRolePolicy';
type SessionStep = Step<Writes>;

const OLDER = 'drawbridge-revoke-older-sessions';
const OLDER_STEP = 'deny older sessions';
const FIRST = 10;
/** Asked for again so soon it is the same request. */
const SAME_REQUEST = 60_000;

const short = (session: string) => createHash('sha256').update(session).digest('hex').slice(0, 12);

function offers(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const role = suspectRole(finding);
  if (finding.sample) return { offers: [] };
  if (!role) {
    const refusal = unreachable(finding);
    return { offers: [], ...(refusal && { refusal }) };
  }
  const target = roleTarget(finding, role.name);
  const key = finding.accessKeys.find(({ kind }) => kind === 'temporary');
  const secret = { roleName: role.name, ...(key && { accessKeyId: key.id }) };
  const all: Offer = {
    target,
    label: 'Revoke all sessions',
    accessibilityLabel: `Revoke all sessions of role ${role.name} in ${finding.account}`.slice(0, 75),
    secret,
    variant: 'role',
    rank: FIRST + 5,
    ...(role.session && { menuOnly: true as const }),
  };
  if (!role.session) return { offers: [all] };
  const one: Offer = {
    // Something of its own: who has one session denied can still revoke all of them.
    target: { ...target, key: `${target.key}/session/${short(role.session)}` },
    label: 'Revoke session',
    accessibilityLabel: `Revoke session ${role.session} of role ${role.name}`.slice(0, 75),
    secret: { ...secret, session: role.session },
    rank: FIRST,
  };
  return { offers: [one, all] };
}

/** A policy of that name which is not ours stays as it is. */
async function sessionStep(roleName: string, { roleId }: RoleUse, session: string, read: RoleRead): Promise<SessionStep> {
  const base = `drawbridge-deny-session-${/^i-[0-9a-f]+$/.test(session) ? session : short(session)}`;
  const PolicyDocument = denySession(roleId, session);
  let name = base;
  for (let nth = 2; denyWords(await rolePolicy(read, roleName, name), PolicyDocument) === 'another document'; nth += 1)
    name = `${base}-${nth}`;
  const input = { RoleName: roleName, PolicyName: name, PolicyDocument };
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

const olderWords = (at: number) => `in force for those before ${new Date(at).toISOString()}`;

/** The moment is put in when it is run; an earlier one is moved on, and comes back when it is undone. */
async function olderStep(roleName: string, read: RoleRead): Promise<{ step: SessionStep; since?: number }> {
  let name = OLDER;
  let found = await rolePolicy(read, roleName, name);
  for (let nth = 2; found !== undefined && deniedBefore(found) === undefined; nth += 1) {
    name = `${OLDER}-${nth}`;
    found = await rolePolicy(read, roleName, name);
  }
  const since = found === undefined ? undefined : deniedBefore(found);
  const input = { RoleName: roleName, PolicyName: name };
  const common = {
    id: OLDER_STEP,
    why: `deny everything to all sessions of role ${roleName} that began before now`,
    call: 'iam:PutRolePolicy' as const,
    input,
    after: 'in force',
  };
  if (since === undefined)
    return { step: { ...common, before: 'absent', undo: { call: 'iam:DeleteRolePolicy', input, words: 'removes the deny' } } };
  const undo = {
    call: 'iam:PutRolePolicy' as const,
    input: { ...input, PolicyDocument: denyOlder(since) },
    words: 'back to the earlier moment',
  };
  return { step: { ...common, before: olderWords(since), undo }, since };
}

function warningsOf(role: RoleUse, session: string | undefined): Warning[] {
  const loss = session === undefined ? lossOf(role, 'for up to 6 hours, until their credentials are new') : undefined;
  const warnings: Warning[] = loss ? [loss] : [];
  if (session !== undefined && /^i-/.test(session))
    warnings.push({
      code: 'instance-session',
      text: `Instance ${session} itself loses AWS access, too, also with new credentials; isolate it as well`,
    });
  if (role.federated)
    warnings.push({ code: 'federated', text: 'Whoever signs in through an identity provider can begin a new session at once' });
  return warnings;
}

async function plan(offer: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<RoleReads>): Promise<Plan<Writes> | Refusal> {
  const { target, secret } = offer;
  const { roleName = '', session } = secret;
  const role = await readRole(offer, tools);
  if ('refused' in role) return role;
  const shared = session === undefined;
  const { step, since } = shared ? await olderStep(roleName, tools.read) : { step: await sessionStep(roleName, role, session, tools.read) };
  if (since !== undefined && tools.now - since < SAME_REQUEST) return already(`Older sessions of role ${roleName} have just been revoked`);
  if (!shared && (await observe(step, tools.read)) === step.after)
    return already(`Session ${session} of role ${roleName} is denied already`);
  return {
    playbook: 'revoke_sessions',
    target: { ...target, label: shared ? `all sessions of role ${roleName}` : `session ${session} of role ${roleName}` },
    risk: 'disruptive',
    steps: [step],
    facts: [...(shared ? [] : ['Nobody else with this role loses anything']), ...useLines(role, tools.now)],
    warnings: warningsOf(role, session),
    credential: true,
    ...(shared && { harmsOthers: true }),
    ...(shared && role.unknown.length > 0 && { unknown: role.unknown }),
  };
}

function already(refused: string): Refusal {
  return {
    refused,
    nextStep: 'Where new sessions keep beginning, find who assumes the role, and quarantine the role meanwhile',
    already: true,
  };
}

async function observe({ id, input, before, after }: SessionStep, read: RoleRead): Promise<string> {
  const found = await rolePolicy(read, String(input.RoleName), String(input.PolicyName));
  if (!id.endsWith(OLDER_STEP)) return denyWords(found, String(input.PolicyDocument));
  if (found === undefined) return 'absent';
  const at = deniedBefore(found);
  if (at === undefined) return 'another document';
  // Any moment but the one from before is ours.
  const words = olderWords(at);
  return words === before || words === after ? words : 'in force';
}

function complete({ call, input }: SessionStep, { now }: { now: number }): Promise<Record<string, unknown>> {
  const place = { RoleName: input.RoleName, PolicyName: input.PolicyName };
  if (call === 'iam:DeleteRolePolicy') return Promise.resolve(place);
  return Promise.resolve({ ...place, PolicyDocument: input.PolicyDocument ?? denyOlder(now) });
}

async function verify(check: Check, done: Plan<Writes>, since: number, read: RoleRead): Promise<CheckResult> {
  const { label, region } = done.target;
  const undone = isUndo(done);
  const words = undone ? 'is taken back' : 'is in force';
  const held = await rereadSteps(done, (step) => observe(step, read), `${label}: the deny ${words}`);
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
  checks: [...configurationChecks, { afterSeconds: 900, proves: 'effect' }],
  verify,
});
