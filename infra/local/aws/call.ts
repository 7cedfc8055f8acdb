/** What an operation of a simulated service knows about the call it answers. */
import type { Clock } from '../../../src/services/clock.ts';
import type { IamHistory } from './iam-history.ts';
import type { Account, Finding, Region, World } from './world.ts';

/** Credentials that AssumeRole handed out. */
interface Session {
  account: string;
  role: string;
  roleId: string;
  name: string;
  sourceIdentity?: string;
}

/** One simulated AWS: its state, and what must not be part of the state. */
export interface Simulation {
  world: World;
  clock: Clock;
  deployment: string;
  sessions: Map<string, Session>;
  history: IamHistory;
  onFindingUpdate: (finding: Finding) => void;
  onChange: (envelope: object) => void;
}

export interface Call {
  simulation: Simulation;
  world: World;
  accountId: string;
  account: Account;
  regionName: string;
  region: Region;
  principal: string;
  /** Absent for the hub's own credentials. */
  session?: Session;
  now: number;
}

/** One page of a list; the token is the place to go on from. */
export function pageOf<T>(items: T[], size: number | undefined, token: string | undefined): { items: T[]; next?: string } {
  const from = Number(token ?? 0) || 0;
  const until = from + (size && size > 0 ? size : 1000);
  return { items: items.slice(from, until), ...(until < items.length ? { next: String(until) } : {}) };
}

export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** Tags as most services list them. */
export function tagList(tags: Record<string, string>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
