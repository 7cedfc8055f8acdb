/** From a finding to what the log may keep of it: bounded, redacted, hashed by content. */
import { createHash } from 'node:crypto';
import { fingerprint } from './access-key.ts';
import { rowKeyOf } from './case-key.ts';
import type { Environment } from './context.ts';
import type { CaseSubject, FindingFact } from './events.ts';
import type { Finding, Principal, Resource } from './finding.ts';
import { withoutKeyIds as redacted } from './redaction.ts';
import { tierOf } from './tier.ts';

/** The first `most` code points. */
export function bounded(text: string, most: number): string {
  // Never more code points than units, and nearly every text is short enough.
  if (text.length <= most) return text;
  const points = [...text];
  return points.length <= most ? text : `${points.slice(0, most - 1).join('')}…`;
}

/** Names a finding's item in the table, without its text: 32 hex characters. */
export function refOf(identity: string): string {
  return createHash('sha256').update(identity).digest('hex').slice(0, 32);
}

/** Changes when the product has news; not for workflow, note or the channel it came by. */
export function contentHash(finding: Finding): string {
  const { active, severity, title, type, count, lastSeenAt } = finding;
  const resources = finding.resources.map(({ kind, id, account, region }) => [kind, id, account, region]);
  return createHash('sha256')
    .update(JSON.stringify([active, severity, title, type, count, lastSeenAt, resources]))
    .digest('hex');
}

/** Sorts contents of one finding: highest updatedAt, then hash. */
export function versionOf(finding: Finding): string {
  return `${String(finding.updatedAt).padStart(16, '0')}#${contentHash(finding)}`;
}

function resourceFact(resource: Resource): Resource {
  const tags = Object.entries(resource.tags ?? {}).slice(0, 20);
  return {
    ...resource,
    id: bounded(redacted(resource.id), 256),
    ...(resource.tags && { tags: Object.fromEntries(tags.map(([key, value]) => [bounded(key, 64), bounded(redacted(value), 128)])) }),
  };
}

/** `trusted`: policy lists the product for this account. */
export function factOf(finding: Finding, environment: Environment, trusted: boolean): FindingFact {
  const { tier, reason } = tierOf({ finding, environment, trusted, internetFacing: publicByItself(finding) });
  const resource = finding.resources[0] ?? {
    kind: 'account' as const,
    id: finding.account,
    account: finding.account,
    region: finding.region,
  };
  return {
    identity: redacted(finding.identity),
    ref: refOf(finding.identity),
    findingId: bounded(redacted(finding.findingId), 512),
    rowKey: redacted(rowKeyOf(finding)),
    updatedAt: finding.updatedAt,
    contentHash: contentHash(finding),
    severity: finding.severity,
    active: finding.active,
    workflow: finding.workflow,
    count: finding.count,
    ...(finding.lastSeenAt !== undefined && { lastSeenAt: finding.lastSeenAt }),
    title: bounded(redacted(finding.title), 256),
    resource: resourceFact(resource),
    environment,
    tier,
    tierReason: reason,
    ...(finding.vulnerability && { vulnerability: finding.vulnerability }),
    via: finding.via,
    inHub: finding.hub !== undefined,
  };
}

function principalFact({ kind, name, session, account }: Principal): Principal {
  const part = (text: string) => bounded(redacted(text), 256);
  return { kind, account: bounded(account, 64), ...(name && { name: part(name) }), ...(session && { session: part(session) }) };
}

function publicByItself(finding: Finding): boolean {
  return finding.resources.some((resource) => (resource.publicAddresses?.length ?? 0) > 0);
}

export function subjectOf(
  finding: Finding,
  place: Pick<CaseSubject, 'caseKey' | 'generation' | 'kind' | 'route' | 'channel'> & Partial<Pick<CaseSubject, 'previous' | 'quiet'>>,
): CaseSubject {
  const { principal, resourceRole } = finding;
  return {
    ...place,
    caseKey: redacted(place.caseKey),
    class: finding.class,
    threat: finding.threat,
    type: bounded(redacted(finding.type), 256),
    title: bounded(redacted(finding.title), 256),
    description: bounded(redacted(finding.description), 1024),
    product: bounded(finding.product.name, 64),
    genuine: finding.product.genuine,
    sample: finding.sample,
    account: finding.account,
    region: finding.region,
    partition: finding.partition,
    createdAt: finding.createdAt,
    ...(principal && { principal: principalFact(principal) }),
    accessKeys: finding.accessKeys.filter(({ kind }) => kind !== 'none').map(({ id }) => fingerprint(id)),
    remoteAddresses: finding.remoteAddresses,
    ...(resourceRole && { resourceRole }),
  };
}
