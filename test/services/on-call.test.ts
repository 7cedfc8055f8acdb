/** Who is on call: a set by level, fresh for decisions, a minute old for showing, unknown when PagerDuty does not say. */
import { beforeEach, describe, expect, it } from 'vitest';
import { systemClock, VirtualClock } from '../../src/services/clock.ts';
import { createLog } from '../../src/services/log.ts';
import { createOnCall, type OnCall } from '../../src/services/on-call.ts';
import type { PagerDutyPerson } from '../../src/services/pagerduty.ts';
import type { Linked, People } from '../../src/services/people.ts';
import { createPagerDutyPeople, type FakePeople } from '../fakes/pagerduty-people.ts';
import { NOW } from '../fixtures/finding.ts';

const log = createLog(() => {});
const person = (id: string): PagerDutyPerson => ({ id, name: id.toLowerCase() });
let clock: VirtualClock;
let pagerDuty: FakePeople;
let links: Record<string, Linked>;
let onCall: OnCall;

const people: People = {
  slackOf: async ({ id }) => links[id] ?? { ok: true, id: `U${id}`, name: id.toLowerCase() },
  pinned: async ({ id }) => ({ ok: true, id: `U${id}`, name: 'pinned' }),
  pagerDutyOf: async () => ({ ok: false, because: 'not asked here' }),
};
const named = async (found: ReturnType<OnCall['now']>) => (await found)?.members.map(({ level, name }) => `${name} (${level})`);

beforeEach(() => {
  clock = new VirtualClock(NOW);
  links = {};
  pagerDuty = createPagerDutyPeople(['OMAR', 'LI', 'MIA'].map(person), { 1: ['OMAR'], 3: ['MIA'] });
  onCall = createOnCall({ pagerDuty, people, clock, log });
});

describe('the set', () => {
  it('has people by level; a level may have several, or nobody', async () => {
    pagerDuty.schedule[1] = ['OMAR', 'LI', 'OMAR'];
    expect(await named(onCall.now())).toEqual(['omar (1)', 'li (1)', 'mia (3)']);
  });

  it('leaves out who is nobody in Slack, and says why', async () => {
    links.OMAR = { ok: false, because: '@omar is a guest in Slack' };
    expect(await onCall.now()).toMatchObject({ members: [{ name: 'mia' }], unsure: [], strangers: [{ level: 1, name: 'omar' }] });
  });

  it('does not know a level of which somebody could not be looked up', async () => {
    links.OMAR = { ok: false, because: 'Slack is down', unsure: true };
    expect(await onCall.now()).toMatchObject({ members: [{ name: 'mia' }], unsure: [1] });
  });

  it('without Slack is that of the pins', async () => {
    links.OMAR = { ok: false, because: 'Slack is down', unsure: true };
    expect(await named(onCall.withoutSlack())).toEqual(['pinned (1)', 'pinned (3)']);
  });
});

describe('how old it is', () => {
  it('for decisions: asked at every one', async () => {
    await onCall.now();
    pagerDuty.schedule[1] = ['LI'];
    expect(await named(onCall.now())).toEqual(['li (1)', 'mia (3)']);
    expect(pagerDuty.asked).toBe(2);
  });

  it('for showing: kept a minute', async () => {
    await onCall.shown();
    pagerDuty.schedule[1] = ['LI'];
    await clock.advance(59);
    expect(await named(onCall.shown())).toEqual(['omar (1)', 'mia (3)']);
    await clock.advance(2);
    expect(await named(onCall.shown())).toEqual(['li (1)', 'mia (3)']);
  });
});

describe('who is next', () => {
  const hours = (count: number) => NOW + count * 3_600_000;
  beforeEach(() => {
    pagerDuty.planned = [
      { level: 1, person: person('OMAR'), until: hours(2) },
      { level: 1, person: person('LI'), from: hours(2), until: hours(9) },
      { level: 3, person: person('MIA') },
    ];
  });

  it('takes over at a time, by the name in Slack or else in PagerDuty', async () => {
    expect(await onCall.next()).toEqual([{ level: 1, at: hours(2), names: ['li'] }]);
    links.LI = { ok: true, id: 'ULI', name: 'li in Slack' };
    await clock.advance(61);
    expect(await onCall.next()).toEqual([{ level: 1, at: hours(2), names: ['li in Slack'] }]);
    links.LI = { ok: false, because: 'Slack is down', unsure: true };
    await clock.advance(61);
    expect(await onCall.next()).toEqual([{ level: 1, at: hours(2), names: ['li'] }]);
  });

  it('is kept for a minute, and unknown while PagerDuty is down', async () => {
    await onCall.next();
    await onCall.next();
    expect(pagerDuty.asked).toBe(1);
    pagerDuty.down = true;
    await clock.advance(61);
    expect(await onCall.next()).toBeUndefined();
  });
});

describe('nobody knows', () => {
  it('while PagerDuty is down, and shows so for a minute without asking again', async () => {
    pagerDuty.down = true;
    expect(await onCall.now()).toBeUndefined();
    expect(await onCall.shown()).toBeUndefined();
    expect(await onCall.shown()).toBeUndefined();
    expect(pagerDuty.asked).toBe(2);
  });

  it('when it takes longer than two seconds', async () => {
    const silent = { ...pagerDuty, onCall: () => new Promise<never>(() => {}) };
    const before = systemClock.wall();
    expect(await createOnCall({ pagerDuty: silent, people, clock, log }).now()).toBeUndefined();
    expect(systemClock.wall() - before).toBeLessThan(3000);
  });

  it.each(['none', 'events'] as const)('in mode %s, and PagerDuty is not asked', async (mode) => {
    expect(await createOnCall({ pagerDuty: { ...pagerDuty, mode }, people, clock, log }).now()).toBeUndefined();
    expect(pagerDuty.asked).toBe(0);
  });
});
