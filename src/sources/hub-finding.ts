/** What both Security Hubs share: bounded texts, distinct lists and the defaults of a finding. */
import type { AccessKey, Finding } from '../domain/finding.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { accountResource, type Home } from '../domain/resource-id.ts';
import { bounded, distinctResources, longestName, shownId } from './native.ts';

type Defaulted =
  | 'count'
  | 'active'
  | 'workflow'
  | 'sample'
  | 'accessKeys'
  | 'sensitive'
  | 'remoteAddresses'
  | 'remoteDomains'
  | 'account'
  | 'region'
  | 'partition';

export type HubFacts = Omit<Finding, Defaulted> & { [Key in Exclude<Defaulted, keyof Home>]?: Finding[Key] } & { home: Home };

/** Written out, because every finding of a storm comes by here and spreading costs more than reading it. */
export function hubFinding(facts: HubFacts): Finding {
  const { home, accessKeys = [], remoteAddresses = [], remoteDomains = [] } = facts;
  const finding: Finding = {
    identity: facts.identity,
    findingId: shownId(facts.findingId),
    via: facts.via,
    product: facts.product,
    class: facts.class,
    threat: facts.threat,
    type: bounded(facts.type, longestName),
    title: bounded(withoutKeyIds(facts.title), 256),
    description: bounded(withoutKeyIds(facts.description), 1024),
    severity: facts.severity,
    account: home.account,
    region: home.region,
    partition: home.partition,
    createdAt: facts.createdAt,
    updatedAt: facts.updatedAt,
    count: facts.count ?? 1,
    active: facts.active ?? true,
    workflow: facts.workflow ?? 'NEW',
    sample: facts.sample ?? false,
    resources: distinctResources(facts.resources.length > 0 ? facts.resources : [accountResource(home)]),
    accessKeys: distinctKeys(accessKeys),
    remoteAddresses: remoteAddresses.length > 0 ? [...new Set(remoteAddresses)].slice(0, 10) : [],
    remoteDomains: remoteDomains.length > 0 ? [...new Set(remoteDomains)].slice(0, 10).map((domain) => bounded(domain, longestName)) : [],
    sensitive: facts.sensitive ?? false,
  };
  setOptional(finding, facts);
  return finding;
}

type Optional = 'firstSeenAt' | 'lastSeenAt' | 'note' | 'resourceRole' | 'principal' | 'vulnerability' | 'hub';

function setOptional(finding: Finding, facts: Pick<Finding, Optional>): void {
  if (facts.firstSeenAt !== undefined) finding.firstSeenAt = facts.firstSeenAt;
  if (facts.lastSeenAt !== undefined) finding.lastSeenAt = facts.lastSeenAt;
  if (facts.note) finding.note = facts.note;
  if (facts.resourceRole) finding.resourceRole = facts.resourceRole;
  if (facts.principal) finding.principal = facts.principal;
  if (facts.vulnerability) finding.vulnerability = facts.vulnerability;
  if (facts.hub) finding.hub = facts.hub;
}

function distinctKeys(keys: AccessKey[]): AccessKey[] {
  return keys.length < 2 ? keys : [...new Map(keys.map((key) => [key.id, key])).values()].slice(0, 10);
}

/** `${var}` and `<<var>>`: somebody posted a template instead of what it renders to. */
export function isTemplate(...values: (string | undefined)[]): boolean {
  return values.some((value) => value !== undefined && /\$\{[^}]*\}|<<[^>]*>>|\{\{[^}]*\}\}/.test(value));
}

export const TEMPLATE_REASON = 'placeholders were never filled in: this is a template, not a finding';
