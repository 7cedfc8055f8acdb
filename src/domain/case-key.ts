/** Which case a finding belongs to, and which row of it. */
import { createHash } from 'node:crypto';
import type { Finding, Resource, ResourceKind } from './finding.ts';
import { isAttackSequence, isInbound } from './threat-type.ts';

const GLOBAL: ReadonlySet<ResourceKind> = new Set(['user', 'role', 'root', 'access-key', 'policy']);

/** IAM is the same in every Region, so keys about it must not differ by Region. */
export function keyRegion(resource: Resource): string {
  return GLOBAL.has(resource.kind) ? 'global' : resource.region;
}

/** Threats by account, Region, resource and family; controls by account and control; vulnerabilities by CVE; attack sequences alone. */
export function caseKeyOf(finding: Finding): string {
  if (finding.class === 'vulnerability') return joined('vulnerability', finding.vulnerability?.id ?? finding.type);
  if (finding.class === 'control') return joined('control', finding.account, ownerOfControl(finding), finding.type);
  if (isAttackSequence(finding.type)) return joined('sequence', finding.identity);
  return joined('threat', subjectOf(finding), familyOf(finding), finding.sample ? 'sample' : '');
}

/** The resource within the case. */
export function rowKeyOf(finding: Finding): string {
  return subjectOf(finding);
}

/** What happens to the resource: other findings of the same family about it belong to the same story. */
function familyOf(finding: Finding): string {
  if (finding.threat === 'active') return isInbound(finding.type, finding.resourceRole) ? 'inbound' : 'activity';
  if (finding.threat === 'exposure') return 'exposure';
  return finding.sensitive ? 'data' : finding.type;
}

/** Control ids are only unique within the product that defines them. */
function ownerOfControl({ product }: Finding): string {
  return product.genuine ? product.name.toLowerCase() : `foreign ${product.name.toLowerCase()}`;
}

/** Keys come and go with a session; the user or role behind them is what stays. */
function subjectOf(finding: Finding): string {
  const [first] = finding.resources;
  const behind =
    first?.kind === 'access-key' ? finding.resources.find(({ kind }) => kind === 'user' || kind === 'role' || kind === 'root') : first;
  const subject = behind ?? first;
  if (!subject) return joined(finding.account, finding.region, 'account');
  return joined(subject.account, keyRegion(subject), subject.kind, subject.kind === 'other' ? (subject.arn ?? subject.id) : subject.id);
}

const MOST_KEY = 400;

/** Names come from whoever imports findings: a key without end is cut, and stays its own by the hash of all of it. */
function joined(...parts: string[]): string {
  let key = '';
  for (const part of parts) if (part !== '') key = key === '' ? part : `${key}|${part}`;
  return key.length <= MOST_KEY ? key : `${key.slice(0, MOST_KEY - 33)}#${createHash('sha256').update(key).digest('hex').slice(0, 32)}`;
}
