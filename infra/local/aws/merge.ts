/** Merges a partial document into the simulated accounts; null takes something away for good, what is left out gets defaults. */
import { newAccount, newBucket, newInstance, newKey, newRegion, newRole, newSecurityGroup, newUser } from './defaults.ts';
import { principalId } from './ids.ts';
import type { Account, Region, World } from './world.ts';

type Plain = Record<string, unknown>;

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Findings are a list: those that are there already are updated, the others added. */
function mergeFindings(into: unknown[], from: unknown[]): unknown[] {
  const merged = [...into];
  for (const finding of from) {
    const at = isPlain(finding) ? merged.findIndex((other) => isPlain(other) && other.Id === finding.Id) : -1;
    if (at < 0) merged.push(finding);
    else merge(merged[at] as Plain, finding as Plain, []);
  }
  return merged;
}

/** Paths of the things that calls could otherwise adopt again. */
const ADOPTABLE = /^(users|roles|buckets|users\/[^/]+\/accessKeys|regions\/[^/]+\/(instances|securityGroups))\/$/;

function merge(into: Plain, from: Plain, removed: string[], path = ''): void {
  for (const [key, value] of Object.entries(from)) {
    if (key === '__proto__') continue;
    const held = into[key];
    if (value === null) {
      delete into[key];
      if (ADOPTABLE.test(path)) removed.push(key);
    } else if (isPlain(value)) {
      const target: Plain = isPlain(held) ? held : {};
      into[key] = target;
      merge(target, value, removed, `${path}${key}/`);
    } else into[key] = key === 'findings' && Array.isArray(held) && Array.isArray(value) ? mergeFindings(held, value) : value;
  }
}

/** What is there wins over the default; the object itself stays the same one. */
function fill<T extends object>(held: T, defaults: T): T {
  const partial: Partial<T> = { ...held };
  return Object.assign(held, defaults, partial);
}

/** `make` is called with each key; everything in `held` ends up complete. */
function complete<T extends object>(held: Record<string, T>, make: (id: string) => T): void {
  for (const [id, value] of Object.entries(held)) fill(value, make(id));
}

function completeRegion(accountId: string, name: string, region: Region, now: number): void {
  fill(region, newRegion());
  complete(region.instances, (id) => newInstance(accountId, name, id, now));
  complete(region.securityGroups, (id) => newSecurityGroup(accountId, name, id));
}

function completeAccount(id: string, account: Account, now: number): void {
  fill(account, newAccount());
  complete(account.users, (name) => newUser(id, name, now));
  for (const user of Object.values(account.users)) complete(user.accessKeys, (key) => newKey(key, now));
  complete(account.roles, (name) => newRole(id, name, now));
  complete(account.instanceProfiles, (name) => ({ name, id: principalId('AIPA', id, name), role: name }));
  complete(account.buckets, (name) => newBucket(name, 'us-east-1', now));
  for (const [name, region] of Object.entries(account.regions)) completeRegion(id, name, region, now);
}

export function mergeWorld(world: World, document: Plain, now: number): void {
  const accounts = isPlain(document.accounts) ? document.accounts : {};
  const { accounts: _, ...rest } = document;
  merge(world as unknown as Plain, rest, []);
  for (const [id, partial] of Object.entries(accounts)) {
    if (partial === null) delete world.accounts[id];
    if (!isPlain(partial) || id === '__proto__') continue;
    const account = world.accounts[id] ?? newAccount();
    world.accounts[id] = account;
    const removed: string[] = [];
    merge(account as unknown as Plain, partial, removed);
    completeAccount(id, account, now);
    account.deleted.push(...removed.filter((name) => !account.deleted.includes(name)));
  }
}
