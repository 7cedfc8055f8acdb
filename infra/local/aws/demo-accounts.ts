/** The four accounts of the demonstration: payments and data in production, a staging website, a sandbox for developers. */

import { emptyWorld, newAccount, newBucket } from './defaults.ts';
import { sandboxDev } from './demo-dev.ts';
import { userWithKeys } from './demo-parts.ts';
import { prodData, prodPayments } from './demo-production.ts';
import { stagingWeb } from './demo-staging.ts';
import type { User, World } from './world.ts';

export const DEMO_HUB = '999988887777';

/** The bucket that the hub keeps its evidence in. */
export const demoEvidence = 'drawbridge-evidence-999988887777';

/** Those who may act from a terminal, by the keys they have there. */
export const terminalKeys: Record<string, string> = {
  ana: 'AKIA2DRAWBRIDGE00091',
  omar: 'AKIA2DRAWBRIDGE00092',
  li: 'AKIA2DRAWBRIDGE00093',
  mia: 'AKIA2DRAWBRIDGE00094',
};

function terminalUsers(now: number): Record<string, User> {
  const users = Object.entries(terminalKeys).map(([name, key]) => userWithKeys(DEMO_HUB, name, { [key]: { ageDays: 5 } }, now, {}));
  return Object.fromEntries(users.map((user) => [user.name, user]));
}

/** Everything is dated from `now`, so that ages and last uses look the same on any day. */
export function demoWorld(now: number): World {
  const world = emptyWorld(DEMO_HUB);
  world.accounts = {
    '111122223333': prodPayments('111122223333', now),
    '222233334444': prodData('222233334444', now),
    '333344445555': stagingWeb('333344445555', now),
    '444455556666': sandboxDev('444455556666', now),
    [DEMO_HUB]: {
      ...newAccount(),
      alias: 'security-hub',
      users: terminalUsers(now),
      buckets: { [demoEvidence]: { ...newBucket(demoEvidence, 'us-east-1', now), objectLock: { mode: 'COMPLIANCE', days: 400 } } },
    },
  };
  // A key that leaked somewhere but belongs to somebody else's account.
  world.keyOwners.AKIAIOSFODNN7FOREIGN = '555566667777';
  return world;
}
