/** Circuit breaker: so many responses by themselves an hour and account, and no more; far too many, and none until people start them again. */
import type { Risk } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';
import { stop } from './stops.ts';

interface Hour extends Item {
  /** Ids of the responses that began by themselves, and of those that were held back: the same one counts once. */
  began: string[];
  destructive: string[];
  held: string[];
  version: number;
}

const HOUR = 3_600_000;
/** So many times the limit, and it is no accident any more. */
const RUNAWAY = 3;
const TRIES = 10;

function keyOf(account: string, now: number): { pk: string; sk: string } {
  return { pk: `BREAKER#${account}`, sk: new Date(Math.floor(now / HOUR) * HOUR).toISOString().slice(0, 13) };
}

async function hourOf(table: Table, account: string, now: number): Promise<Hour> {
  const key = keyOf(account, now);
  return ((await table.get(key.pk, key.sk)) as Hour | undefined) ?? { ...key, began: [], destructive: [], held: [], version: 0 };
}

/** Why nothing more may begin by itself in this account within this hour, or undefined. */
export async function breakerOpen(
  account: string,
  risk: Risk,
  { table, clock, policy }: Pick<Services, 'table' | 'clock'> & { policy: Pick<Policy, 'breaker'> },
): Promise<string | undefined> {
  const { began, destructive } = await hourOf(table, account, clock.now());
  const { automaticPerHour, destructivePerHour } = policy.breaker;
  if (began.length >= automaticPerHour) return `${began.length} responses began by themselves in this account within the hour`;
  if (risk !== 'nondestructive' && destructive.length >= destructivePerHour)
    return `${destructive.length} disruptive responses began by themselves in this account within the hour`;
  return undefined;
}

/** Counted once, whatever is run again; `what` tells one that began from one that was held back. True when it ran away. */
export async function count(
  what: 'began' | 'held',
  responseId: string,
  account: string,
  risk: Risk,
  services: Pick<Services, 'table' | 'clock' | 'policy'>,
): Promise<boolean> {
  const { table, clock, policy } = services;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const hour = await hourOf(table, account, clock.now());
    if (hour[what].includes(responseId)) return false;
    const next: Hour = {
      ...hour,
      [what]: [...hour[what], responseId],
      destructive: what === 'began' && risk !== 'nondestructive' ? [...hour.destructive, responseId] : hour.destructive,
      version: hour.version + 1,
    };
    const written = hour.version === 0 ? await table.putNew(next) : await table.replace(next, 'version', hour.version);
    if (!written) continue;
    const all = next.began.length + next.held.length;
    if (all < policy.breaker.automaticPerHour * RUNAWAY) return false;
    const reason = `${all} responses wanted to begin by themselves within an hour`;
    return stop(table, `account/${account}`, reason, { kind: 'drawbridge' }, clock.now());
  }
  throw new Error(`the breaker of account ${account} changes all the time`);
}
