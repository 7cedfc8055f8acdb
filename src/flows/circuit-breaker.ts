/** Circuit breaker: so many responses by themselves an hour and account, and no more; far too many, and none until people start them again. */
import type { Risk } from '../domain/plan.ts';
import type { Policy } from '../domain/policy.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';
import { automaticScope, stoppedScope } from './stops.ts';

interface Hour extends Item {
  /** Ids of the responses that began by themselves, and of those that were held back: the same one counts once. */
  began: string[];
  destructive: string[];
  held: string[];
  version: number;
}

type BreakerServices = Pick<Services, 'table' | 'clock'> & { policy: Pick<Policy, 'breaker'> };

const hourMilliseconds = 3_600_000;
/** So many times the limit wanted to begin, and it is no accident any more. */
const runaway = 3;
const mostTries = 25;

function keyOf(account: string, now: number): { pk: string; sk: string } {
  return { pk: `BREAKER#${account}`, sk: new Date(Math.floor(now / hourMilliseconds) * hourMilliseconds).toISOString().slice(0, 13) };
}

async function hourOf(table: Table, account: string, now: number): Promise<Hour> {
  const key = keyOf(account, now);
  return ((await table.get(key.pk, key.sk)) as Hour | undefined) ?? { ...key, began: [], destructive: [], held: [], version: 0 };
}

function fullBecause({ began, destructive }: Hour, risk: Risk, { breaker }: BreakerServices['policy']): string | undefined {
  if (began.length >= breaker.automaticPerHour) return `${began.length} responses began by themselves in this account within the hour`;
  if (risk !== 'nondestructive' && destructive.length >= breaker.destructivePerHour)
    return `${destructive.length} disruptive responses began by themselves in this account within the hour`;
  return undefined;
}

/** Changes the hour as it is now, whoever else changes it; what `decide` answers undefined to is left as it is. */
async function changeHour(
  account: string,
  { table, clock }: BreakerServices,
  decide: (hour: Hour) => Partial<Pick<Hour, 'began' | 'destructive' | 'held'>> | undefined,
): Promise<Hour> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const hour = await hourOf(table, account, clock.now());
    const change = decide(hour);
    if (!change) return hour;
    const next: Hour = { ...hour, ...change, version: hour.version + 1 };
    if (hour.version === 0 ? await table.putNew(next) : await table.replace(next, 'version', hour.version)) return next;
  }
  throw new Error(`the breaker of account ${account} changes all the time`);
}

/** Why nothing more may begin by itself in this account now, or undefined. */
export async function breakerOpen(account: string, risk: Risk, services: BreakerServices): Promise<string | undefined> {
  const off = await stoppedScope(services.table, automaticScope(account));
  return off ?? fullBecause(await hourOf(services.table, account, services.clock.now()), risk, services.policy);
}

/** Counted before it begins, so that several at once do not slip through; the same one has its place once. False: there is none left. */
export async function takePlace(responseId: string, account: string, risk: Risk, services: BreakerServices): Promise<boolean> {
  const hour = await changeHour(account, services, (now) => {
    if (now.began.includes(responseId) || fullBecause(now, risk, services.policy)) return undefined;
    const destructive = risk === 'nondestructive' ? now.destructive : [...now.destructive, responseId];
    return { began: [...now.began, responseId], destructive };
  });
  return hour.began.includes(responseId);
}

/** Counts what the open breaker held back; true for the one with which it is too much, however often that one asks. */
export async function holdBack(id: string, account: string, services: BreakerServices): Promise<boolean> {
  const last = services.policy.breaker.automaticPerHour * (runaway - 1);
  const { held } = await changeHour(account, services, (now) =>
    now.held.includes(id) || now.held.length >= last ? undefined : { held: [...now.held, id] },
  );
  return held[last - 1] === id;
}
