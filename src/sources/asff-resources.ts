/** The resources, keys and principal of an ASFF finding; Details may be missing or directly under the wrong level. */
import { accessKeyFrom } from '../domain/access-key.ts';
import { isRegion } from '../domain/arn.ts';
import type { AccessKey, Principal, Resource } from '../domain/finding.ts';
import { principalFrom, resourceOfPrincipal } from '../domain/principal.ts';
import { type Home, isPlaceholder, resourceFrom } from '../domain/resource-id.ts';
import { type Fields, record, records, text, texts } from './fields.ts';
import { publicAddresses } from './remote.ts';

export interface AsffResources {
  resources: Resource[];
  accessKeys: AccessKey[];
  principal?: Principal;
}

export function asffResources(finding: Fields, home: Home): AsffResources {
  const resources: Resource[] = [];
  const accessKeys: AccessKey[] = [];
  let principal: Principal | undefined;
  for (const entry of records(finding, 'Resources')) {
    const said = text(entry, 'Region');
    const where: Home = { account: home.account, region: isRegion(said) ? said : home.region, partition: home.partition };
    const resource = described(resourceFrom(text(entry, 'Type'), text(entry, 'Id') ?? '', where), entry);
    resources.push(resource);
    const ofKey = details(entry, 'AwsIamAccessKey');
    if (resource.kind === 'access-key') accessKeys.push(accessKeyFrom(text(entry, 'Id')));
    else if (text(ofKey, 'AccessKeyId')) accessKeys.push(accessKeyFrom(text(ofKey, 'AccessKeyId')));
    principal ??= principalOf(resource, ofKey, home);
    const behind = resource.kind === 'access-key' ? resourceOfPrincipal(principal, where) : undefined;
    if (behind) resources.push(behind);
  }
  // An attack sequence names its actors apart from its resources.
  for (const actor of records(finding, 'Detection', 'Sequence', 'Actors')) {
    const user = record(actor, 'User');
    if (text(user, 'CredentialUid')) accessKeys.push(accessKeyFrom(text(user, 'CredentialUid')));
    principal ??= principalFrom({
      type: text(user, 'Type'),
      name: text(user, 'Name'),
      id: text(user, 'Uid'),
      account: text(user, 'Account', 'Uid') ?? home.account,
    });
  }
  return principal ? { resources, accessKeys, principal } : { resources, accessKeys };
}

function principalOf(resource: Resource, ofKey: Fields, home: Home): Principal | undefined {
  if (resource.kind === 'user' || resource.kind === 'root') return { kind: resource.kind, name: resource.id, account: resource.account };
  if (resource.kind !== 'access-key') return undefined;
  const name = text(ofKey, 'PrincipalName') ?? text(ofKey, 'UserName');
  return principalFrom({
    type: text(ofKey, 'PrincipalType'),
    name,
    id: text(ofKey, 'PrincipalId'),
    arn: text(ofKey, 'SessionContext', 'SessionIssuer', 'Arn'),
    account: text(ofKey, 'AccountId') ?? home.account,
  });
}

/** Under their type's name, or (as some relays write them) directly under Details. */
export function details(entry: Fields, type: string): Fields {
  const nested = record(entry, 'Details', type);
  return Object.keys(nested).length > 0 ? nested : record(entry, 'Details');
}

/** Takes over the resource, which nobody else has seen yet. */
function described(resource: Resource, entry: Fields): Resource {
  const tags = Object.entries(record(entry, 'Tags')).filter((tag): tag is [string, string] => typeof tag[1] === 'string');
  if (tags.length > 0) resource.tags = Object.fromEntries(tags);
  const name = resource.tags?.Name;
  if (name) resource.name = name;
  const addresses = resource.kind === 'instance' ? publicAddresses(texts(details(entry, 'AwsEc2Instance'), 'IpV4Addresses')) : [];
  if (addresses.length > 0) resource.publicAddresses = addresses;
  if (isPlaceholder(resource.id)) resource.placeholder = true;
  return resource;
}
