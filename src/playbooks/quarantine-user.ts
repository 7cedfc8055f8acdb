/** Quarantine user: denies everything to an IAM user at once, then switches off all it can sign in or sign calls with. */
import { AwsCallError } from '../domain/aws-calls.ts';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step } from '../domain/plan.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { accountRefusal } from './access-keys/find-key.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { activeCredentials, type Credential, type CredentialWrites, credentialStatus, switchOff } from './identities/credentials.ts';
import { denyAll, denyWords, userPolicy } from './identities/deny.ts';
import { unreachable } from './identities/refusals.ts';
import { suspectUser, userTarget } from './identities/suspects.ts';
import { stillWorks } from './identities/trail.ts';
import { factsOf, warningsOf } from './identities/user-facts.ts';
import {
  DENY_STEP,
  type DenyWrites,
  denyStep,
  type Found,
  survey,
  type UserRead,
  type UserReads,
  userReads,
} from './identities/user-survey.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = DenyWrites | CredentialWrites;
type UserStep = Step<Writes>;

/** Before disabling the key alone where more than the key is at stake. */
const FIRST = 10;
const AFTER_KEY = 60;

function offers(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const user = suspectUser(finding);
  if (finding.sample) return { offers: [] };
  if (!user) {
    const refusal = unreachable(finding);
    return { offers: [], ...(refusal && { refusal }) };
  }
  const derived = finding.accessKeys.length === 0 || finding.accessKeys.some(({ kind }) => kind === 'temporary');
  const grave = finding.severity === 'high' || finding.severity === 'critical';
  const key = finding.accessKeys.find(({ kind }) => kind !== 'none');
  const offer: Offer = {
    target: userTarget(finding, user.name),
    label: 'Quarantine user',
    accessibilityLabel: `Quarantine user ${user.name} in ${finding.account}`.slice(0, 75),
    secret: { userName: user.name, firstSeen: String(finding.firstSeenAt ?? finding.createdAt), ...(key && { accessKeyId: key.id }) },
    rank: derived || grave ? FIRST : AFTER_KEY,
  };
  return { offers: [offer] };
}

/** IAM's own delay leaves some seconds in which a key can still be made. */
const MEANWHILE_SECONDS = 10;

