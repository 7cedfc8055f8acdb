/** The four accounts of the demonstration: payments and data in production, a staging website, a sandbox for developers. */

import { emptyWorld, newAccount } from './defaults.ts';
import { sandboxDev } from './demo-dev.ts';
import { prodData, prodPayments } from './demo-production.ts';
import { stagingWeb } from './demo-staging.ts';
import type { World } from './world.ts';

export const DEMO_HUB = '999988887777';

/** Everything is dated from `now`, so that ages and last uses look the same on any day. */
export function demoWorld(now: number): World {
  const world = emptyWorld(DEMO_HUB);
  world.accounts = {
    '111122223333': prodPayments('111122223333', now),
    '222233334444': prodData('222233334444', now),
    '333344445555': stagingWeb('333344445555', now),
    '444455556666': sandboxDev('444455556666', now),
    [DEMO_HUB]: { ...newAccount(), alias: 'security-hub' },
  };
  // A key that leaked somewhere but belongs to somebody else's account.
  world.keyOwners.AKIAIOSFODNN7FOREIGN = '555566667777';
  return world;
}
