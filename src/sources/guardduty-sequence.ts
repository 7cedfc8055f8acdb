/** Attack sequences: GuardDuty's story of several signals, with actors, resources and endpoints in place of one resource. */
import { accessKeyFrom } from '../domain/access-key.ts';
import type { AccessKey, Principal, Resource } from '../domain/finding.ts';
import { principalFrom, resourceOfPrincipal } from '../domain/principal.ts';
import { type Home, resourceFrom } from '../domain/resource-id.ts';
import { type Fields, record, records, text } from './fields.ts';
import { withTags } from './tags.ts';

export interface Sequence {
  resources: Resource[];
  accessKeys: AccessKey[];
  principal: Principal | undefined;
  addresses: (string | undefined)[];
  domains: string[];
}

export function sequenceOf(sequence: Fields, home: Home): Sequence {
  const actors = records(sequence, 'actors');
  const named = records(sequence, 'resources');
  const principals = [...actors.map((actor) => actorPrincipal(actor, home)), ...named.map((resource) => keyOwner(resource, home))];
  const people = principals.filter((principal) => principal !== undefined);
  const keyIds = [...actors.map((actor) => text(actor, 'user', 'credentialUid')), ...named.filter(isKey).map((key) => text(key, 'uid'))];
  const keys = [...new Set(keyIds.filter((id) => id !== undefined))].map(accessKeyFrom);
  const endpoints = records(sequence, 'endpoints');
  return {
    // Identities first: cutting them off stops the most.
    resources: [
      ...keys.map(({ id }) => resourceFrom('AwsIamAccessKey', id, home)),
      ...people.flatMap((principal) => resourceOfPrincipal(principal, home) ?? []),
      ...named.filter((resource) => !isKey(resource)).flatMap((resource) => sequenceResource(resource, home)),
    ],
    accessKeys: keys,
    principal: people[0],
    addresses: endpoints.map((endpoint) => text(endpoint, 'ip')),
    domains: endpoints.flatMap((endpoint) => text(endpoint, 'domain') ?? []),
  };
}

function actorPrincipal(actor: Fields, home: Home): Principal | undefined {
  const user = record(actor, 'user');
  const account = text(user, 'account', 'uid') ?? home.account;
  return principalFrom({ type: text(user, 'type'), name: text(user, 'name'), id: text(user, 'uid'), account });
}

function keyOwner(resource: Fields, home: Home): Principal | undefined {
  const key = record(resource, 'data', 'accessKey');
  const account = text(resource, 'accountId') ?? home.account;
  return principalFrom({ type: text(key, 'userType'), name: text(key, 'userName'), id: text(key, 'principalId'), account });
}

function isKey(resource: Fields): boolean {
  return text(resource, 'resourceType') === 'ACCESS_KEY';
}

function sequenceResource(resource: Fields, home: Home): Resource[] {
  const id = text(resource, 'uid') ?? text(resource, 'name');
  if (id === undefined) return [];
  const place = { ...home, account: text(resource, 'accountId') ?? home.account, region: text(resource, 'region') ?? home.region };
  return [withTags(resourceFrom(text(resource, 'resourceType'), id, place), resource)];
}
