/** From the type and id a product wrote, in any of their many spellings, to one resource. */
import { accessKeyFrom, fingerprint } from './access-key.ts';
import { isAccount, isRegion, type ParsedArn, parseArn } from './arn.ts';
import type { Resource, ResourceKind } from './finding.ts';
import { kindOfArn, kindOfType } from './resource-kind.ts';

/** Where the finding is, for everything the id does not say. */
export interface Home {
  account: string;
  region: string;
  partition: string;
}

const INSTANCE = /(?<![0-9a-z-])i-[0-9a-f]{8,17}(?![0-9a-z])/;
const prefixes: [RegExp, ResourceKind][] = [
  [INSTANCE, 'instance'],
  [/^sg-[0-9a-f]+$/, 'security-group'],
  [/^acl-[0-9a-f]+$/, 'network-acl'],
  [/^vol-[0-9a-f]+$/, 'volume'],
  [/^snap-[0-9a-f]+$/, 'snapshot'],
  [/^ami-[0-9a-f]+$/, 'image'],
  [/^(?:AWS::IAM::AccessKey:|(?:AKIA|ASIA)[A-Z0-9]{16}$)/, 'access-key'],
  [/^(?:AWS:+Account:)?\d{12}$/, 'account'],
];

/** True for the made-up resources of GuardDuty's sample findings. */
export function isPlaceholder(id: string): boolean {
  return id.includes('GeneratedFinding') || /(?<![0-9a-z])i-9{8,17}(?![0-9a-z])/.test(id) || id === 'bucketName';
}

/** The id wins over the type: products get the type wrong more often. Never throws; an empty id is the account itself. */
export function resourceFrom(type: string | undefined, id: string, home: Home): Resource {
  const text = id.trim();
  if (text === '') return accountResource(home);
  const arn = parseArn(text);
  const kind = kindOf(type ?? '', text, arn);
  if (kind === 'access-key') return resourceIn(home, arn, kind, fingerprint(accessKeyFrom(text).id), text);
  if (kind === 'account') return accountResource({ ...home, account: /\d{12}/.exec(text)?.[0] ?? home.account });
  const short = shortId(kind, text, arn);
  const resource = resourceIn(home, arn, kind, short, text);
  const { account, region } = resource;
  const full = wellFormed(kind, short, text, arn, { account, region, partition: arn?.partition ?? home.partition });
  if (full) resource.arn = full;
  return resource;
}

function resourceIn(home: Home, arn: ParsedArn | undefined, kind: ResourceKind, id: string, text: string): Resource {
  const resource: Resource = { kind, id, account: arn?.account ?? home.account, region: arn?.region ?? home.region };
  if (isPlaceholder(text)) resource.placeholder = true;
  return resource;
}

export function accountResource(home: Home): Resource {
  return { kind: 'account', id: home.account, account: home.account, region: home.region };
}

function kindOf(type: string, text: string, arn: ParsedArn | undefined): ResourceKind {
  if (arn && INSTANCE.test(text) && (arn.service === 'ec2' || arn.service === '')) return 'instance';
  const named = arn ? kindOfArn(arn) : prefixes.find(([pattern]) => pattern.test(text))?.[1];
  if (named) return named;
  const typed = kindOfType(type);
  // An account never has an ARN of some other service, though products file such resources under AwsAccount.
  return arn && (typed === 'account' || typed === 'access-key') ? 'other' : typed;
}

function shortId(kind: ResourceKind, text: string, arn: ParsedArn | undefined): string {
  if (kind === 'instance') return INSTANCE.exec(text)?.[0] ?? lastPart(text);
  if (kind === 'root') return 'root';
  if (!arn) return text;
  if (kind === 'bucket') return arn.resource.split('/')[0] ?? arn.resource;
  if (kind === 'function') return arn.resource.split(':')[1] ?? arn.resource;
  if (arn.service === 'sts') return arn.resource.split('/')[1] ?? arn.resource;
  // A load balancer's last part is a hash; its name comes before.
  if (arn.service === 'elasticloadbalancing') return arn.resource.split('/').at(-2) ?? arn.resource;
  if (arn.service === 'rds') return arn.resource.replace(/^[a-z-]+[:/]/, '');
  return lastPart(arn.resource);
}

function lastPart(text: string): string {
  return text.split('/').at(-1)?.split(':').at(-1) || text;
}

function wellFormed(kind: ResourceKind, id: string, text: string, arn: ParsedArn | undefined, home: Home): string | undefined {
  const built = buildArn(kind, id, home);
  // Paths of users and roles are only in the product's own ARN.
  if (arn?.exact && arn.service !== 'sts' && kind !== 'instance' && kind !== 'bucket' && kind !== 'function') return text;
  if (built) return built;
  const rest = arn && arn.service !== 'sts' && arn.service !== '' ? arn.resource : '';
  if (!rest || !isAccount(home.account) || !isRegion(home.region)) return undefined;
  return `arn:${home.partition}:${arn?.service}:${home.region}:${home.account}:${rest}`;
}

function buildArn(kind: ResourceKind, id: string, { partition, account, region }: Home): string | undefined {
  if (kind === 'bucket') return `arn:${partition}:s3:::${id}`;
  if (!isAccount(account)) return undefined;
  if (kind === 'root') return `arn:${partition}:iam::${account}:root`;
  // The roles of IAM Identity Center have a path that only their own ARN shows.
  if (kind === 'user' || (kind === 'role' && !id.startsWith('AWSReservedSSO_'))) return `arn:${partition}:iam::${account}:${kind}/${id}`;
  if (!isRegion(region)) return undefined;
  if (kind === 'function') return `arn:${partition}:lambda:${region}:${account}:function:${id}`;
  const word = kind === 'instance' || kind === 'security-group' || kind === 'network-acl' || kind === 'volume' ? kind : undefined;
  return word ? `arn:${partition}:ec2:${region}:${account}:${word}/${id}` : undefined;
}
