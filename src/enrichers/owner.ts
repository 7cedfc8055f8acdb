/** Owner and environment: tags first, then the account map; unknown counts as production. */
import type { Read } from '../domain/aws-calls.ts';
import type { Environment, OwnerContext } from '../domain/context.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import type { Enricher, EnricherTools } from './define.ts';
import { sideLookups, tagMap, unless } from './partly.ts';

const reads = ['ec2:DescribeInstances', 'iam:ListRoleTags', 'iam:ListUserTags', 's3:GetBucketTagging'] as const;
type Reads = (typeof reads)[number];

const environmentTags = ['env', 'environment', 'stage', 'deployment-environment'];
const ownerTags = ['owner', 'team', 'squad', 'service-owner', 'app-owner', 'contact'];
/** Whole words, so that "internal" and "device" are not taken for somewhere harmless. */
const words: [RegExp, Environment][] = [
  [/^(?:non-?prod|dev|devel|development|test|testing|sandbox|sbx|lab|qa|int|integration)(?![a-z])/, 'development'],
  [/^(?:stag|stage|staging|stg|uat|pre-?prod|preview)(?![a-z])/, 'staging'],
  [/^(?:prod|production|prd|live)(?![a-z])/, 'production'],
];

/** What an environment's name means; undefined for a name nobody here knows. */
export function environmentFrom(value: string | undefined): Environment | undefined {
  const name = (value ?? '').trim().toLowerCase();
  return words.find(([pattern]) => pattern.test(name))?.[1];
}

/** Tag keys are compared without case and without a prefix such as "acme:". */
function tagNamed(tags: Record<string, string>, names: readonly string[]): [key: string, value: string] | undefined {
  const own = Object.entries(tags).filter(([key, value]) => !key.startsWith('aws:') && value.trim() !== '');
  for (const name of names) {
    const found = own.find(([key]) => key.toLowerCase().split(/[:/]/).at(-1)?.replaceAll('_', '-') === name);
    if (found) return found;
  }
  return undefined;
}

async function tagsOf(resource: Resource, readIn: (region: string) => Read<Reads>): Promise<Record<string, string>> {
  const { kind, id, region } = resource;
  const read = readIn(region);
  if (kind === 'instance') {
    const gone = { Reservations: [] };
    const { Reservations } = await unless(['InvalidInstanceID.NotFound'], gone, read('ec2:DescribeInstances', { InstanceIds: [id] }));
    return tagMap(Reservations?.[0]?.Instances?.[0]?.Tags);
  }
  if (kind === 'user') return tagMap((await unless(['NoSuchEntity'], { Tags: [] }, read('iam:ListUserTags', { UserName: id }))).Tags);
  if (kind === 'role') return tagMap((await unless(['NoSuchEntity'], { Tags: [] }, read('iam:ListRoleTags', { RoleName: id }))).Tags);
  if (kind === 'bucket')
    return tagMap((await unless(['NoSuchTagSet'], { TagSet: [] }, read('s3:GetBucketTagging', { Bucket: id }))).TagSet);
  return {};
}

/** What carries the tags: the primary resource, or the principal behind a credential. */
function subject({ resources, principal, account, region }: Finding): Resource | undefined {
  const tagged = resources.find(({ kind }) => ['instance', 'user', 'role', 'bucket'].includes(kind));
  if (tagged) return tagged;
  const kind = principal?.kind === 'user' || principal?.kind === 'role' ? principal.kind : undefined;
  return kind && principal?.name && principal.account === account ? { kind, id: principal.name, account, region } : undefined;
}

export const ownerEnricher: Enricher<Reads> = {
  id: 'owner',
  label: 'owner and environment',
  reads,
  applies: () => true,
  async enrich(finding, { accounts, readIn }) {
    const side = sideLookups();
    const resource = subject(finding);
    const stated = { ...resource?.tags, ...finding.resources[0]?.tags };
    const enough = finding.sample || resource?.placeholder || (tagNamed(stated, environmentTags) && tagNamed(stated, ownerTags));
    const looked = resource && !enough ? await side.or('tags of the resource', {}, tagsOf(resource, readIn)) : {};
    return side.finish(ownerFrom({ ...stated, ...looked }, accounts[finding.account]));
  },
};

type AccountEntry = EnricherTools<Reads>['accounts'][string] | undefined;

function ownerFrom(tags: Record<string, string>, account: AccountEntry): OwnerContext {
  const environmentTag = tagNamed(tags, environmentTags);
  const byTag = environmentFrom(environmentTag?.[1]);
  const byAccount = environmentFrom(account?.environment);
  const owner = tagNamed(tags, ownerTags)?.[1] ?? account?.owner;
  const source = byTag ? `tag ${environmentTag?.[0]}` : byAccount ? 'account map' : 'unknown, so treated as production';
  return {
    ...(owner ? { owner } : {}),
    environment: byTag ?? byAccount ?? 'unknown',
    source,
    ...(account?.name ? { accountName: account.name } : {}),
  };
}
