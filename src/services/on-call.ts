/** Who is on call at this moment, by level, as people of Slack: fresh where it decides, a minute old where it is only shown. */
import { nextOnCall } from '../domain/next-on-call.ts';
import type { Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Answer, PagerDuty, PagerDutyPerson } from './pagerduty.ts';
import type { Linked, People } from './people.ts';
import { remember } from './remember.ts';

export interface OnCallMember {
  /** Of PagerDuty's escalation policy, from 1. */
  level: number;
  /** In Slack. */
  id: string;
  name: string;
}

export interface OnCallNow {
  /** Lowest level first. */
  members: OnCallMember[];
  /** Levels of which somebody could not be looked up: nobody knows who is in them. */
  unsure: number[];
  /** On call, and nobody in Slack: by their names in PagerDuty, and why. */
  strangers: { level: number; name: string; because: string }[];
}

/** Those who take over at a level, by their names in Slack where they have one. */
export interface OnCallNext {
  level: number;
  /** Milliseconds since the epoch. */
  at: number;
  names: string[];
}

export interface OnCall {
  /** For decisions: asked afresh, at most two seconds; undefined when PagerDuty does not say. Never rejects. */
  now(): Promise<OnCallNow | undefined>;
  /** For showing: at most a minute old. */
  shown(): Promise<OnCallNow | undefined>;
  /** Who comes next within two weeks, for showing only: at most a minute old; undefined when PagerDuty does not say. Never rejects. */
  next(): Promise<OnCallNext[] | undefined>;
  /** For decisions while Slack is down: people by what is pinned and what policy says. */
  withoutSlack(): Promise<OnCallNow | undefined>;
}

const askMilliseconds = 2000;
const mostNext = 4;
const aheadMilliseconds = 14 * 86_400_000;

export interface OnCallParts {
  pagerDuty: Pick<PagerDuty, 'mode' | 'onCall' | 'shifts'>;
  people: People;
  clock: Clock;
  log: Log;
}

export function createOnCall({ pagerDuty, people, clock, log }: OnCallParts): OnCall {
  async function asked<T>(ask: () => Promise<Answer<T>>): Promise<T | undefined> {
    if (pagerDuty.mode !== 'full') return undefined;
    try {
      const answer = await clock.within(askMilliseconds, 'asking PagerDuty who is on call', ask());
      if (answer.ok) return answer.value;
      log.warn('PagerDuty does not say who is on call', { because: answer.because });
    } catch (error) {
      log.error('PagerDuty could not be asked who is on call', error);
    }
    return undefined;
  }

  async function look(link: (person: PagerDutyPerson) => Promise<Linked>): Promise<OnCallNow | undefined> {
    const entries = await asked(() => pagerDuty.onCall());
    if (!entries) return undefined;
    const links = await Promise.all(entries.map(async (person) => ({ person, linked: await link(person) })));
    const found: OnCallNow = { members: [], unsure: [], strangers: [] };
    for (const { person, linked } of links) {
      const { level, name } = person;
      // Somebody may be at one level by two schedules.
      if (linked.ok && !found.members.some((one) => one.level === level && one.id === linked.id))
        found.members.push({ level, id: linked.id, name: linked.name });
      if (!linked.ok) found.strangers.push({ level, name, because: linked.because });
      if (!linked.ok && linked.unsure && !found.unsure.includes(level)) found.unsure.push(level);
    }
    found.members.sort((a, b) => a.level - b.level);
    return found;
  }

  async function ahead(): Promise<OnCallNext[] | undefined> {
    const [from, until] = [clock.now(), clock.now() + aheadMilliseconds];
    const shifts = await asked(() => pagerDuty.shifts(new Date(from).toISOString(), new Date(until).toISOString()));
    const nameOf = async (person: PagerDutyPerson) => {
      const linked = await people.slackOf(person);
      return linked.ok ? linked.name : person.name;
    };
    const found = shifts && nextOnCall(shifts, from);
    return (
      found &&
      Promise.all(
        found.map(async ({ level, at, people: some }) => ({ level, at, names: await Promise.all(some.slice(0, mostNext).map(nameOf)) })),
      )
    );
  }

  const now = () => look((person) => people.slackOf(person));
  const shown = remember(clock, now);
  const next = remember(clock, ahead);
  return { now, shown: () => shown(''), next: () => next(''), withoutSlack: () => look((person) => people.pinned(person)) };
}
