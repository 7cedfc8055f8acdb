/** What the native sources share: where an event is, bounded words, and the defaults of a finding that no Security Hub has seen yet. */
import { isAccount, isRegion, parseArn, partitionOf } from '../domain/arn.ts';
import type { Finding, Resource } from '../domain/finding.ts';
import { withoutKeyIds } from '../domain/redaction.ts';
import { accountResource, type Home } from '../domain/resource-id.ts';
import type { Envelope, Parsed, ParsedInput } from './define.ts';
import { text } from './fields.ts';

const longestTitle = 256;
const longestDescription = 1024;
const longestIdentity = 512;
export const longestName = 256;
const longestReason = 300;
const mostRemotes = 10;
const mostResources = 32;
/** Of all resources together. */
const mostTags = 100;
const longestArn = 2048;

type Given = 'identity' | 'findingId' | 'class' | 'threat' | 'type' | 'title' | 'description' | 'severity';
type Optional = { [Key in Exclude<keyof Finding, Given>]?: Finding[Key] | undefined };

/** What a source must say, and what it may. */
export type NativeFacts = Pick<Finding, Given> &
  Omit<Optional, 'product' | 'account' | 'region' | 'partition' | 'via'> & { home: Home; product: string };

/** The finding's own account and Region before the envelope's, which are the administrator's for a member's finding. */
export function homeOf(envelope: Envelope, account?: unknown, region?: unknown, arn?: string): Home {
  const named = arn === undefined ? undefined : parseArn(arn);
  const place = [region, named?.region, envelope.region].find(isRegion) ?? text(region) ?? (envelope.region || 'unknown');
  // A finding that names a broken account must not be laid at the administrator's door.
  const owner = [account, named?.account].find(isAccount) ?? text(account) ?? (envelope.account || 'unknown');
  return { account: owner, region: place, partition: named?.partition ?? partitionOf(place) };
}

/** Only AWS can put events with an `aws.` source on a bus, so the source alone proves the product. */
export function nativeFinding(envelope: Envelope, facts: NativeFacts): Finding {
  const { home, product, resources = [], remoteAddresses = [], remoteDomains = [], ...given } = facts;
  const created = facts.createdAt ?? facts.updatedAt ?? envelope.time ?? 0;
  const finding: Finding = {
    via: 'native',
    product: { name: product, genuine: envelope.source.startsWith('aws.') },
    ...home,
    count: 1,
    active: true,
    workflow: 'NEW',
    sample: false,
    accessKeys: [],
    sensitive: false,
    ...present(given),
    createdAt: created,
    updatedAt: facts.updatedAt ?? envelope.time ?? created,
    resources: distinctResources(resources.length > 0 ? resources : [accountResource(home)]),
    remoteAddresses: distinct(remoteAddresses),
    remoteDomains: distinct(remoteDomains),
  };
  return {
    ...finding,
    identity: bounded(finding.identity, longestIdentity),
    findingId: shownId(finding.findingId),
    type: bounded(finding.type, longestName),
    title: bounded(withoutKeyIds(finding.title), longestTitle),
    description: bounded(withoutKeyIds(finding.description), longestDescription),
  };
}

/** Without an account there is nowhere to look and nobody to ask, so such a finding is broken. */
export function found(finding: Finding, raw: unknown): ParsedInput {
  if (!isAccount(finding.account)) return rejected(noAccount(finding.account), finding.findingId);
  return { results: [{ outcome: 'finding', finding, raw }] };
}

export function noAccount(account: string): string {
  return `its account is given as "${account}", which is not an account id of 12 digits: there is nowhere to look and nobody to ask`;
}

export function declined(reason: string, findingId?: string): ParsedInput {
  return { results: [without('declined', reason, findingId)] };
}

export function rejected(reason: string, findingId?: string): ParsedInput {
  return { results: [without('rejected', reason, findingId)] };
}

/** Cuts by code points, so that no character is torn apart, and shows that something is missing. */
export function bounded(words: string, limit: number): string {
  if (words.length <= limit) return words;
  const points = [...words.slice(0, limit * 2)];
  return points.length <= limit ? points.join('') : `${points.slice(0, limit - 1).join('')}…`;
}

function without(outcome: 'declined' | 'rejected', reason: string, findingId: string | undefined): Parsed {
  const words = bounded(withoutKeyIds(reason), longestReason);
  return { outcome, reason: words, ...(findingId === undefined ? {} : { findingId: shownId(findingId) }) };
}

export function shownId(id: string): string {
  return bounded(withoutKeyIds(id), longestIdentity);
}

function distinct(values: string[]): string[] {
  return [...new Set(values)].slice(0, mostRemotes).map((value) => bounded(value, longestName));
}

/** Each once, with everything that somebody outside could make long cut to a bound. */
export function distinctResources(resources: Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  let tagsLeft = mostTags;
  for (const given of resources.slice(0, mostResources * 4)) {
    const resource = boundedResource(given, tagsLeft);
    if (resource.tags) tagsLeft -= Object.keys(resource.tags).length;
    const key = `${resource.kind} ${resource.account} ${resource.id}`;
    if (!seen.has(key)) seen.set(key, resource);
  }
  return [...seen.values()].slice(0, mostResources);
}

function boundedResource(
  { kind, id, arn, name, account, region, tags, publicAddresses, placeholder }: Resource,
  tagsLeft: number,
): Resource {
  const resource: Resource = {
    kind,
    id: bounded(id, longestIdentity),
    account: bounded(account, 64),
    region: bounded(region, 64),
  };
  if (placeholder !== undefined) resource.placeholder = placeholder;
  // Half an ARN names something else or nothing.
  if (arn && arn.length <= longestArn) resource.arn = arn;
  if (name) resource.name = bounded(name, longestName);
  const kept = tags ? Object.entries(tags).slice(0, Math.min(tagsLeft, 50)) : [];
  if (kept.length > 0) resource.tags = Object.fromEntries(kept.map(([key, value]) => [bounded(key, 128), bounded(value, longestName)]));
  if (publicAddresses) resource.publicAddresses = publicAddresses.slice(0, mostRemotes);
  return resource;
}

/** Optional facts left undefined keep their default. */
function present<T extends object>(object: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [Key in keyof T]: Exclude<T[Key], undefined>;
  };
}
