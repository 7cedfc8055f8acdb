/** Bucket: tags, its own public access block, and whether its policy makes it public. */
import type { Read } from '../domain/aws-calls.ts';
import type { BucketContext } from '../domain/context.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import type { Enricher } from './define.ts';
import { sideLookups, tagMap, unless } from './partly.ts';

const reads = ['s3:GetBucketPolicyStatus', 's3:GetBucketPublicAccessBlock', 's3:GetBucketTagging'] as const;
type Reads = (typeof reads)[number];

function subject(finding: Finding): Resource | undefined {
  return finding.resources.find((resource) => resource.kind === 'bucket' && !resource.placeholder);
}

async function accessBlock(read: Read<Reads>, Bucket: string): Promise<BucketContext['publicAccessBlock']> {
  const none = { PublicAccessBlockConfiguration: undefined };
  const found = await unless(['NoSuchPublicAccessBlockConfiguration'], none, read('s3:GetBucketPublicAccessBlock', { Bucket }));
  const block = found.PublicAccessBlockConfiguration;
  if (!block) return 'absent';
  const all = block.BlockPublicAcls && block.IgnorePublicAcls && block.BlockPublicPolicy && block.RestrictPublicBuckets;
  return all ? 'all' : 'partial';
}

async function publicByPolicy(read: Read<Reads>, Bucket: string): Promise<boolean> {
  const found = await unless(['NoSuchBucketPolicy'], { PolicyStatus: undefined }, read('s3:GetBucketPolicyStatus', { Bucket }));
  return found.PolicyStatus?.IsPublic ?? false;
}

export const bucketEnricher: Enricher<Reads> = {
  id: 'bucket',
  label: 'the bucket',
  reads,
  applies: (finding) => !finding.sample && subject(finding) !== undefined,
  async enrich(finding, tools) {
    const resource = subject(finding);
    if (!resource) return undefined;
    const read = tools.readIn(resource.region);
    const Bucket = resource.id;
    const side = sideLookups();
    // The one thing that must be known: saying "absent" or "all" without knowing would mislead.
    const block = accessBlock(read, Bucket);
    const [publicAccessBlock, isPublic, tags] = await Promise.all([
      block,
      side.or('policy status of the bucket', undefined, publicByPolicy(read, Bucket)),
      side.or('tags of the bucket', undefined, unless(['NoSuchTagSet'], undefined, read('s3:GetBucketTagging', { Bucket }))),
    ]);
    return side.finish({
      name: Bucket,
      tags: tagMap(tags?.TagSet),
      publicAccessBlock,
      ...(isPublic === undefined ? {} : { publicByPolicy: isPublic }),
    });
  },
};
