/** Makes Slack match the cases: the most urgent dirty case whose channel is free, one write, again, until nothing is behind. */
import type { Services } from '../services/services.ts';
import { SlackPause, SlackRefusal } from '../services/slack.ts';
import { clearDirty, type DirtyItem, dirtyCases, postpone } from './dirty.ts';
import { type NextWrite, nextWrite, showableAt } from './show-on-slack.ts';
import { loadPace } from './slack-pace.ts';

type ProjectServices = Pick<Services, 'cases' | 'table' | 'policy' | 'slack' | 'clock' | 'log'>;

/** Cases looked at per turn: enough to find one whose channel is free. */
const window = 25;
/** Something more urgent, or enriched meanwhile, may come while the first in line has to wait. */
const lookMilliseconds = 500;
/** Rests after an answer that did not come (wall trouble) and after a refusal that only people can cure. */
const restMilliseconds = 5000;
const refusedMilliseconds = 10 * 60_000;

interface Candidate {
  item: DirtyItem;
  at: number;
  write?: NextWrite;
}
/** By case: as of which event it may be written from when on, so that waiting ones are not rendered again and again. */
type Waits = Map<string, { seq: number; at: number }>;

async function candidates(
  items: DirtyItem[],
  services: ProjectServices,
  pace: Awaited<ReturnType<typeof loadPace>>,
  waits: Waits,
): Promise<Candidate | undefined> {
  const now = services.clock.now();
  let earliest: Candidate | undefined;
  for (const item of items) {
    if ((item.notBefore ?? 0) > now) continue;
    const wait = waits.get(item.caseId);
    if (wait && wait.seq === item.seq && wait.at > now) {
      if (!earliest || wait.at < earliest.at) earliest = { item, at: wait.at };
      continue;
    }
    // A channel that is not free cannot be written to whatever the case needs.
    const free = pace.freeAt(item.channel, 'chat.postMessage');
    if (free > now) {
      if (!earliest || free < earliest.at) earliest = { item, at: free };
      continue;
    }
    const state = await services.cases.read(item.caseId);
    const write = state && (await nextWrite(state, services));
    if (!state || !write) {
      await clearDirty(services.table, item);
      continue;
    }
    const at = Math.max(pace.freeAt(write.channel, write.method), showableAt(state));
    if (at <= now) return { item, at, write };
    waits.set(item.caseId, { seq: item.seq, at });
    if (!earliest || at < earliest.at) earliest = { item, at };
  }
  return earliest;
}

/** Ends when nothing is behind, after `until` (wall time), or when Slack does not answer: the tick comes again. */
export async function projectSlack(services: ProjectServices, until: number): Promise<void> {
  const { table, clock, log } = services;
  const pace = await loadPace(table, clock);
  const waits: Waits = new Map();
  while (clock.wall() < until) {
    const items = await dirtyCases(table, 'slack', window);
    if (items.length === 0) return;
    const next = await candidates(items, services, pace, waits);
    if (!next) {
      if (items.every((item) => (item.notBefore ?? 0) > clock.now())) return;
      continue;
    }
    if (!next.write) {
      await clock.sleep(Math.min(Math.max(next.at - clock.now(), 1), lookMilliseconds));
      continue;
    }
    const { item, write } = next;
    await pace.take(write.channel, write.method);
    try {
      await write.go();
    } catch (error) {
      if (error instanceof SlackPause) await pace.pause(error.method, error.seconds * 1000);
      else if (error instanceof SlackRefusal) {
        log.error('Slack refused a write', error, { caseId: item.caseId, channel: write.channel });
        await postpone(table, item, clock.now() + refusedMilliseconds);
      } else {
        log.error('Slack did not take a write', error, { caseId: item.caseId });
        await pace.pause(write.method, restMilliseconds);
      }
    }
  }
}
