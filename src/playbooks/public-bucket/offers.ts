/** Which buckets can be closed to the public: where the public is the problem, not a named account that was let in. */
import type { Finding, Resource } from '../../domain/finding.ts';
import type { Refusal } from '../../domain/plan.ts';
import type { Offer } from '../define.ts';

const MOST_BUCKETS = 5;
const controls = /^(?:PCI\.)?S3\.(?:1|2|3|8)$/;
const policies = /^Policy:.*(?:Public|Anonymous|BlockPublicAccessDisabled)/;
/** Access Analyzer tells the public from a named account in its title only, natively and in Security Hub. */
const analyzer = /\b(?:is open to everyone|allows public access)$/;
const named = /^External access$|^Policy:.*(?:Shared|Replicated)Externally/;

function isPublic({ type, title, threat, class: kind }: Finding): boolean {
  if (kind === 'control') return controls.test(type);
  if (threat === 'exposure' && /^SensitiveData:/.test(type)) return true;
  return policies.test(type) || (type === 'External access' && analyzer.test(title));
}

function isBucket({ kind, id, placeholder }: Resource): boolean {
  return kind === 'bucket' && !placeholder && /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(id);
}

const namedAccount: Refusal = {
  refused: 'The bucket is shared with a named account, not with the public: blocking public access would change nothing',
  nextStep: 'Take the statement with that principal out of the bucket policy; keep a copy of the policy',
};

export function offersFor(finding: Finding): { offers: Offer[]; refusal?: Refusal } {
  const buckets = finding.resources.filter(isBucket).slice(0, MOST_BUCKETS);
  if (!finding.active || finding.sample || buckets.length === 0) return { offers: [] };
  if (!isPublic(finding)) return named.test(finding.type) ? { offers: [], refusal: namedAccount } : { offers: [] };
  return {
    offers: buckets.map((bucket) => ({
      target: { kind: 'bucket', account: bucket.account, region: bucket.region, label: `bucket ${bucket.id}`, key: `bucket/${bucket.id}` },
      label: 'Block public access',
      accessibilityLabel: `Block public access to bucket ${bucket.id}`.slice(0, 75),
      secret: { bucket: bucket.id, ...(finding.sensitive && { sensitive: 'yes' }) },
      rank: 10,
    })),
  };
}
