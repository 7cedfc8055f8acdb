/** Hold policy version: sets a changed IAM policy back to its version before, or a new one to a version that allows next to nothing. */
import type { Read } from '../domain/aws-calls.ts';
import type { Finding } from '../domain/finding.ts';
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { isUndo, rereadSteps } from './reread.ts';
import { refusePolicy } from './touchable-policy.ts';

const reads = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListEntitiesForPolicy', 'iam:ListPolicyVersions'] as const;
type Reads = (typeof reads)[number];
type PolicyRead = Read<Reads>;
type Writes = 'iam:SetDefaultPolicyVersion' | 'iam:CreatePolicyVersion';
type PolicyStep = Step<Writes>;

/** A managed policy has at most this many versions (IAM quotas). */
const MOST_VERSIONS = 5;
const customerPolicy = /^arn:[a-z-]+:iam::\d{12}:policy\/.+$/;

/** What a function needs to say that it can do nothing else. */
const logsOnly = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'DrawbridgeHeld',
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
    },
  ],
});

function offers(finding: Finding): { offers: Offer[] } {
  const { type, active, sample, account, region, resources } = finding;
  if (!active || sample || !/:iam\/(?:CreatePolicy|CreatePolicyVersion|SetDefaultPolicyVersion)$/.test(type)) return { offers: [] };
  const policies = resources.filter(({ kind, arn }) => kind === 'policy' && arn !== undefined && customerPolicy.test(arn));
  return {
    offers: policies.slice(0, 3).map(({ arn = '' }) => {
      const name = arn.split('/').at(-1) ?? arn;
      return {
        target: { kind: 'policy', account, region, label: `policy ${name}`, key: `policy/${name}` },
        label: 'Hold policy',
        accessibilityLabel: `Hold the changed policy ${name} in ${account}`.slice(0, 75),
        secret: { policyArn: arn },
        rank: 40,
      };
    }),
  };
}

interface Versions {
  current: string;
  /** By number, newest first. */
  ids: string[];
}