function meanwhileStep(userName: string): UserStep {
  return {
    id: 'deactivate what was made meanwhile',
    why: `deactivate a key that was made for ${userName} meanwhile, if there is one`,
    call: 'iam:UpdateAccessKey',
    // Which key is looked up when it is run.
    input: { UserName: userName },
    before: 'a key is active',
    after: 'no key is active',
    undo: { kept: 'nobody knows whose key that was' },
    goesOn: true,
    waits: MEANWHILE_SECONDS,
  };
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<UserReads>): Promise<Plan<Writes> | Refusal> {
  const { userName = '', accessKeyId } = secret;
  const foreign = accessKeyId === undefined ? undefined : await accountRefusal(accessKeyId, target, tools);
  if (foreign) return foreign;
  let user: Awaited<ReturnType<typeof tools.read<'iam:GetUser'>>>['User'];
  try {
    user = (await tools.read('iam:GetUser', { UserName: userName })).User;
  } catch (error) {
    if (!(error instanceof AwsCallError) || error.code !== 'NoSuchEntity') throw error;
    return {
      refused: `User ${userName} no longer exists`,
      nextStep: 'Look at what it made before: users, keys and roles outlive it',
      already: true,
    };
  }
  const tags = Object.fromEntries((user?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const never = tools.neverTarget(userName, tags);
  if (never) return { refused: `${userName} must never be touched: ${never}`, nextStep: 'Call whoever owns this user; policy names them' };
  const found: Found = { ...(await survey(tools.read, userName, tools.now)), arn: user?.Arn ?? '' };
  const deny = denyStep(found);
  const steps = [...(deny ? [deny] : []), ...found.credentials.map(switchOff)];
  if (steps.length === 0)
    return { refused: `User ${userName} is in quarantine already`, nextStep: 'Undo it where it was asked for', already: true };
  return {
    playbook: 'quarantine_user',
    target,
    risk: 'disruptive',
    steps: [...steps, meanwhileStep(userName)],
    facts: factsOf(found, tools.now),
    warnings: warningsOf(found, Number(secret.firstSeen) || undefined, tools.now),
    credential: true,
  };
}

async function observe(step: UserStep, read: UserRead): Promise<string> {
  const { call, input } = step;
  const userName = String(input.UserName ?? '');
  if (call === 'iam:PutUserPolicy' || call === 'iam:DeleteUserPolicy')
    return denyWords(await userPolicy(read, userName, String(input.PolicyName)), denyAll);
  if (call === 'iam:AttachUserPolicy' || call === 'iam:DetachUserPolicy') {
    const { AttachedPolicies: all } = await read('iam:ListAttachedUserPolicies', { UserName: userName });
    return all?.some(({ PolicyArn }) => PolicyArn === input.PolicyArn) ? 'in force' : 'absent';
  }
  if (call === 'iam:UpdateAccessKey' && input.AccessKeyId === undefined)
    return (await activeKey(read, userName)) ? 'a key is active' : 'no key is active';
  return credentialStatus({ call, input }, read);
}

async function activeKey(read: UserRead, userName: string): Promise<Credential | undefined> {
  return (await activeCredentials(read, userName)).find(({ call }) => call === 'iam:UpdateAccessKey');
}

async function complete({ call, input }: UserStep, { read }: { read: UserRead }): Promise<Record<string, unknown>> {
  if (call === 'iam:DeleteUserPolicy') return { UserName: input.UserName, PolicyName: input.PolicyName };
  if (call !== 'iam:UpdateAccessKey' || input.AccessKeyId !== undefined) return input;
  const key = await activeKey(read, String(input.UserName));
  return { ...input, ...key?.input, Status: 'Inactive' };
}

/** Who may change IAM can take a policy away, but none of the organization. */
const escalate =
  'Whoever did this may change IAM: deny the user in a service control policy of the organization (aws:PrincipalArn), then quarantine it again';

async function verify(check: Check, done: Plan<Writes>, since: number, read: UserRead): Promise<CheckResult> {
  const { label, region } = done.target;
  const userName = String(done.steps[0]?.input.UserName ?? '');
  const undone = isUndo(done);
  const held = await rereadSteps(
    done,
    (step) => observe(step, read),
    `${label} ${undone ? 'is as it was' : 'is denied everything, nothing of it is active'}`,
  );
  if (undone) return check.proves === 'configuration' ? held : { unmeasurable: `${label} may work again on purpose` };
  if (!('ok' in held)) return held;
  if (check.proves === 'effect') return held.ok ? stillWorks(read, userName, since, region) : held;
  const left = (await activeCredentials(read, userName)).map(({ name }) => name);
  const deny = done.steps.find(({ id }) => id === DENY_STEP);
  const lost = deny !== undefined && (await observe(deny, read)) !== deny.after;
  if (held.ok && left.length === 0) return held;
  const detail = [
    held.ok ? '' : held.detail,
    left.length > 0 ? `${label} has something active again: ${left.join(', ')}` : '',
    lost ? `the deny was taken away. ${escalate}` : 'Somebody can still change it: quarantine it again and look for who',
  ];
  return { ok: false, detail: withoutKeyIds(detail.filter((line) => line !== '').join('. ')) };
}

export const quarantineUser = definePlaybook({
  id: 'quarantine_user',
  title: 'Quarantine user',
  actionName: 'Quarantine user',
  risk: 'disruptive',
  reads: userReads,
  writes: [
    'iam:PutUserPolicy',
    'iam:DeleteUserPolicy',
    'iam:AttachUserPolicy',
    'iam:DetachUserPolicy',
    'iam:UpdateAccessKey',
    'iam:UpdateServiceSpecificCredential',
    'iam:UpdateSSHPublicKey',
    'iam:UpdateSigningCertificate',
  ],
  offers,
  plan,
  complete,
  observe,
  checks: [...configurationChecks, { afterSeconds: 900, proves: 'effect' }],
  verify,
});
