/** The one-minute tick: correctness rests on it alone. It pokes what changed, wakes what is behind and fires what is due. */
import type { NewEvent } from '../domain/events.ts';
import { minuteOf, seqOf } from '../services/case-log.ts';
import { type Surface, surfaces } from '../services/queues.ts';
import type { Services } from '../services/services.ts';
import type { Item } from '../services/table.ts';
import { noteSilence } from './ask-affected.ts';
import { dirtyCases } from './dirty.ts';
import { type DueItem, dueIn } from './due.ts';
import { expireBlocks } from './expire-block.ts';
import { pokeCase, wasPoked } from './poke-case.ts';
import { watchApprovals } from './watch-approval.ts';

type TickServices = Pick<Services, 'cases' | 'directory' | 'table' | 'queues' | 'policy' | 'clock' | 'log' | 'vault'>;

interface TickItem extends Item {
  /** The minute of the last tick, looked at once more, for it was not over then; or the first one in which something failed. */
  minute: number;
}

/** After a long stop the tick catches up this many minutes at a time. */
const mostMinutes = 24 * 60;
/** What failed is tried again by the ticks of the next hour. */
const retryMinutes = 60;

function dueEvent(
  item: DueItem,
  now: number,
): ((state: NonNullable<Awaited<ReturnType<TickServices['cases']['read']>>>) => NewEvent[]) | undefined {
  const actor = { kind: 'drawbridge' } as const;
  if (item.what === 'snooze') {
    return (state) =>
      state.snooze && state.snooze.until <= now
        ? [{ id: `woke:${state.snooze.until}`, actor, kind: 'woke', data: { because: 'the snooze is over' } }]
        : [];
  }
  if (item.what === 'suppression') {
    return (state) =>
      state.suppression && state.suppression.until <= now
        ? [{ id: `unsuppressed:${state.suppression.until}`, actor, kind: 'suppression-ended', data: { because: 'its time is over' } }]
        : [];
  }
  if (item.what === 'approval-reminder') {
    return (state) =>
      Object.values(state.responses).flatMap(({ responseId, decision, mode, approvals }) =>
        approvals
          .filter(
            // What runs by itself waits for nobody.
            (approval) =>
              mode !== 'auto' &&
              !decision &&
              !approval.expired &&
              !approval.reminded &&
              approval.openedAt + (approval.until - approval.openedAt) / 2 <= now,
          )
          .map(
            ({ approvalId, level }): NewEvent => ({
              id: `reminded:${approvalId}`,
              actor,
              kind: 'approval-reminded',
              data: { responseId, approvalId, level },
            }),
          ),
      );
  }
  return undefined;
}

async function fire(item: DueItem, services: TickServices): Promise<void> {
  if (item.what === 'block-expiry') await expireBlocks(item.caseId, services);
  if (item.what === 'approval-watch') await watchApprovals(item.caseId, services);
  if (item.what === 'affected-silence') await noteSilence(item.caseId, services);
  const events = dueEvent(item, services.clock.now());
  if (events) await services.cases.append(item.caseId, (state) => (state ? events(state) : []));
  await services.table.remove(item.pk, item.sk);
}

async function wake(surface: Surface, minute: number, services: TickServices): Promise<void> {
  const behind = await dirtyCases(services.table, surface, surface === 'slack' ? 1 : 200);
  for (const item of behind) await services.queues.poke(surface, item.caseId, `tick-${minute}`);
}

/** Timers and changes of one minute; false when something failed and has to be looked at again. */
async function catchUp(minute: number, now: number, services: TickServices): Promise<boolean> {
  const name = minuteOf(minute * 60_000);
  let isDone = true;
  for (const item of await dueIn(services.table, name)) {
    if (item.at > services.clock.now()) continue;
    try {
      await fire(item, services);
    } catch (error) {
      services.log.error('a timer could not be fired', error, { caseId: item.caseId, what: item.what });
      isDone = false;
    }
  }
  for (const [partition, event] of await services.table.changed(name)) {
    const caseId = partition.replace(/^CASE#/, '');
    if (wasPoked(services.table, caseId, seqOf(event))) continue;
    try {
      await pokeCase(caseId, `tick-${now}`, services);
    } catch (error) {
      services.log.error('a case could not be poked', error, { caseId });
      isDone = false;
    }
  }
  return isDone;
}

/** Run every minute; run twice or late, it does the same. */
export async function tick(services: TickServices): Promise<void> {
  const now = Number(minuteOf(services.clock.now()));
  const cursor = (await services.table.get('TICK', 'TICK')) as TickItem | undefined;
  // Before the first tick has written where it got to, somebody may have died on the way there.
  const from = cursor?.minute ?? now - retryMinutes;
  const last = Math.min(now, from + mostMinutes);
  let next = last;
  for (let minute = from; minute <= last; minute += 1) {
    if (!(await catchUp(minute, now, services))) next = Math.min(next, minute);
  }
  for (const surface of surfaces) await wake(surface, now, services);
  await services.table.put({ pk: 'TICK', sk: 'TICK', minute: Math.max(next, last - retryMinutes) });
}
