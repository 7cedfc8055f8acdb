/** Makes Slack match the cases: the most urgent dirty case whose channel is free, one write, again, until nothing is behind. */
import type { CaseState } from '../domain/case-state.ts';
import { troubleOf } from '../domain/channel-health.ts';
import { mayWait, quietUntil } from '../domain/quiet-hours.ts';
import type { Services } from '../services/services.ts';
import { SlackPause, SlackRefusal } from '../services/slack.ts';
import { clearDirty, type DirtyItem, dirtyInSlack, isUrgent, postpone } from './dirty.ts';
import { type NextWrite, nextWrite, showableAt, slackSurface } from './show-on-slack.ts';
import { loadPace, type SlackPace } from './slack-pace.ts';
import { lookAtChannel, postingPlace } from './watch-channels.ts';

type ProjectServices = Pick<Services, 'cases' | 'table' | 'policy' | 'slack' | 'clock' | 'log' | 'onCall'> & {
  pagerDuty: Pick<Services['pagerDuty'], 'mode'>;
};

/** Cases of each channel looked at per turn. */
const window = 25;
/** Something more urgent, or enriched meanwhile, may come while the first in line has to wait. */
const lookMilliseconds = 500;
/** Rests after an answer that did not come or a case that could not be read, and after a refusal that only people can cure. */
const restMilliseconds = 5000;
const refusedMilliseconds = 10 * 60_000;

interface Candidate {
  item: DirtyItem;
  at: number;
  write?: NextWrite;
}
/** By case: as of which event it may be written from when on, so that waiting ones are not rendered again and again. */
type Waits = Map<string, { seq: number; at: number }>;

/** In quiet hours a case that nobody was told of waits for their end; a higher tier, or people, mark it anew. */
async function restsUntil(state: CaseState, services: ProjectServices): Promise<number | undefined> {
  if (!mayWait(state)) return undefined;
  const end = quietUntil(state.subject.channel, services.clock.now(), services.policy);
  return end !== undefined && (await slackSurface(state.caseId, services)) === undefined ? end : undefined;
}

/** What the case needs; undefined, with the mark taken away or put off, when that is nothing or cannot be told. */
async function writeOf(item: DirtyItem, services: ProjectServices, pace: SlackPace): Promise<Candidate | undefined> {
  const { cases, table, clock, log } = services;
  try {
    const state = await cases.read(item.caseId);
    const rest = state && (await restsUntil(state, services));
    if (rest !== undefined) {
      await postpone(table, item, rest);
      return undefined;
    }
    const write = state && (await nextWrite(state, services));
    if (state && write) {
      const paused = write.looks ? pace.pausedUntil(write.looks) : 0;
      return { item, at: Math.max(pace.freeAt(write.channel, write.method, !isUrgent(item)), paused, showableAt(state)), write };
    }
    await clearDirty(table, item);
  } catch (error) {
    // One case that cannot be told must not keep the others from being told.
    log.error('a case could not be made ready for Slack', error, { caseId: item.caseId });
    await postpone(table, item, clock.now() + restMilliseconds);
  }
  return undefined;
}

async function candidates(items: DirtyItem[], services: ProjectServices, pace: SlackPace, waits: Waits): Promise<Candidate | undefined> {
  const now = services.clock.now();
  let earliest: Candidate | undefined;
  const consider = (candidate: Candidate) => {
    if (!earliest || candidate.at < earliest.at) earliest = candidate;
  };
  for (const item of items) {
    if ((item.notBefore ?? 0) > now) continue;
    const wait = waits.get(item.caseId);
    const isKnown = wait !== undefined && wait.seq === item.seq;
    // A channel that is not free cannot be written to whatever the case needs.
    const at = Math.max(pace.freeAt(item.channel), isKnown ? wait.at : 0);
    if (at > now) {
      consider({ item, at });
      continue;
    }
    const candidate = await writeOf(item, services, pace);
    if (!candidate) continue;
    if (candidate.at <= now) return candidate;
    waits.set(item.caseId, { seq: item.seq, at: candidate.at });
    consider({ item, at: candidate.at });
  }
  return earliest;
}

/** Ends when nothing is behind, after `until` (wall time), or when Slack does not answer: the tick comes again. */
export async function projectSlack(services: ProjectServices, until: number): Promise<void> {
  const { table, clock, log } = services;
  const pace = await loadPace(table, clock);
  const waits: Waits = new Map();
  while (clock.wall() < until) {
    const items = await dirtyInSlack(table, window);
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
      const measured = write.first === undefined ? undefined : { TimeToPost: (clock.now() - write.first) / 1000 };
      log.info('a case was written to Slack', { caseId: item.caseId, method: write.method, ...(measured && { measured }) });
    } catch (error) {
      if (error instanceof SlackPause) {
        await pace.pause(error.method, error.seconds * 1000);
        if (error.method !== write.method) await postpone(table, item, clock.now() + error.seconds * 1000);
      } else if (error instanceof SlackRefusal) {
        log.error('Slack refused a write', error, { caseId: item.caseId, channel: write.channel });
        const trouble = troubleOf(error.code);
        if (trouble) await lookAtChannel(write.channel, trouble, services);
        // Where there is another place for it, it is shown there at once.
        if ((await postingPlace(write.channel, services)) === write.channel) await postpone(table, item, clock.now() + refusedMilliseconds);
      } else {
        log.error('Slack did not take a write', error, { caseId: item.caseId });
        await pace.pause(write.method, restMilliseconds);
      }
    } finally {
      pace.made(write.channel);
    }
  }
}
