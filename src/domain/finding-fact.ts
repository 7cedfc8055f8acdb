/** From a finding to what the log may keep of it: bounded, redacted, hashed by content. */
import { hash as digest } from 'node:crypto';
import { fingerprint } from './access-key.ts';
import { rowKeyOf } from './case-key.ts';
import type { Environment } from './context.ts';
import type { CaseSubject, FindingFact } from './events.ts';
import type { Finding, Principal, Resource, Vulnerability } from './finding.ts';
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
  return digest('sha256', identity).slice(0, 32);
}

/** A finding is never changed once it is read, and its claim and its fact both want the hash. */
const contentHashes = new WeakMap<Finding, string>();

/** Changes when the product has news; not for workflow, note or the channel it came by. */
export function contentHash(finding: Finding): string {
  const known = contentHashes.get(finding);
  if (known !== undefined) return known;
  const hash = hashOf(finding);
  contentHashes.set(finding, hash);
  return hash;
}

function hashOf(finding: Finding): string {
  const { active, severity, title, type, count, lastSeenAt } = finding;
  const resources = finding.resources.map(({ kind, id, account, region }) => [kind, id, account, region]);
  return digest('sha256', JSON.stringify([active, severity, title, type, count, lastSeenAt, resources]));
}

/** Sorts contents of one finding: highest updatedAt, then hash. */
export function versionOf(finding: Finding): string {
  return `${String(finding.updatedAt).padStart(16, '0')}#${contentHash(finding)}`;
}

/** Short, and without key ids: whoever imports a finding chooses every text in it. */
function kept(text: string, most = 64): string {
  return bounded(redacted(text), most);
}

function resourceFact({ kind, id, arn, name, account, region, tags, publicAddresses, placeholder }: Resource): Resource {
  const fact: Resource = { kind, id: kept(id, 256), account: kept(account), region: kept(region) };
  if (arn !== undefined) fact.arn = kept(arn, 1024);
  if (name !== undefined) fact.name = kept(name, 256);
  if (tags) fact.tags = Object.fromEntries(tagsOf(tags));
  if (publicAddresses) fact.publicAddresses = publicAddresses.slice(0, 10).map((each) => kept(each));
  if (placeholder !== undefined) fact.placeholder = placeholder;
  return fact;
}

function tagsOf(tags: Record<string, string>): [string, string][] {
  return Object.entries(tags)
    .slice(0, 20)
    .map(([key, value]) => [kept(key), kept(value, 128)]);
}

function vulnerabilityFact({ id, package: name, ...known }: Vulnerability): Vulnerability {
  return { id: kept(id, 128), ...known, ...(name !== undefined && { package: kept(name, 256) }) };
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
  const fact: FindingFact = {
    identity: redacted(finding.identity),
    ref: refOf(finding.identity),
    findingId: kept(finding.findingId, 512),
    rowKey: redacted(rowKeyOf(finding)),
    updatedAt: finding.updatedAt,
    contentHash: contentHash(finding),
    severity: finding.severity,
    active: finding.active,
    workflow: finding.workflow,
    count: finding.count,
    title: kept(finding.title, 256),
    resource: resourceFact(resource),
    environment,
    tier,
    tierReason: kept(reason, 256),
    via: finding.via,
    inHub: finding.hub !== undefined,
  };
  if (finding.lastSeenAt !== undefined) fact.lastSeenAt = finding.lastSeenAt;
  if (finding.vulnerability) fact.vulnerability = vulnerabilityFact(finding.vulnerability);
  return fact;
}

function principalFact({ kind, name, session, account }: Principal): Principal {
  const fact: Principal = { kind, account: kept(account) };
  if (name) fact.name = kept(name, 256);
  if (session) fact.session = kept(session, 256);
  return fact;
}

function publicByItself(finding: Finding): boolean {
  return finding.resources.some((resource) => (resource.publicAddresses?.length ?? 0) > 0);
}

export function subjectOf(
  finding: Finding,
  place: Pick<CaseSubject, 'caseKey' | 'generation' | 'kind' | 'route' | 'channel'> & Partial<Pick<CaseSubject, 'previous' | 'quiet'>>,
): CaseSubject {
  const { principal, resourceRole } = finding;
  // Written out, and what may be missing set after it: spreading costs more here than all the rest of taking in.
  const subject: CaseSubject = {
    caseKey: redacted(place.caseKey),
    generation: place.generation,
    kind: place.kind,
    route: place.route,
    channel: place.channel,
    class: finding.class,
    threat: finding.threat,
    type: kept(finding.type, 256),
    title: kept(finding.title, 256),
    description: kept(finding.description, 1024),
    product: kept(finding.product.name),
    genuine: finding.product.genuine,
    sample: finding.sample,
    account: kept(finding.account),
    region: kept(finding.region),
    partition: kept(finding.partition),
    createdAt: finding.createdAt,
    accessKeys: finding.accessKeys.filter(({ kind }) => kind !== 'none').map(({ id }) => fingerprint(id)),
    remoteAddresses: finding.remoteAddresses.slice(0, 10).map((each) => kept(each)),
  };
  if (place.previous !== undefined) subject.previous = place.previous;
  if (place.quiet !== undefined) subject.quiet = place.quiet;
  if (principal) subject.principal = principalFact(principal);
  if (resourceRole) subject.resourceRole = resourceRole;
  return subject;
}
