/** Limit policy: lets a held policy allow exactly what people agreed to, in a version of its own; asked for by their answer only. */
import { createHash } from 'node:crypto';
import type { Read } from '../domain/aws-calls.ts';
import type { Plan, Refusal, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { isUndo, rereadSteps } from './reread.ts';
import { refusePolicy } from './touchable-policy.ts';

const reads = ['iam:GetPolicy', 'iam:GetPolicyVersion', 'iam:ListPolicyVersions'] as const;
type Reads = (typeof reads)[number];
type PolicyRead = Read<Reads>;
type Writes = 'iam:SetDefaultPolicyVersion' | 'iam:CreatePolicyVersion';
type PolicyStep = Step<Writes>;

/** A managed policy has at most this many versions (IAM quotas). */
const MOST_VERSIONS = 5;
const MOST_SHOWN = 6;

interface Limited {
  Statement: { Sid?: string; Action: string[]; Resource: string[] }[];
}

function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

/** "limited 1a2b3c4d": a version of ours, by what it says. */
function limitedAs(document: string): string {
  return `limited ${createHash('sha256').update(document).digest('hex').slice(0, 8)}`;
}

async function stateOf(read: PolicyRead, PolicyArn: string): Promise<string> {
  const { Policy: policy } = await read('iam:GetPolicy', { PolicyArn });
  const VersionId = policy?.DefaultVersionId ?? '';
  const { PolicyVersion: found } = await read('iam:GetPolicyVersion', { PolicyArn, VersionId });
  const document = decodeURIComponent(found?.Document ?? '');
  return document.includes('"Sid":"DrawbridgeLimited"') ? limitedAs(document) : VersionId;
}

async function versionCount(read: PolicyRead, PolicyArn: string): Promise<number> {
  let count = 0;
  let marker: string | undefined;
  do {
    const page = await read('iam:ListPolicyVersions', { PolicyArn, ...(marker ? { Marker: marker } : {}) });
    count += page.Versions?.length ?? 0;
    marker = page.IsTruncated ? page.Marker : undefined;
  } while (marker);
  return count;
}

function shown(values: readonly string[]): string {
  const more = values.length - MOST_SHOWN;
  return `${values.slice(0, MOST_SHOWN).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

function limitStep(arn: string, document: string, before: string): PolicyStep {
  const [statement] = (JSON.parse(document) as Limited).Statement;
  return {
    id: 'limit policy',
    why: `let policy ${nameOf(arn)} allow only ${shown(statement?.Action ?? [])} on ${shown(statement?.Resource ?? [])}, in a further version`,
    call: 'iam:CreatePolicyVersion',
    input: { PolicyArn: arn, PolicyDocument: document, SetAsDefault: true },
    before,
    after: limitedAs(document),
    undo: {
      call: 'iam:SetDefaultPolicyVersion',
      input: { PolicyArn: arn, VersionId: before },
      words: `sets version ${before} again; the other one stays unused`,
    },
  };
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<Reads>): Promise<Plan<Writes> | Refusal> {
  const { policyArn: arn = '', document = '' } = secret;
  const name = nameOf(arn);
  const refusal = await refusePolicy(arn, tools);
  if (refusal) return refusal;
  const state = await stateOf(tools.read, arn);
  if (state === limitedAs(document))
    return { refused: `Policy ${name} allows exactly that already`, nextStep: 'Nothing to do', already: true };
  if (state.startsWith('limited '))
    return { refused: `Policy ${name} is limited to something else`, nextStep: 'Undo that first, then ask again' };
  if ((await versionCount(tools.read, arn)) >= MOST_VERSIONS)
    return {
      refused: `Policy ${name} has ${MOST_VERSIONS} versions, and IAM takes no more`,
      nextStep: 'Delete the oldest version that is not in force, then make the version by hand',
    };
  return {
    playbook: 'limit_policy',
    target,
    risk: 'nondestructive',
    steps: [limitStep(arn, document, state)],
    facts: [`Version ${state} is in force now; no version is deleted`],
    warnings: [],
    credential: false,
  };
}

function observe({ input }: PolicyStep, read: PolicyRead): Promise<string> {
  return stateOf(read, String(input.PolicyArn));
}

async function verify(_check: Check, done: Plan<Writes>, _since: number, read: PolicyRead): Promise<CheckResult> {
  const { label } = done.target;
  return rereadSteps(
    done,
    (step) => observe(step, read),
    `${label} ${isUndo(done) ? 'has its version again' : 'allows only what was agreed'}`,
  );
}

export const limitPolicy = definePlaybook({
  id: 'limit_policy',
  title: 'Limit policy',
  actionName: 'Limit policy',
  risk: 'nondestructive',
  reads,
  writes: ['iam:SetDefaultPolicyVersion', 'iam:CreatePolicyVersion'],
  // No finding says what people would leave of it: only their answer to the policy watch does.
  offers: () => ({ offers: [] }),
  plan,
  observe,
  checks: configurationChecks,
  verify,
});
