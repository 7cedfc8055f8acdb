/** Reads the security score of accounts that have an owner, once a day, some pages of checks at a time. */
import { addChecks, type Controls, type SecurityScore, scoreOf } from '../domain/security-score.ts';
import type { Services } from '../services/services.ts';
import type { Item, Table } from '../services/table.ts';

type ScoreServices = Pick<Services, 'clock' | 'log' | 'policy' | 'securityHub' | 'table'>;

interface ScoreItem extends Item {
  score?: SecurityScore;
  /** When that was read to its end, milliseconds since the epoch. */
  at?: number;
  /** When it is read next. */
  due: number;
  /** What is read so far, and where to go on. */
  reading?: { controls: Controls; next: string };
}

const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;
/** A hundred checks each; Security Hub answers a few a second. */
const pagesOfTick = 10;

const keyOf = (account: string) => ({ pk: `SCORE#${account}`, sk: 'SCORE' });

/** The last score that was read, and when. */
export async function storedScore(account: string, table: Table): Promise<{ score: SecurityScore; at: number } | undefined> {
  const { pk, sk } = keyOf(account);
  const { score, at } = ((await table.get(pk, sk)) ?? {}) as Partial<ScoreItem>;
  return score && at !== undefined ? { score, at } : undefined;
}

/** Answers how many pages it took. */
async function readOn(account: string, item: ScoreItem, most: number, services: ScoreServices): Promise<number> {
  const { securityHub, table, clock } = services;
  let { controls, next }: { controls: Controls; next?: string } = item.reading ?? { controls: {} };
  for (let page = 1; page <= most; page += 1) {
    const answer = await securityHub.checks(account, next);
    controls = addChecks(controls, answer.checks);
    next = answer.next;
    if (next !== undefined) continue;
    await table.put({ ...keyOf(account), score: scoreOf(controls), at: clock.now(), due: clock.now() + DAY });
    return page;
  }
  if (next !== undefined) await table.put({ ...item, reading: { controls, next } });
  return most;
}

/** Run every minute. What was begun is finished first; an account whose reading fails is begun anew an hour later. */
export async function readScores(services: ScoreServices): Promise<void> {
  const { clock, log, policy, table } = services;
  const accounts = Object.entries(policy.accounts).flatMap(([account, { owner }]) => (owner === undefined ? [] : [account]));
  const items = await Promise.all(
    accounts.map(async (account) => {
      const { pk, sk } = keyOf(account);
      return { account, item: ((await table.get(pk, sk)) ?? { pk, sk, due: 0 }) as ScoreItem };
    }),
  );
  const due = items
    .filter(({ item }) => item.due <= clock.now())
    .sort((a, b) => Number(b.item.reading !== undefined) - Number(a.item.reading !== undefined) || a.item.due - b.item.due);
  let left = pagesOfTick;
  for (const { account, item } of due) {
    if (left <= 0) return;
    try {
      left -= await readOn(account, item, left, services);
    } catch (error) {
      log.error('a security score could not be read', error, { account });
      const { reading: _, ...before } = item;
      await table.put({ ...before, due: clock.now() + HOUR });
    }
  }
}
