/** Identity: one string for a problem, the same whether it comes natively or through either Security Hub; one rule per product. */
import { createHash } from 'node:crypto';
import { parseArn } from './arn.ts';

export interface IdentityParts {
  account: string;
  region: string;
  /** The product's own id, as found: an ARN, a bare id, or what the rule below says. */
  id: string;
}

export type KnownProduct =
  | 'guardduty'
  | 'inspector'
  | 'macie'
  | 'access-analyzer'
  | 'config'
  | 'cloudtrail'
  | 'health'
  | 'securityhub'
  | 'firewall-manager'
  | 'trusted-advisor'
  | 'insight'
  | 'cloudwatch';

/** What of the product's id is the same everywhere. */
const rules: Partial<Record<KnownProduct, (parts: IdentityParts) => string[]>> = {
  // The finding's ARN in every channel; its account is the member's, also in the administrator's events.
  guardduty: lastOfArn,
  // The finding's ARN; the classic Inspector wrote inspector/region/account/hash instead.
  inspector: lastOfArn,
  // The native `id` is ASFF's Id and OCSF's finding_info.uid.
  macie: lastOfArn,
  // `…:security-control/S3.8/finding/<uuid>` and, older, `…:subscription/<standard>/S3.8/finding/<uuid>`.
  securityhub: lastOfArn,
  // The uuid of the finding: native `id`; in Security Hub only the last part of SourceUrl. Without it, the resource's ARN.
  'access-analyzer': ({ id }) => [id],
  // "rule name/short resource id", because the native event has no finding id at all.
  config: ({ account, region, id }) => [account, region, id],
  // The record's eventID.
  cloudtrail: ({ account, id }) => [account, id],
  // "check name/resource", for an event of a check has no id that stays.
  'trusted-advisor': ({ account, id }) => [account, id],
  // "insight ARN/what it counted".
  insight: ({ account, id }) => [account, id],
  // The alarm's name.
  cloudwatch: ({ account, region, id }) => [account, region, id],
  // `arn:aws:health:region::event/SERVICE/CODE/ID`; Security Hub adds the account and a hash.
  health: ({ account, id }) => [account, (/event\/(.+)$/.exec(id)?.[1] ?? id).split('/').slice(0, 3).join('/')],
};

export function identityOf(product: KnownProduct, parts: IdentityParts): string {
  const rule = rules[product] ?? lastOfArn;
  return bounded([product, ...rule(parts)].join('/'));
}

/** For products we do not know: importers choose their ids, so these can never equal the identity of an AWS product's finding. */
export function foreignIdentity(productArn: string | undefined, parts: IdentityParts): string {
  return bounded(
    ['foreign', productArn?.replace(':productv2/', ':product/') ?? 'unknown', parts.account, parts.region, parts.id].join('/'),
  );
}

function lastOfArn({ account, region, id }: IdentityParts): string[] {
  const arn = parseArn(id);
  if (!arn) return [account, region, lastPart(id)];
  return [arn.account ?? account, arn.region ?? region, lastPart(arn.resource)];
}

function lastPart(text: string): string {
  return text.slice(text.lastIndexOf('/') + 1) || text;
}

function bounded(identity: string): string {
  if (identity.length <= 512) return identity;
  return `${identity.slice(0, 440)}#${createHash('sha256').update(identity).digest('hex')}`;
}
