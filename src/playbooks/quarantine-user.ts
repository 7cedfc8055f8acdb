/** Quarantine user: denies everything to an IAM user at once, then switches off all it can sign in or sign calls with. */
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { accountRefusal } from './access-keys/find-key.ts';
import { type Check, type CheckResult, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { activeCredentials, type Credential, type CredentialWrites, credentialStatus, switchOff } from './identities/credentials.ts';
import { denyAll, denyWords, userPolicy } from './identities/deny.ts';
import { suspectUser, userTarget } from './identities/suspects.ts';
import { stillWorks } from './identities/trail.ts';
import { type DenyWrites, denyStep, type Found, survey, type UserRead, type UserReads, userReads } from './identities/user-survey.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = DenyWrites | CredentialWrites;
type UserStep = Step<Writes>;

/** Before disabling the key alone where more than the key is at stake. */
const FIRST = 10;
const AFTER_KEY = 60;

function offers(finding: Finding): { offers: Offer[] } {
  const user = suspectUser(finding);
  if (!user || finding.sample) return { offers: [] };
  const derived = finding.accessKeys.length === 0 || finding.accessKeys.some(({ kind }) => kind === 'temporary');
  const grave = finding.severity === 'high' || finding.severity === 'critical';
  const key = finding.accessKeys.find(({ kind }) => kind !== 'none');
  const offer: Offer = {
    target: userTarget(finding, user.name),
    label: 'Quarantine user',
    accessibilityLabel: `Quarantine user ${user.name} in ${finding.account}`.slice(0, 75),
    secret: { userName: user.name, ...(key && { accessKeyId: key.id }) },
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

function factsOf(found: Found): string[] {
  const { credentials, console, devices, attached, inline } = found;
  const own = [...inline.keys()].filter((name) => !name.startsWith('drawbridge-'));
  return [
    credentials.length > 0 ? `Active now: ${credentials.map(({ name }) => name).join(', ')}` : 'It has no active key or other credential',
    console ? 'It has a console password, which stays: the deny stops it, too' : 'It has no console password',
    'Temporary credentials that were minted from it are stopped with it',
    `Policies: ${[...attached.map((arn) => arn.split('/').at(-1)), ...own].join(', ') || 'none of its own'}`,
    `${devices} MFA ${devices === 1 ? 'device' : 'devices'}: look whether each is its owner's`,
    'AWS advises against activating keys again: a new one is better',
  ];
}

function warningsOf({ attached, credentials }: Found): Warning[] {
  const warnings: Warning[] = [];
  const by = attached.find((arn) => /AWSCompromisedKeyQuarantine/.test(arn));
  if (by) warnings.push({ code: 'aws-quarantine', text: 'AWS itself has put this user into quarantine: that stays' });
  if (credentials.filter(({ call }) => call === 'iam:UpdateAccessKey').length > 1)
    warnings.push({ code: 'two-keys', text: 'Both of its keys are switched off: whatever uses the other one stops' });
  return warnings;
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<UserReads>): Promise<Plan<Writes> | Refusal> {
  const { userName = '', accessKeyId } = secret;
  const foreign = accessKeyId === undefined ? undefined : await accountRefusal(accessKeyId, target, tools);
  if (foreign) return foreign;
  let user: Awaited<ReturnType<typeof tools.read<'iam:GetUser'>>>['User'];
  try {
    user = (await tools.read('iam:GetUser', { UserName: userName })).User;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'NoSuchEntity')) throw error;
    return {
      refused: `User ${userName} no longer exists`,
      nextStep: 'Look at what it made before: users, keys and roles outlive it',
      already: true,
    };
  }
  const tags = Object.fromEntries((user?.Tags ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? '']));
  const never = tools.neverTarget(userName, tags);
  if (never) return { refused: `${userName} must never be touched: ${never}`, nextStep: 'Call whoever owns this user; policy names them' };
  const found: Found = { ...(await survey(tools.read, userName)), arn: user?.Arn ?? '' };
  const deny = denyStep(found);
  const steps = [...(deny ? [deny] : []), ...found.credentials.map(switchOff)];
  if (steps.length === 0)
    return { refused: `User ${userName} is in quarantine already`, nextStep: 'Undo it where it was asked for', already: true };
  return {
    playbook: 'quarantine_user',
    target,
    risk: 'disruptive',
    steps: [...steps, meanwhileStep(userName)],
    facts: factsOf(found),
    warnings: warningsOf(found),
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
  if (check.proves === 'effect') return 'ok' in held && held.ok ? stillWorks(read, userName, since, region) : held;
  const left = 'ok' in held && held.ok ? await activeCredentials(read, userName) : [];
  if (left.length === 0) return held;
  const names = left.map(({ name }) => name).join(', ');
  return {
    ok: false,
    detail: withoutKeyIds(
      `${label} has something active again: ${names}. Somebody can still change it; quarantine it again and look for who`,
    ),
  };
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
  checks: [
    { afterSeconds: 10, proves: 'configuration' },
    { afterSeconds: 60, proves: 'configuration' },
    { afterSeconds: 300, proves: 'configuration' },
    { afterSeconds: 900, proves: 'effect' },
  ],
  verify,
});
