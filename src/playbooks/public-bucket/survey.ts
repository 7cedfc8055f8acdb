/** Who uses a bucket from outside, as far as the bucket itself says. */
import { AwsCallError, type Read } from '../../domain/aws-calls.ts';

export const reads = [
  's3:GetBucketAcl',
  's3:GetBucketPolicy',
  's3:GetBucketPolicyStatus',
  's3:GetBucketPublicAccessBlock',
  's3:GetBucketTagging',
  's3:GetBucketWebsite',
] as const;
export type BucketReads = (typeof reads)[number];
export type BucketRead = Read<BucketReads>;

export interface Flags {
  BlockPublicAcls: boolean;
  IgnorePublicAcls: boolean;
  BlockPublicPolicy: boolean;
  RestrictPublicBuckets: boolean;
}
export const allOn: Flags = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };

export interface Survey {
  tags: Record<string, string>;
  website: boolean;
  publicByPolicy: boolean;
  publicByAcl: boolean;
  /** Accounts besides its own that the policy lets in. */
  guests: string[];
  /** Lets CloudFront in by its service or an origin identity. */
  cloudFront: boolean;
}

/** What S3 answers for something that is not there. */
export async function unless<T>(codes: readonly string[], work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof AwsCallError && codes.includes(error.code)) return undefined;
    throw error;
  }
}

/** Undefined when no block was ever set. */
export async function blockOf(read: BucketRead, Bucket: string): Promise<Flags | undefined> {
  const found = await unless(['NoSuchPublicAccessBlockConfiguration'], read('s3:GetBucketPublicAccessBlock', { Bucket }));
  const block = found?.PublicAccessBlockConfiguration;
  return (
    block && {
      BlockPublicAcls: block.BlockPublicAcls === true,
      IgnorePublicAcls: block.IgnorePublicAcls === true,
      BlockPublicPolicy: block.BlockPublicPolicy === true,
      RestrictPublicBuckets: block.RestrictPublicBuckets === true,
    }
  );
}

/** "all on", "none set", or the flags that are on. */
export function words(flags: Flags | undefined): string {
  if (!flags) return 'none set';
  const on = Object.entries(flags).filter(([, value]) => value);
  if (on.length === 4) return 'all on';
  return on.length === 0 ? 'all off' : on.map(([name]) => name).join(', ');
}

function accountsIn(text: string): string[] {
  return [...new Set(text.match(/(?<![0-9])\d{12}(?![0-9])/g) ?? [])];
}

/** Whom its statements let in, and under which conditions, as text; all of a document that cannot be read. */
function letIn(document: string): string {
  try {
    const { Statement } = JSON.parse(document) as { Statement?: unknown };
    const allowing = [Statement ?? []]
      .flat()
      .filter((one): one is Record<string, unknown> => (one as { Effect?: unknown })?.Effect === 'Allow');
    return JSON.stringify(allowing.map(({ Principal, NotPrincipal, Condition }) => [Principal, NotPrincipal, Condition]));
  } catch {
    return document;
  }
}

export async function survey(read: BucketRead, Bucket: string, account: string): Promise<Survey> {
  const [tagging, website, status, policy, acl] = await Promise.all([
    unless(['NoSuchTagSet'], read('s3:GetBucketTagging', { Bucket })),
    unless(['NoSuchWebsiteConfiguration'], read('s3:GetBucketWebsite', { Bucket })),
    unless(['NoSuchBucketPolicy'], read('s3:GetBucketPolicyStatus', { Bucket })),
    unless(['NoSuchBucketPolicy'], read('s3:GetBucketPolicy', { Bucket })),
    read('s3:GetBucketAcl', { Bucket }),
  ]);
  const text = letIn(policy?.Policy ?? '[]');
  return {
    tags: Object.fromEntries((tagging?.TagSet ?? []).map(({ Key, Value }) => [Key ?? '', Value ?? ''])),
    website: website !== undefined,
    publicByPolicy: status?.PolicyStatus?.IsPublic === true,
    publicByAcl: (acl.Grants ?? []).some(({ Grantee }) => /\/(?:AllUsers|AuthenticatedUsers)$/.test(Grantee?.URI ?? '')),
    guests: accountsIn(text).filter((each) => each !== account),
    cloudFront: /cloudfront/i.test(text),
  };
}
