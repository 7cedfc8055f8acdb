/** Why it matters: what enrichment found out, in one paragraph, the riskiest facts first. */
import type { CaseView } from '../src/domain/case-view.ts';
import type { BucketContext, InstanceContext, PlaceContext, PrincipalContext } from '../src/domain/context.ts';
import { bounded, quoted } from './text.ts';
import { ago, counted, duration } from './time-words.ts';

const MOST_NAMES = 3;

function names(all: readonly string[]): string {
  const shown = all.slice(0, MOST_NAMES).map((name) => bounded(name, 60));
  return all.length > MOST_NAMES ? `${shown.join(', ')} and ${all.length - MOST_NAMES} more` : shown.join(', ');
}

/** "203.0.113.7 (AS64500, NL)". */
function addressWords(address: string, place?: PlaceContext): string {
  const found = place?.addresses.find((known) => known.address === address);
  const parts = [found?.asn === undefined ? undefined : `AS${found.asn}`, found?.organisation, found?.country].filter(
    (part) => part !== undefined,
  );
  return parts.length === 0 ? bounded(address, 60) : `${bounded(address, 60)} (${parts.map((part) => bounded(part, 40)).join(', ')})`;
}

function instanceFacts(instance: InstanceContext, now: number): string[] {
  const { autoScaling: group } = instance;
  return [
    instance.openPorts.length > 0
      ? `open to the internet: ${instance.openPorts.length > 1 ? 'ports' : 'port'} ${names(instance.openPorts)}`
      : '',
    instance.publicAddresses.length > 0 ? `public ${names(instance.publicAddresses)}` : '',
    instance.role ? `role ${bounded(instance.role, 60)}` : '',
    group ? `ASG ${bounded(group.group, 60)}: ${group.healthy} of ${group.size} healthy` : '',
    instance.loadBalancers.length > 0 ? `behind target group ${names(instance.loadBalancers.map((balancer) => balancer.targetGroup))}` : '',
    instance.managedBy ? `managed by ${bounded(instance.managedBy, 40)}` : '',
    instance.state === 'running' ? '' : `is ${bounded(instance.state, 20)}`,
    instance.launchedAt === undefined ? '' : `started ${ago(instance.launchedAt, now)}`,
  ];
}

const CONTAINED = new Set(['CUT', 'CONTAINED']);

/** What was looked up before a response changed it must not be told as it was. */
function isDeactivated(fingerprint: string, responses: CaseView['responses']): boolean {
  return responses.some(
    (response) =>
      !response.undoes && !response.undoneBy && CONTAINED.has(response.outcome ?? '') && response.target.label.includes(fingerprint),
  );
}

function keyFact(key: PrincipalContext['keys'][number], responses: CaseView['responses'], now: number): string {
  if (isDeactivated(key.fingerprint, responses)) return `key ${bounded(key.fingerprint, 20)} deactivated from here`;
  const age = key.createdAt === undefined ? '' : `, ${duration(now - key.createdAt)} old`;
  const where = [key.lastService, key.lastRegion].filter((part) => part && part !== 'N/A').map((part) => bounded(part ?? '', 30));
  const used =
    key.lastUsedAt === undefined
      ? 'never used'
      : `last used ${ago(key.lastUsedAt, now)}${where.length > 0 ? ` (${where.join(', ')})` : ''}`;
  return `key ${bounded(key.fingerprint, 20)} ${bounded(key.status, 12).toLowerCase()}${age}, ${used}`;
}

function principalFacts(
  principal: PrincipalContext,
  { accessKeys, responses }: Pick<CaseView, 'accessKeys' | 'responses'>,
  now: number,
): string[] {
  const named = [...principal.keys].sort((a, b) => Number(accessKeys.includes(b.fingerprint)) - Number(accessKeys.includes(a.fingerprint)));
  return [
    principal.admin
      ? `${principal.kind} ${bounded(principal.name, 60)} is an administrator`
      : `${principal.kind} ${bounded(principal.name, 60)}`,
    ...named.slice(0, 2).map((key) => keyFact(key, responses, now)),
    !principal.admin && principal.policies.length > 0 ? `policies ${names(principal.policies)}` : '',
    principal.groups.length > 0 ? `groups ${names(principal.groups)}` : '',
    principal.console && principal.multiFactorDevices === 0 ? 'console password without a second factor' : '',
    principal.alsoUsedBy?.length ? `also used by ${names(principal.alsoUsedBy)}` : '',
  ];
}

function bucketFacts(bucket: BucketContext): string[] {
  const block = { all: 'public access blocked', partial: 'public access blocked only in part', absent: 'no public access block' };
  return [bucket.publicByPolicy ? 'its policy makes the bucket public' : '', block[bucket.publicAccessBlock]];
}

function activityFacts({ activity }: CaseView['context'], now: number): string[] {
  if (!activity) return [];
  const [newest] = activity.calls;
  if (!newest) return [`no CloudTrail calls in ${activity.windowHours} h`];
  const refused = activity.calls.filter((call) => call.error).length;
  const calls = [...new Set(activity.calls.map((call) => call.name))];
  const count = activity.calls.length >= 20 ? '20 or more calls' : counted(activity.calls.length, 'call');
  return [
    `${count} in ${activity.windowHours} h${refused > 0 ? `, ${refused} refused` : ''}: ${names(calls)}, last ${ago(newest.at, now)}`,
  ];
}

/** Facts without an introduction, each once; empty when nothing is known. */
function whyFacts(view: CaseView, now: number): string[] {
  const { instance, principal, bucket, owner, place } = view.context;
  const verb = view.resource.kind === 'instance' || view.resource.kind === 'container' ? 'contacts' : 'called from';
  const facts = [
    view.remoteAddresses.length > 0 ? `${verb} ${addressWords(view.remoteAddresses[0] ?? '', place)}` : '',
    view.remoteAddresses.length > 1 ? `and ${counted(view.remoteAddresses.length - 1, 'more address', 'more addresses')}` : '',
    ...(instance ? instanceFacts(instance, now) : []),
    ...(principal ? principalFacts(principal, view, now) : []),
    ...(bucket ? bucketFacts(bucket) : []),
    ...activityFacts(view.context, now),
    owner?.environment === 'unknown' ? 'environment unknown, so treated as production' : '',
  ];
  return [...new Set(facts)].filter((fact) => fact !== '');
}

/** One paragraph; the product's own description when little is known. */
export function whyLine(view: CaseView, now: number): string {
  const facts = whyFacts(view, now);
  const rest = view.enriched ? '' : ' · looking up the rest…';
  if (facts.length > 1) return `${bounded(facts.join(' · '), 900)}${rest}`;
  const said = bounded(view.description, 10) ? view.description : view.title;
  return `${[...facts, `${bounded(view.product, 40)} says ${quoted(said, 300)}`].join(' · ')}${rest}`;
}
