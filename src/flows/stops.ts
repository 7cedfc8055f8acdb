/** Stopped: everything, an account or a playbook, at once by anybody who may ask; started again by two people. */
import type { Actor } from '../domain/events.ts';
import type { Policy } from '../domain/policy.ts';
import type { Item, Table } from '../services/table.ts';
import { nameOf } from './describe-case.ts';

/** "everything", "account/111122223333", "automatic/111122223333" (only what runs by itself there) or "playbook/isolate_instance". */
export type StopScope = string;

export interface Stop extends Item {
  reason: string;
  by: Actor;
  at: number;
  /** The first of the two who want it started again. */
  startedBy?: Actor;
  version: number;
}

const PARTITION = 'STOP';
const scopeForm = /^(?:everything|(?:account|automatic)\/\d{12}|playbook\/[a-z_]{1,20})$/;

export function isScope(scope: string): boolean {
  return scopeForm.test(scope);
}

export function scopesOf(account: string, playbook: string): StopScope[] {
  return ['everything', `account/${account}`, `playbook/${playbook}`];
}

/** Where people need the right to start it again: in the account that is stopped, else in all of ours. */
export function accountsOfScope(scope: StopScope, policy: Pick<Policy, 'accounts'>): string[] {
  const [, account] = /\/(\d{12})$/.exec(scope) ?? [];
  return account === undefined ? Object.keys(policy.accounts) : [account];
}

export function scopeWords(scope: StopScope, accountName?: string): string {
  if (scope === 'everything') return 'everything';
  const [kind, name = ''] = scope.split('/');
  if (kind === 'playbook') return `the response ${name}`;
  return `${kind === 'automatic' ? 'what runs by itself in ' : ''}account ${accountName ?? name}`;
}

/** What the circuit breaker switches off when it is too much: people can still ask for everything. */
export function automaticScope(account: string): StopScope {
  return `automatic/${account}`;
}

/** All that is stopped now. */
export async function stops(table: Table): Promise<Stop[]> {
  return (await table.query(PARTITION)) as Stop[];
}

/** Why nothing may run there now, or undefined. */
export async function stoppedBecause(table: Table, account: string, playbook: string): Promise<string | undefined> {
  const wanted = new Set(scopesOf(account, playbook));
  const stop = (await stops(table)).find(({ sk }) => wanted.has(sk));
  return stop && stopWords(stop);
}

function stopWords({ by, sk, reason }: Stop): string {
  return `${nameOf(by)} stopped ${scopeWords(sk)}: ${reason}`;
}

/** Why exactly this scope is stopped now, or undefined. */
export async function stoppedScope(table: Table, scope: StopScope): Promise<string | undefined> {
  const stop = (await table.get(PARTITION, scope)) as Stop | undefined;
  return stop && stopWords(stop);
}

/** False when somebody else stopped it already; the same word of the same person again, after a crash, is the same stop. */
export async function stop(table: Table, scope: StopScope, reason: string, by: Actor, at: number): Promise<boolean> {
  if (await table.putNew({ pk: PARTITION, sk: scope, reason, by, at, version: 1 })) return true;
  const known = (await table.get(PARTITION, scope)) as Stop | undefined;
  return known !== undefined && known.reason === reason && nameOf(known.by) === nameOf(by);
}

export type Started = 'not stopped' | 'asked' | 'same person' | 'started';

const isSame = (a: Actor | undefined, b: Actor) => a?.kind === 'person' && b.kind === 'person' && a.id === b.id;

/** Two different people have to want it. */
export async function start(table: Table, scope: StopScope, by: Actor): Promise<Started> {
  const known = (await table.get(PARTITION, scope)) as Stop | undefined;
  if (!known) return 'not stopped';
  if (isSame(known.startedBy, by)) return 'same person';
  if (!known.startedBy) {
    const asked = await table.replace({ ...known, startedBy: by, version: known.version + 1 }, 'version', known.version);
    return asked ? 'asked' : start(table, scope, by);
  }
  return (await table.removeIf(PARTITION, scope, 'version', known.version)) ? 'started' : start(table, scope, by);
}
