/** Finds what a call asks about; a well-formed id that nobody seeded and nobody deleted is made up on the spot and marked. */
import type { Call } from './call.ts';
import {
  defaultGroupId,
  newAccount,
  newBotRole,
  newBucket,
  newInstance,
  newKey,
  newRegion,
  newRole,
  newSecurityGroup,
  newUser,
} from './defaults.ts';
import { AwsError } from './wire.ts';
import type { AccessKey, Account, Bucket, Instance, Region, Role, SecurityGroup, User, World } from './world.ts';

export function accountOf(world: World, id: string): Account {
  const known = world.accounts[id];
  if (known) return known;
  const adopted: Account = { ...newAccount(), ...(id === world.hub.account ? {} : { adopted: true as const }) };
  world.accounts[id] = adopted;
  return adopted;
}

export function regionOf(account: Account, name: string): Region {
  const region = account.regions[name] ?? newRegion();
  account.regions[name] = region;
  return region;
}

/** Looks in `held`, adopts what `make` makes, or refuses with `missing`. */
function findOrAdopt<T extends object>(
  call: Call,
  held: Record<string, T>,
  id: string | undefined,
  form: RegExp,
  make: (id: string) => T,
  missing: (id: string) => AwsError,
): T {
  const name = id ?? '';
  const known = Object.hasOwn(held, name) ? held[name] : undefined;
  if (known) return known;
  if (!form.test(name) || call.account.deleted.includes(name)) throw missing(name);
  const adopted = { ...make(name), adopted: true };
  held[name] = adopted;
  return adopted;
}

function noSuchEntity(kind: string, name: string): AwsError {
  return new AwsError('NoSuchEntity', `The ${kind} with name ${name} cannot be found.`, 404);
}

const IAM_NAME = /^[\w+=,.@-]{1,64}$/;

export function userOf(call: Call, name: string | undefined): User {
  const make = (id: string) => newUser(call.accountId, id, call.now);
  return findOrAdopt(call, call.account.users, name, IAM_NAME, make, (id) => noSuchEntity('user', id));
}

/** The bot's roles are in every account; those that nobody seeded are no part of the state. */
export function isBotRole({ deployment }: Pick<Call['simulation'], 'deployment'>, name: string): boolean {
  return ['read', 'contain', 'destroy'].some((kind) => name === `${deployment}-${kind}`);
}

export function roleOf(call: Call, name = ''): Role {
  const { account, accountId, world } = call;
  const unseeded = !Object.hasOwn(account.roles, name) && !account.deleted.includes(name);
  if (unseeded && isBotRole(call.simulation, name)) return newBotRole(accountId, world.hub.account, name, call.now);
  const make = (id: string) => newRole(call.accountId, id, call.now);
  return findOrAdopt(call, call.account.roles, name, IAM_NAME, make, (id) => noSuchEntity('role', id));
}

/** Which account of the world lists this key, and for which user. */
export function ownerOfKey(world: World, id: string): { account: string; user: User; key: AccessKey } | undefined {
  for (const [account, { users }] of Object.entries(world.accounts)) {
    for (const user of Object.values(users)) {
      const key = Object.hasOwn(user.accessKeys, id) ? user.accessKeys[id] : undefined;
      if (key) return { account, user, key };
    }
  }
  return undefined;
}

/** The user and key in the caller's own account; an unknown long-term key gets a user of its own. */
export function keyOf(call: Call, id: string | undefined): { user: User; key: AccessKey } {
  const name = id ?? '';
  const owner = ownerOfKey(call.world, name);
  if (owner?.account === call.accountId) return owner;
  const elsewhere = owner !== undefined || (call.world.keyOwners[name] ?? call.accountId) !== call.accountId;
  if (elsewhere) throw new AwsError('AccessDenied', `The caller may not ask about the access key ${name}.`, 403);
  if (!/^AKIA[A-Z0-9]{16}$/.test(name) || call.account.deleted.includes(name)) {
    throw new AwsError('NoSuchEntity', `The Access Key with id ${name} cannot be found.`, 404);
  }
  const user = userOf(call, `adopted-${name.slice(-4)}`);
  const key: AccessKey = { ...newKey(name, call.now), adopted: true };
  user.accessKeys[name] = key;
  return { user, key };
}

export function bucketOf(call: Call, name: string): Bucket {
  for (const [account, { buckets }] of Object.entries(call.world.accounts)) {
    if (account !== call.accountId && Object.hasOwn(buckets, name)) throw new AwsError('AccessDenied', 'Access Denied', 403);
  }
  const missing = () => new AwsError('NoSuchBucket', 'The specified bucket does not exist', 404);
  const make = (id: string) => newBucket(id, call.regionName, call.now);
  return findOrAdopt(call, call.account.buckets, name, /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, make, missing);
}

function knownInAnotherRegion(call: Call, kind: 'instances' | 'securityGroups', id: string): boolean {
  return Object.values(call.account.regions).some((region) => region !== call.region && Object.hasOwn(region[kind], id));
}

const NEVER = /^$/;

export function instanceOf(call: Call, id: string | undefined): Instance {
  const name = id ?? '';
  if (!/^i-([0-9a-f]{8}|[0-9a-f]{17})$/.test(name)) throw new AwsError('InvalidInstanceID.Malformed', `Invalid id: "${name}"`);
  const known = Object.hasOwn(call.region.instances, name);
  const form = knownInAnotherRegion(call, 'instances', name) ? NEVER : /^i-/;
  const missing = () => new AwsError('InvalidInstanceID.NotFound', `The instance ID '${name}' does not exist`);
  const make = () => newInstance(call.accountId, call.regionName, name, call.now);
  const instance = findOrAdopt(call, call.region.instances, name, form, make, missing);
  if (!known) securityGroupOf(call, defaultGroupId(call.accountId, call.regionName));
  const { becomes } = instance;
  if (becomes && Date.parse(becomes.at) <= call.now) {
    instance.state = becomes.state;
    delete instance.becomes;
  }
  return instance;
}

export function securityGroupOf(call: Call, id: string | undefined): SecurityGroup {
  const name = id ?? '';
  const form = knownInAnotherRegion(call, 'securityGroups', name) ? NEVER : /^sg-([0-9a-f]{8}|[0-9a-f]{17})$/;
  const missing = () => new AwsError('InvalidGroup.NotFound', `The security group '${name}' does not exist`);
  const make = () => newSecurityGroup(call.accountId, call.regionName, name);
  return findOrAdopt(call, call.region.securityGroups, name, form, make, missing);
}