async function versionsOf(read: PolicyRead, PolicyArn: string): Promise<Versions> {
  const ids: string[] = [];
  let current = '';
  let marker: string | undefined;
  do {
    const page = await read('iam:ListPolicyVersions', { PolicyArn, ...(marker ? { Marker: marker } : {}) });
    for (const { VersionId, IsDefaultVersion } of page.Versions ?? []) {
      if (VersionId) ids.push(VersionId);
      if (IsDefaultVersion && VersionId) current = VersionId;
    }
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  return { current, ids: ids.sort((a, b) => numberOf(b) - numberOf(a)) };
}

function numberOf(version: string): number {
  return Number(version.slice(1)) || 0;
}

/** `state`: what is seen of the policy once it is done. */
function setStep(arn: string, name: string, from: string, to: string, state: string): PolicyStep {
  return {
    id: 'set version before',
    why: `set policy ${name} back to its version ${to}`,
    call: 'iam:SetDefaultPolicyVersion',
    input: { PolicyArn: arn, VersionId: to },
    before: from,
    after: state,
    undo: { call: 'iam:SetDefaultPolicyVersion', input: { PolicyArn: arn, VersionId: from }, words: `sets version ${from} again` },
  };
}

function emptyStep(arn: string, name: string, from: string): PolicyStep {
  return {
    id: 'hold new policy',
    why: `let policy ${name} allow only CloudWatch Logs, in a further version`,
    call: 'iam:CreatePolicyVersion',
    input: { PolicyArn: arn, PolicyDocument: logsOnly, SetAsDefault: true },
    before: from,
    after: 'held',
    undo: {
      call: 'iam:SetDefaultPolicyVersion',
      input: { PolicyArn: arn, VersionId: from },
      words: `sets version ${from} again; the other one stays unused`,
    },
  };
}

/**
 * The version before, of those that are not held themselves; where there is none, the one that held it before, or a new one. Undefined
 * when there is no room for that.
 */
async function stepFor(
  read: PolicyRead,
  arn: string,
  { current, ids }: Versions,
  held: readonly string[],
): Promise<PolicyStep | undefined> {
  const name = arn.split('/').at(-1) ?? arn;
  const before = ids.find((id) => numberOf(id) < numberOf(current) && !held.includes(id));
  if (before) return setStep(arn, name, current, before, await stateOf(read, arn, before));
  for (const id of ids) {
    if ((await stateOf(read, arn, id)) === 'held') return setStep(arn, name, current, id, 'held');
  }
  return ids.length < MOST_VERSIONS ? emptyStep(arn, name, current) : undefined;
}

async function holdersOf(read: PolicyRead, PolicyArn: string): Promise<string[]> {
  const { PolicyUsers: users, PolicyRoles: roles, PolicyGroups: groups } = await read('iam:ListEntitiesForPolicy', { PolicyArn });
  return [
    ...(users ?? []).map(({ UserName }) => `user ${UserName}`),
    ...(groups ?? []).map(({ GroupName }) => `group ${GroupName}`),
    ...(roles ?? []).map(({ RoleName }) => `role ${RoleName}`),
  ];
}

function factsOf(holders: readonly string[], { current, ids }: Versions): string[] {
  const more = holders.length > 6 ? ` and ${holders.length - 6} more` : '';
  return [
    holders.length > 0 ? `All who have it are affected: ${holders.slice(0, 6).join(', ')}${more}` : 'Nobody has it attached',
    `Version ${current} of ${ids.length} is in force; no version is deleted`,
  ];
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<Reads>): Promise<Plan<Writes> | Refusal> {
  const arn = secret.policyArn ?? '';
  const name = arn.split('/').at(-1) ?? arn;
  if (!customerPolicy.test(arn))
    return { refused: 'AWS keeps this policy: nobody can change it', nextStep: 'Detach it from who should not have it' };
  const refusal = await refusePolicy(arn, tools);
  if (refusal) return refusal;
  const versions = await versionsOf(tools.read, arn);
  const { current, ids } = versions;
  // Whoever looked at the version in force knows that it is not the one that holds it, whatever stands.
  const looked = secret.fromVersion !== undefined;
  const ours = !looked && (await tools.standing(target)).some(({ playbook }) => playbook === 'hold_policy_version');
  if (ours || (await stateOf(tools.read, arn, current)) === 'held')
    return { refused: `Policy ${name} is held already`, nextStep: 'Undo it where it was asked for', already: true };
  if (secret.fromVersion !== undefined && secret.fromVersion !== current)
    return {
      refused: `Policy ${name} is at version ${current} now, not at ${secret.fromVersion} any more`,
      nextStep: 'Look at what it allows now, and who changed it since; then ask again',
    };
  const step = await stepFor(tools.read, arn, versions, (secret.heldVersions ?? '').split(' '));
  if (!step)
    return {
      refused: `Policy ${name} has ${ids.length} versions, and none before ${current}`,
      nextStep: 'Delete the oldest version that is not in force, then ask again',
    };
  const holders = await holdersOf(tools.read, arn);
  const warnings: Warning[] =
    holders.length > 1
      ? [{ code: 'shared-policy', text: `${holders.length} users, groups and roles lose what the new version allowed` }]
      : [];
  return {
    playbook: 'hold_policy_version',
    target,
    risk: 'disruptive',
    steps: [step],
    facts: factsOf(holders, versions),
    warnings,
    credential: false,
    ...(holders.length > 0 && { harmsOthers: true }),
  };
}

async function stateOf(read: PolicyRead, PolicyArn: string, version: string): Promise<string> {
  const { PolicyVersion: found } = await read('iam:GetPolicyVersion', { PolicyArn, VersionId: version });
  return decodeURIComponent(found?.Document ?? '') === logsOnly ? 'held' : version;
}

async function observe({ input }: PolicyStep, read: PolicyRead): Promise<string> {
  const arn = String(input.PolicyArn);
  const { Policy: policy } = await read('iam:GetPolicy', { PolicyArn: arn });
  return stateOf(read, arn, policy?.DefaultVersionId ?? '');
}

async function verify(_check: Check, done: Plan<Writes>, _since: number, read: PolicyRead): Promise<CheckResult> {
  const { label } = done.target;
  return rereadSteps(done, (step) => observe(step, read), `${label} ${isUndo(done) ? 'has its version again' : 'is held'}`);
}

export const holdPolicyVersion = definePlaybook({
  id: 'hold_policy_version',
  title: 'Hold policy version',
  actionName: 'Hold policy version',
  risk: 'disruptive',
  reads,
  writes: ['iam:SetDefaultPolicyVersion', 'iam:CreatePolicyVersion'],
  offers,
  plan,
  observe,
  checks: configurationChecks,
  verify,
});
