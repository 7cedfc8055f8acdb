/** The log of each case: appended by conditional writes, read through a cache, sealed by a hash chain. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { replay, seal } from '../domain/apply-event.ts';
import type { CaseState } from '../domain/case-state.ts';
import type { StoredEvent } from '../domain/event-chain.ts';
import { firstPrev } from '../domain/event-chain.ts';
import type { CaseEvent, NewEvent } from '../domain/events.ts';
import type { Clock } from './clock.ts';
import type { Item, Table } from './table.ts';

export interface CaseLog {
  read(caseId: string): Promise<CaseState | undefined>;
  /**
   * Appends what `decide` wants, given the state of that moment; run again with a newer state when somebody else was first.
   * Events whose id is in the case already are left out. `fresh` skips the first read for a case that is believed not to exist.
   * The first state may be a remembered one: the conditional write proves it current, and "nothing to do" is only said of one just read.
   */
  append(caseId: string, decide: (state: CaseState | undefined) => NewEvent[], fresh?: boolean): Promise<Appended>;
  /** The log, oldest first, whole or after a seq: timeline, export, verification. */
  events(caseId: string, after?: number): Promise<StoredEvent[]>;
}
export interface Appended {
  state: CaseState | undefined;
  appended: CaseEvent[];
}

const mostTries = 25;
const headEvery = 20;
const cacheSize = 2000;

export const casePartition = (caseId: string) => `CASE#${caseId}`;
export const eventKey = (seq: number) => `EVENT#${String(seq).padStart(8, '0')}`;
export const seqOf = (key: string) => Number(key.slice('EVENT#'.length));
/** The minute (since the epoch) of an instant, as the index and timers name it. */
export const minuteOf = (at: number) => String(Math.floor(at / 60_000)).padStart(10, '0');

function stored(item: Item): StoredEvent {
  return { body: String(item.body), prev: String(item.prev), hash: String(item.hash) };
}

export interface CaseLogParts {
  table: Table;
  clock: Clock;
  policyVersion: string;
  /** Sees every state that is read or made here. */
  onState?: (state: CaseState) => void;
}

export function createCaseLog({ table, clock, policyVersion, onState }: CaseLogParts): CaseLog {
  const cache = new Map<string, CaseState>();

  function remember(state: CaseState): CaseState {
    const known = cache.get(state.caseId);
    onState?.(state);
    if (known && known.seq > state.seq) return state;
    cache.delete(state.caseId);
    cache.set(state.caseId, state);
    const oldest = cache.size > cacheSize ? cache.keys().next().value : undefined;
    if (oldest) cache.delete(oldest);
    return state;
  }

  async function head(caseId: string): Promise<CaseState | undefined> {
    const item = await table.get(casePartition(caseId), 'HEAD');
    return item ? (JSON.parse(gunzipSync(item.state as Uint8Array).toString()) as CaseState) : undefined;
  }

  async function read(caseId: string): Promise<CaseState | undefined> {
    const from = cache.get(caseId) ?? (await head(caseId));
    const items = await table.query(casePartition(caseId), { prefix: 'EVENT#', ...(from && { after: eventKey(from.seq) }) });
    const state = replay(caseId, items.map(stored), from);
    return state && remember(state);
  }

  async function writeHead(state: CaseState): Promise<void> {
    const packed = gzipSync(JSON.stringify(state));
    // An item may have 400 kB; beyond, the log alone is read.
    if (packed.length < 380_000)
      await table.putIfNewer({ pk: casePartition(state.caseId), sk: 'HEAD', seq: state.seq, state: packed }, 'seq');
  }

  async function appendOne(
    caseId: string,
    state: CaseState | undefined,
    fresh: NewEvent,
  ): Promise<{ event: CaseEvent; state: CaseState } | undefined> {
    const seq = (state?.seq ?? 0) + 1;
    const event = { v: 1, seq, at: clock.now(), policyVersion, ...fresh } as CaseEvent;
    const sealed = seal(event, state?.hash ?? firstPrev);
    const done = await table.putNew({ pk: casePartition(caseId), sk: eventKey(seq), ...sealed, changed: minuteOf(event.at) });
    if (!done) return undefined;
    const next = replay(caseId, [sealed], state);
    if (!next) throw new Error(`case ${caseId}: an event left no state`);
    return { event, state: remember(next) };
  }

  /** Undefined: decide again with a state just read. */
  function wantedOf(
    state: CaseState | undefined,
    decide: (state: CaseState | undefined) => NewEvent[],
    appended: readonly CaseEvent[],
    isRemembered: boolean,
  ): NewEvent[] | undefined {
    const known = new Set([...(state?.eventIds ?? []), ...appended.map((event) => event.id)]);
    try {
      const wanted = decide(state).filter((event) => !known.has(event.id));
      return isRemembered && wanted.length === 0 ? undefined : wanted;
    } catch (error) {
      if (isRemembered) return undefined;
      throw error;
    }
  }

  async function append(caseId: string, decide: (state: CaseState | undefined) => NewEvent[], isFresh = false): Promise<Appended> {
    const appended: CaseEvent[] = [];
    const remembered = isFresh ? undefined : cache.get(caseId);
    let state = isFresh ? undefined : (remembered ?? (await read(caseId)));
    for (let tries = 0; tries < mostTries; tries += 1) {
      const wanted = wantedOf(state, decide, appended, tries === 0 && remembered !== undefined);
      let lost = wanted === undefined;
      for (const fresh of wanted ?? []) {
        const one = await appendOne(caseId, state, fresh);
        if (!one) {
          lost = true;
          break;
        }
        appended.push(one.event);
        state = one.state;
        if (state.seq % headEvery === 0) await writeHead(state);
      }
      if (!lost) return { state, appended };
      state = await read(caseId);
    }
    throw new Error(`case ${caseId}: could not append after ${mostTries} tries; somebody else writes all the time`);
  }

  return {
    read,
    append,
    async events(caseId, after = 0) {
      return (await table.query(casePartition(caseId), { prefix: 'EVENT#', ...(after > 0 && { after: eventKey(after) }) })).map(stored);
    },
  };
}
