/** Quiet hours: until when the routine of a channel waits. Tier 3, and whatever people have begun, never does. */
import type { CaseState } from './case-state.ts';
import { localTime, minutesOf, nextAfter, weekdays } from './local-time.ts';
import type { Policy } from './policy.ts';

type Hours = Policy['quietHours'][number];

const mostDays = 8;

/** When these hours end, if they are on at `now`; milliseconds since the epoch. */
function endOf({ from, until, timeZone, days }: Hours, now: number): number | undefined {
  const { minutes, weekday } = localTime(now, timeZone);
  const [begin, end] = [minutesOf(from), minutesOf(until)];
  const isOn = begin < end ? minutes >= begin && minutes < end : minutes >= begin || minutes < end;
  const isQuietDay = days.some((day) => weekdays.indexOf(day) === weekday);
  if (isQuietDay) return nextAfter(now, { at: minutes < end ? '00:00' : until, timeZone });
  return isOn ? nextAfter(now, { at: until, timeZone }) : undefined;
}

/** When it is no longer quiet in this channel (Slack id); undefined when it is not quiet now. */
export function quietUntil(channel: string, now: number, policy: Policy): number | undefined {
  const here = policy.quietHours.filter(({ channels }) => !channels || channels.some((each) => policy.channels[each] === channel));
  let at = now;
  for (let round = 0; round < mostDays * Math.max(1, here.length); round += 1) {
    const ends = here.flatMap((hours) => endOf(hours, at) ?? []);
    if (ends.length === 0) return at === now ? undefined : at;
    at = Math.max(...ends);
  }
  return at;
}

/** Its first message may wait: nobody has to be told before the morning. */
export function mayWait({ tier, subject, peopleAt, responses }: CaseState): boolean {
  if (tier === 3 || (subject.kind !== 'finding' && subject.kind !== 'storm')) return false;
  return peopleAt === undefined && Object.keys(responses).length === 0;
}
