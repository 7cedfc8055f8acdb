/** Security scores: of owned accounts only, once a day, page by page over several ticks, again after a failure. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Check } from '../../src/domain/security-score.ts';
import { readScores, storedScore } from '../../src/flows/read-scores.ts';
import { createFakeSecurityHub } from '../fakes/security-hub.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const PAYMENTS = '111122223333';
let rig: SlackRig;
let pages: Record<string, Check[][]>;
let asked: string[];
let broken: string | undefined;

beforeEach(() => {
  rig = createSlackRig();
  asked = [];
  broken = undefined;
  rig.services.policy = policyWith({
    accounts: { [PAYMENTS]: { name: 'prod-payments', owner: 'payments' }, '222233334444': { name: 'prod-data' } },
  });
  pages = { [PAYMENTS]: [[{ control: 'S3.8', status: 'PASSED' }]] };
});

const run = () =>
  readScores({
    ...rig.services,
    securityHub: {
      ...createFakeSecurityHub().hub,
      checks: async (account, after) => {
        const page = Number(after ?? 0);
        asked.push(`${account} ${page}`);
        if (broken) throw new Error(broken);
        const next = page + 1 < (pages[account]?.length ?? 0) ? { next: String(page + 1) } : {};
        return { checks: pages[account]?.[page] ?? [], ...next };
      },
    },
  });
const score = () => storedScore(PAYMENTS, rig.table);

describe('when', () => {
  it('of accounts with an owner, once a day', async () => {
    await run();
    await run();
    expect(asked).toEqual([`${PAYMENTS} 0`]);
    expect(await score()).toEqual({ score: { passed: 1, failed: 0, unknown: 0 }, at: rig.clock.now() });
    pages = { [PAYMENTS]: [[{ control: 'S3.8', status: 'FAILED' }]] };
    await rig.clock.advance(24 * 3600);
    await run();
    expect((await score())?.score).toEqual({ passed: 0, failed: 1, unknown: 0 });
  });

  it('an account with many checks over several ticks; until it is read the last score stays', async () => {
    await run();
    const before = await score();
    await rig.clock.advance(24 * 3600);
    pages = { [PAYMENTS]: Array.from({ length: 25 }, (_, page) => [{ control: `C.${page}`, status: page === 24 ? 'FAILED' : 'PASSED' }]) };
    asked = [];
    await run();
    await run();
    expect(await score()).toEqual(before);
    await run();
    expect(asked).toHaveLength(25);
    expect(new Set(asked).size).toBe(25);
    expect((await score())?.score).toEqual({ passed: 24, failed: 1, unknown: 0 });
  });
});

it('what fails is begun anew an hour later, and the last score stays', async () => {
  await run();
  await rig.clock.advance(24 * 3600);
  pages = { [PAYMENTS]: Array.from({ length: 12 }, () => [{ control: 'S3.8', status: 'FAILED' }]) };
  await run();
  broken = 'the token has lapsed';
  await run();
  broken = undefined;
  asked = [];
  await run();
  expect(asked).toEqual([]);
  expect((await score())?.score).toEqual({ passed: 1, failed: 0, unknown: 0 });
  await rig.clock.advance(3600);
  await run();
  await run();
  expect(asked[0]).toBe(`${PAYMENTS} 0`);
  expect((await score())?.score).toEqual({ passed: 0, failed: 1, unknown: 0 });
});
