/** The sandbox's PagerDuty: both APIs the bot calls, signed webhooks back, and doors for the people who use it. */
import type { Route } from '../http.ts';
import { createApi } from './api.ts';
import { createDoors } from './doors.ts';
import { PagerDutyStore } from './store.ts';
import type { FakePagerDutyOptions, FaultMode } from './types.ts';

export interface FakePagerDuty {
  /** Everything sent to PagerDuty's host names. */
  api: Route;
  /** The /pagerduty/* paths. */
  doors: Route;
  /** The next `count` requests (webhooks for `duplicate`) go wrong this way; with `method`, only those of that name. */
  fault: (mode: FaultMode, count: number, method?: string) => void;
  state: PagerDutyStore;
}

export function createFakePagerDuty(options: FakePagerDutyOptions): FakePagerDuty {
  const state = new PagerDutyStore(options);
  return {
    api: createApi(state),
    doors: createDoors(state),
    fault: (mode, count, method) => state.fault(mode, count, method),
    state,
  };
}
