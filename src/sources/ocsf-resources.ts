/** The resources, keys, principal and remote ends of an OCSF finding. */
import { accessKeyFrom } from '../domain/access-key.ts';
import { isAccount, isRegion } from '../domain/arn.ts';
import type { AccessKey, Principal, Resource } from '../domain/finding.ts';
import { principalFrom, resourceOfPrincipal } from '../domain/principal.ts';
import { type Home, resourceFrom } from '../domain/resource-id.ts';
import { at, type Fields, isRecord, record, records, text } from './fields.ts';
import { publicAddresses } from './remote.ts';

export interface OcsfResources {
  resources: Resource[];
  accessKeys: AccessKey[];
  principal?: Principal;
}

/** The version decides whether it is `resources` or, before, a single `resource`. */
export function ocsfEntries(finding: Fields): Fields[] {
  const entries = records(finding, 'resources');
  return entries.length > 0 ? entries : [record(finding, 'resource')].filter((entry) => Object.keys(entry).length > 0);
}

export function ocsfResources(finding: Fields, home: Home): OcsfResources {
  const resources: Resource[] = [];
  const accessKeys: AccessKey[] = [];
  let principal = actorOf(finding, home);
  for (const entry of ocsfEntries(finding)) {
    const said = { region: text(entry, 'region'), account: text(entry, 'owner', 'account', 'uid') };
    const where = {
      ...home,
      ...(isRegion(said.region) ? { region: said.region } : {}),
      ...(isAccount(said.account) ? { account: said.account } : {}),
    };
    const id = text(entry, 'uid') ?? text(entry, 'data', 'instance_id') ?? text(entry, 'name') ?? '';
    const resource = described(resourceFrom(text(entry, 'type'), id, where), entry);
    resources.push(resource);
    if (resource.kind === 'user' || resource.kind === 'root')
      principal ??= { kind: resource.kind, name: resource.id, account: resource.account };
    if (resource.kind !== 'access-key') continue;
    accessKeys.push(accessKeyFrom(id));
    principal ??= ofData(record(entry, 'data'), home);
    const behind = resourceOfPrincipal(principal, where);
    if (behind) resources.push(behind);
  }
  const used = actors(finding).flatMap((actor) => text(actor, 'user', 'credential_uid') ?? []);
  return { resources, accessKeys: [...accessKeys, ...used.map(accessKeyFrom)], ...(principal ? { principal } : {}) };
}

function actors(finding: Fields): Fields[] {
  return [...records(finding, 'evidences').map((evidence) => record(evidence, 'actor')), record(finding, 'actor')];
}

function actorOf(finding: Fields, home: Home): Principal | undefined {
  const user = actors(finding)
    .map((actor) => record(actor, 'user'))
    .find((fields) => text(fields, 'name') !== undefined || text(fields, 'type') === 'Root');
  if (!user) return undefined;
  return principalFrom({
    type: text(user, 'type'),
    name: text(user, 'name'),
    id: text(user, 'uid_alt') ?? text(user, 'uid'),
    account: text(user, 'account', 'uid') ?? home.account,
  });
}

/** The service's own details, whose names keep the spelling of ASFF. */
function ofData(data: Fields, home: Home): Principal | undefined {
  const either = (name: string): string | undefined => text(data, name) ?? text(data, `${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return principalFrom({
    type: either('PrincipalType') ?? either('UserType'),
    name: either('PrincipalName') ?? either('UserName'),
    id: either('PrincipalId'),
    account: home.account,
  });
}

function described(resource: Resource, entry: Fields): Resource {
  const tags = Object.fromEntries(
    records(entry, 'tags').flatMap((tag): [string, string][] =>
      text(tag, 'name') ? [[text(tag, 'name') ?? '', text(tag, 'value') ?? '']] : [],
    ),
  );
  return { ...resource, ...(tags.Name ? { name: tags.Name } : {}), ...(Object.keys(tags).length > 0 ? { tags } : {}) };
}

export function ocsfRemotes(finding: Fields): { remoteAddresses: string[]; remoteDomains: string[] } {
  const evidences = records(finding, 'evidences');
  const ends = evidences.flatMap((evidence) => [at(evidence, 'src_endpoint', 'ip'), at(evidence, 'dst_endpoint', 'ip')]);
  const domains = evidences.flatMap((evidence) => [
    text(evidence, 'query', 'hostname'),
    text(evidence, 'dst_endpoint', 'hostname'),
    text(evidence, 'dst_endpoint', 'domain'),
  ]);
  return { remoteAddresses: publicAddresses(ends), remoteDomains: domains.filter((domain) => domain !== undefined) };
}

export function resourceRoleOf(finding: Fields): 'ACTOR' | 'TARGET' | undefined {
  const role = ocsfEntries(finding)
    .map((entry) => (isRecord(entry) ? text(entry, 'role') : undefined))
    .find((word) => word !== undefined)
    ?.toUpperCase();
  return role === 'ACTOR' || role === 'TARGET' ? role : undefined;
}
