/** What both Security Hubs share: bounded texts, distinct lists and the defaults of a finding. */
import type { Finding } from '../domain/finding.ts';
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

export function hubFinding({ home, ...facts }: HubFacts): Finding {
  return {
    count: 1,
    active: true,
    workflow: 'NEW',
    sample: false,
    sensitive: false,
    ...facts,
    ...home,
    findingId: shownId(facts.findingId),
    type: bounded(facts.type, longestName),
    title: bounded(withoutKeyIds(facts.title), 256),
    description: bounded(withoutKeyIds(facts.description), 1024),
    resources: distinctResources(facts.resources.length > 0 ? facts.resources : [accountResource(home)]),
    accessKeys: [...new Map((facts.accessKeys ?? []).map((key) => [key.id, key])).values()].slice(0, 10),
    remoteAddresses: [...new Set(facts.remoteAddresses ?? [])].slice(0, 10),
    remoteDomains: [...new Set(facts.remoteDomains ?? [])].slice(0, 10).map((domain) => bounded(domain, longestName)),
  };
}

/** `${var}` and `<<var>>`: somebody posted a template instead of what it renders to. */
export function isTemplate(...values: (string | undefined)[]): boolean {
  return values.some((value) => value !== undefined && /\$\{[^}]*\}|<<[^>]*>>|\{\{[^}]*\}\}/.test(value));
}

export const TEMPLATE_REASON = 'placeholders were never filled in: this is a template, not a finding';
