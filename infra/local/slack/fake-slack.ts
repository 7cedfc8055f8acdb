/** The sandbox's Slack: the Web API the bot calls, and doors for the people who use it. */
import type { Route } from '../http.ts';
import { doors } from './doors.ts';
import { SlackStore } from './store.ts';
import type { FakeSlackOptions, FaultMode } from './types.ts';
import { webApi } from './web-api.ts';

export type { FakeSlackOptions, FaultMode, Person } from './types.ts';

export interface FakeSlack {
  /** /slack/api/<method> and /slack/api/response/<id>. */
  api: Route;
  /** The other /slack/* paths. */
  doors: Route;
  /** The next `count` calls (deliveries for `duplicate`) go wrong this way; with `method`, only that method's. */
  fault: (mode: FaultMode, count: number, method?: string) => void;
  state: SlackStore;
}

export function createFakeSlack(options: FakeSlackOptions): FakeSlack {
  const state = new SlackStore(options);
  return { api: webApi(state), doors: doors(state), fault: (mode, count, method) => state.fault(mode, count, method), state };
}
