/** Slack's pace: one write a second per channel, 45 updates a minute, and pauses that Slack asks for; kept across invocations. */
import type { Clock } from '../services/clock.ts';
import type { Item, Table } from '../services/table.ts';

const channelMilliseconds = 1050;
const updatesPerMinute = 45;
/** Of those for cases where nobody waits: a storm's many small changes leave room for a tier-3 card and for people who decide. */
const routineUpdatesPerMinute = 30;

interface PaceItem extends Item {
  channels: Record<string, number>;
  updates: number[];
  pauses: Record<string, number>;
}

/** Slack has one projector at a time (its queue has one message group), so this needs no lock. */
export interface SlackPace {
  /** The earliest instant (domain time) at which this write may go out; without a method any write to that channel. */
  freeAt(channel: string, method?: 'chat.postMessage' | 'chat.update', isRoutine?: boolean): number;
  /** When the pause that Slack asked for ends, for methods that only look. */
  pausedUntil(method: string): number;
  /** Counts a write that is about to be made and remembers it. */
  take(channel: string, method: 'chat.postMessage' | 'chat.update'): Promise<void>;
  /** The write was made just now: from here on counts the second, however long Slack took. */
  made(channel: string): void;
  pause(method: string, milliseconds: number): Promise<void>;
}

export async function loadPace(table: Table, clock: Clock): Promise<SlackPace> {
  const item = ((await table.get('PACE#slack', 'PACE')) as PaceItem | undefined) ?? {
    pk: 'PACE#slack',
    sk: 'PACE',
    channels: {},
    updates: [],
    pauses: {},
  };
  return {
    freeAt(channel, method, isRoutine = false) {
      const now = clock.now();
      const recent = item.updates.filter((at) => at > now - 60_000);
      const most = isRoutine ? routineUpdatesPerMinute : updatesPerMinute;
      const budget = method === 'chat.update' && recent.length >= most ? (recent[recent.length - most] ?? now) + 60_000 : 0;
      const pause = method ? (item.pauses[method] ?? 0) : 0;
      return Math.max((item.channels[channel] ?? 0) + channelMilliseconds, pause, budget);
    },
    pausedUntil: (method) => item.pauses[method] ?? 0,
    async take(channel, method) {
      const now = clock.now();
      item.channels[channel] = now;
      if (method === 'chat.update') item.updates = [...item.updates.filter((at) => at > now - 60_000), now];
      await table.put(item);
    },
    made(channel) {
      item.channels[channel] = clock.now();
    },
    async pause(method, milliseconds) {
      item.pauses[method] = clock.now() + milliseconds;
      await table.put(item);
    },
  };
}
