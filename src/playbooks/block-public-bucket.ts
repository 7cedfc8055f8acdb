/** Block public access: puts all four flags of the public access block on a bucket; its policy and lists stay as they are. */
import type { Plan, Refusal, Step, Warning } from '../domain/plan.ts';
import { type Check, type CheckResult, definePlaybook, type Offer, type PlanTools } from './define.ts';
import { offersFor } from './public-bucket/offers.ts';
import {
  allOn,
  type BucketRead,
  type BucketReads,
  blockOf,
  type Flags,
  reads,
  type Survey,
  survey,
  words,
} from './public-bucket/survey.ts';
import { isUndo, rereadSteps } from './reread.ts';

type Writes = 's3:PutBucketPublicAccessBlock' | 's3:DeleteBucketPublicAccessBlock';
type BucketStep = Step<Writes>;

function stepFor(Bucket: string, before: Flags | undefined): BucketStep {
  const put = (flags: Flags) => ({ Bucket, PublicAccessBlockConfiguration: flags });
  return {
    id: `block ${Bucket}`,
    why: `block public access to bucket ${Bucket}`,
    call: 's3:PutBucketPublicAccessBlock',
    input: put(allOn),
    before: words(before),
    after: words(allOn),
    undo: before
      ? {
          call: 's3:PutBucketPublicAccessBlock',
          input: put(before),
          words: `sets what was set before (${words(before)}), which exposes it again`,
        }
      : { call: 's3:DeleteBucketPublicAccessBlock', input: { Bucket }, words: 'takes the block away, which exposes it again' },
  };
}

/** Accounts that are named lose access only where the same policy lets in the public. */
function isUsed({ website, cloudFront, publicByPolicy, guests }: Survey): boolean {
  return website || cloudFront || (publicByPolicy && guests.length > 0);
}

function factsOf(found: Survey, before: Flags | undefined, sensitive: boolean): string[] {
  const { publicByPolicy, publicByAcl, guests } = found;
  const by = [...(publicByPolicy ? ['its policy'] : []), ...(publicByAcl ? ['its access list'] : [])];
  return [
    by.length > 0 ? `Public by ${by.join(' and ')}` : 'Neither its policy nor its access list makes it public now',
    ...(sensitive ? ['It holds sensitive data'] : []),
    `Public access block: ${words(before)}`,
    guests.length > 0 ? `Accounts its policy lets in: ${guests.join(', ')}` : 'Its policy names no other account',
    'Its policy stays as it is: undoing exposes it again',
    'Who read it lately is not known: server access logs are not looked at',
  ];
}

/** The finding may be about them, and this does not shut them out. */
const NAMED = 'named-accounts';
/** It works, and may not last. */
const STACK = 'stack-drift';
const LAST_CHECK = 300;

function warningsOf(found: Survey): Warning[] {
  const warnings: Warning[] = [];
  const warn = (code: string, text: string) => warnings.push({ code, text });
  const { publicByPolicy, guests } = found;
  if (found.website) warn('website', 'It is a website: its visitors get errors');
  if (found.cloudFront) warn('cloudfront', 'Its policy lets CloudFront in: what is shown through it may break');
  if (publicByPolicy && guests.length > 0)
    warn('cross-account', `Its policy is public, so accounts that it names lose access, too: ${guests.join(', ')}`);
  if (!publicByPolicy && guests.length > 0)
    warn(NAMED, `Accounts that its policy names keep their access (${guests.join(', ')}): take their statement out to end that`);
  const stack = found.tags['aws:cloudformation:stack-name'];
  if (stack) warn(STACK, `CloudFormation stack ${stack} owns it: its next update may open it again; change the template too`);
  if (found.tags.public === 'intended') warn('intended', 'Somebody tagged it public=intended: ask the owner before');
  return warnings;
}

async function plan({ target, secret }: Pick<Offer, 'target' | 'secret'>, tools: PlanTools<BucketReads>): Promise<Plan<Writes> | Refusal> {
  const bucket = secret.bucket ?? '';
  if (bucket.endsWith('--x-s3'))
    return { refused: `${bucket} is a directory bucket, which knows no public access`, nextStep: 'Nothing to do; look at the finding' };
  const before = await blockOf(tools.read, bucket);
  const found = await survey(tools.read, bucket, target.account);
  const never = tools.neverTarget(bucket, found.tags);
  if (never) return { refused: `${bucket} must never be touched: ${never}`, nextStep: 'Call whoever owns this bucket; policy names them' };
  if (before && words(before) === words(allOn)) {
    return {
      refused: `Public access to ${bucket} is blocked already`,
      nextStep: 'Wait for the control to be evaluated again',
      already: true,
    };
  }
  const used = isUsed(found);
  const warnings = warningsOf(found);
  const harms = used || warnings.some(({ code }) => code !== STACK);
  return {
    playbook: 'block_public_bucket',
    target,
    risk: used ? 'disruptive' : 'nondestructive',
    steps: [stepFor(bucket, before)],
    facts: factsOf(found, before, secret.sensitive !== undefined),
    warnings,
    credential: false,
    ...(harms && { harmsOthers: true }),
  };
}

function bucketOf({ input }: BucketStep): string {
  return String(input.Bucket ?? '');
}

async function observe(step: BucketStep, read: BucketRead): Promise<string> {
  return words(await blockOf(read, bucketOf(step)));
}

function verify({ afterSeconds }: Check, done: Plan<Writes>, _since: number, read: BucketRead): Promise<CheckResult> {
  const { label } = done.target;
  const drift = done.warnings.find(({ code }) => code === STACK);
  const named = done.warnings.some(({ code }) => code === NAMED) ? '; accounts that its policy names keep their access' : '';
  // Said once, with the last look at it.
  const rest = `${named}${drift && afterSeconds === LAST_CHECK ? `. ${drift.text}` : ''}`;
  return rereadSteps(done, (step) => observe(step, read), `${label} ${isUndo(done) ? 'is as it was' : `has all four flags on${rest}`}`);
}

export const blockPublicBucket = definePlaybook({
  id: 'block_public_bucket',
  title: 'Block public access',
  actionName: 'Block public access',
  risk: 'nondestructive',
  reads,
  writes: ['s3:PutBucketPublicAccessBlock', 's3:DeleteBucketPublicAccessBlock'],
  offers: offersFor,
  plan,
  observe,
  // The effect is the control's: it passes when Security Hub evaluates it again.
  checks: [
    { afterSeconds: 10, proves: 'configuration' },
    { afterSeconds: 60, proves: 'configuration' },
    { afterSeconds: LAST_CHECK, proves: 'configuration' },
  ],
  verify,
});
