/** Who people are: kept for a minute of domain time, undefined when a look-up fails, and nobody a member who is none. */
import { beforeEach, describe, expect, it } from 'vitest';
import { authorize } from '../../src/domain/authorize.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createDirectory, type Directory } from '../../src/services/directory.ts';
import { createLog } from '../../src/services/log.ts';
import type { OnCall } from '../../src/services/on-call.ts';
import type { Slack, SlackUser } from '../../src/services/slack.ts';
import { NOW } from '../fixtures/finding.ts';
import { policyWith } from '../fixtures/policy.ts';

const TEAM = 'T1';
const member = (id: string, changes: Partial<SlackUser> = {}): SlackUser => ({
  id,
  name: id.slice(1).toLowerCase(),
  team: TEAM,
  guest: false,
  bot: false,
  stranger: false,
  deleted: false,
  ...changes,
});

let clock: VirtualClock;
let users: Record<string, SlackUser>;
let groups: Record<string, string[]>;
/** Look-ups in this set fail. */
let down: Set<string>;
let asked: string[];
let lines: string[];
let directory: Directory;

const slack: Pick<Slack, 'user' | 'groupMembers'> = {
  async user(id) {
    asked.push(id);
    if (down.has(id)) throw new Error('Slack did not answer users.info');
    return users[id];
  },
  async groupMembers(id) {
    asked.push(id);
    if (down.has(id)) throw new Error('Slack did not answer usergroups.users.list');
    return groups[id] ?? [];
  },
};
/** This policy names nobody by level. */
const onCall: Pick<OnCall, 'now' | 'shown'> = {
  now: () => Promise.reject(new Error('PagerDuty was asked')),
  shown: () => Promise.reject(new Error('PagerDuty was asked')),
};
const policy: Policy = {
  ...policyWith(),
  allow: [{ verbs: ['acknowledge'], groups: ['on-call'] }],
  deny: [],
  team: TEAM,
  groups: { named: { people: ['UANA', 'UMIA'] }, 'on-call': { usergroup: 'S1', people: ['ULI'] } },
};

beforeEach(() => {
  clock = new VirtualClock(NOW);
  users = Object.fromEntries(['UANA', 'UMIA', 'UOMAR', 'ULI', 'UZED'].map((id) => [id, member(id)]));
  groups = { S1: ['UOMAR'] };
  down = new Set();
  asked = [];
  lines = [];
  directory = createDirectory({ slack, policy, clock, log: createLog((line) => lines.push(line)), onCall });
});

describe('a person', () => {
  it.each<[string, string, SlackUser | undefined, string]>([
    ['a member', TEAM, member('UX'), 'member'],
    ['a guest', TEAM, member('UX', { guest: true }), 'guest'],
    ['a bot', TEAM, member('UX', { bot: true }), 'bot'],
    ['a bot of another team', TEAM, member('UX', { bot: true, team: 'T2' }), 'bot'],
    ['somebody from another workspace', TEAM, member('UX', { team: 'T2' }), 'stranger'],
    ['a stranger by Slack’s word', TEAM, member('UX', { stranger: true }), 'stranger'],
    ['a guest from another workspace', TEAM, member('UX', { guest: true, team: 'T2' }), 'stranger'],
    ['a click that came from another team', 'T2', member('UX'), 'stranger'],
    ['somebody who left', TEAM, member('UX', { deleted: true }), 'gone'],
    ['a bot that was removed', TEAM, member('UX', { bot: true, deleted: true }), 'gone'],
    ['nobody', TEAM, undefined, 'gone'],
  ])('%s', async (_, team, user, standing) => {
    if (user) users.UX = user;
    expect(await directory.person(team, 'UX')).toMatchObject({ team, id: 'UX', name: user?.name ?? 'UX', standing });
  });

  it.each([
    ['UANA', ['named']],
    ['UOMAR', ['on-call']],
    ['ULI', ['on-call']],
    ['UZED', []],
  ])('%s is in %j', async (id, expected) => {
    expect([...((await directory.person(TEAM, id)).groups ?? ['unknown'])]).toEqual(expected);
  });
});

describe('a look-up that fails', () => {
  it.each([
    ['of the person', 'UOMAR'],
    ['of a user group', 'S1'],
  ])('%s denies, and says so in the log', async (_, what) => {
    const may = async () => authorize(await directory.person(TEAM, 'UOMAR'), 'acknowledge', '111122223333', policy);
    expect(await may()).toEqual({ ok: true });
    down.add(what);
    await clock.advance(60);
    expect(await may()).toMatchObject({ ok: false, because: 'look-up failed' });
    expect((await directory.person(TEAM, 'UOMAR')).groups).toBeUndefined();
    expect(lines[0]).toContain('a person could not be looked up');
  });

  it('is not remembered', async () => {
    down.add('UOMAR');
    expect((await directory.person(TEAM, 'UOMAR')).standing).toBeUndefined();
    down.clear();
    expect((await directory.person(TEAM, 'UOMAR')).standing).toBe('member');
  });

  it('leaves a group unknown, not empty', async () => {
    down.add('S1');
    expect(await directory.members('on-call')).toBeUndefined();
    down.clear();
    expect(await directory.members('on-call')).toHaveLength(2);
    expect(lines.join()).toContain('a group could not be looked up');
  });
});

describe('a minute of domain time', () => {
  it('answers are kept, and asked again after it', async () => {
    await directory.person(TEAM, 'UOMAR');
    const first = asked.length;
    await clock.advance(59);
    groups.S1 = [];
    users.UOMAR = member('UOMAR', { deleted: true });
    expect(await directory.person(TEAM, 'UOMAR')).toMatchObject({ standing: 'member', groups: new Set(['on-call']) });
    expect(asked).toHaveLength(first);
    await clock.advance(1);
    expect(await directory.person(TEAM, 'UOMAR')).toMatchObject({ standing: 'gone', groups: new Set() });
    expect(asked).toHaveLength(2 * first);
  });

  it('people who ask at once ask Slack once', async () => {
    await Promise.all([1, 2, 3].map(() => directory.person(TEAM, 'UOMAR')));
    expect([...asked].sort()).toEqual(['S1', 'UOMAR']);
  });
});

describe('the members of a group', () => {
  it('are those named and those in the user group, with names', async () => {
    expect(await directory.members('on-call')).toEqual([
      { id: 'ULI', name: 'li' },
      { id: 'UOMAR', name: 'omar' },
    ]);
  });

  it('whose name nobody knows are named by their id', async () => {
    delete users.UMIA;
    expect(await directory.members('named')).toEqual([
      { id: 'UANA', name: 'ana' },
      { id: 'UMIA', name: 'UMIA' },
    ]);
  });

  it('of a group that policy does not have are none', async () => expect(await directory.members('nobody')).toEqual([]));
});

describe('people on call', () => {
  const onCallPolicy = {
    ...policy,
    allow: [{ verbs: ['approve' as const], groups: ['on-call-1', 'on-call-2', 'on-call-3'] }],
  };
  const one = (level: number, id: string) => ({ level, id, name: id.slice(1).toLowerCase() });
  const directoryWith = (now: Awaited<ReturnType<OnCall['now']>>) =>
    createDirectory({
      slack,
      policy: onCallPolicy,
      clock,
      log: createLog(() => {}),
      onCall: { now: async () => now, shown: async () => now },
    });

  it('are in the group of each level they are at; a level with nobody is empty', async () => {
    const now = { members: [one(1, 'UOMAR'), one(2, 'UOMAR'), one(2, 'ULI')], unsure: [], strangers: [] };
    const facts = await directoryWith(now).person(TEAM, 'UOMAR');
    expect(facts).toMatchObject({ groups: new Set(['on-call', 'on-call-1', 'on-call-2']), empty: new Set(['on-call-3']) });
    expect(facts.unknown).toBeUndefined();
    expect(await directoryWith(now).members('on-call-2')).toEqual([
      { id: 'UOMAR', name: 'omar' },
      { id: 'ULI', name: 'li' },
    ]);
  });

  it('are unknown while PagerDuty is down: refused for that reason, and let in nowhere else', async () => {
    const facts = await directoryWith(undefined).person(TEAM, 'UOMAR');
    expect(facts).toMatchObject({
      standing: 'member',
      groups: new Set(['on-call']),
      unknown: new Set(['on-call-1', 'on-call-2', 'on-call-3']),
    });
    expect(authorize(facts, 'approve', '111122223333', onCallPolicy)).toMatchObject({ ok: false, because: 'look-up failed' });
    expect(await directoryWith(undefined).members('on-call-1')).toBeUndefined();
  });

  it('a level of which somebody could not be looked up is unknown to everybody else', async () => {
    const now = { members: [one(1, 'UOMAR')], unsure: [1], strangers: [] };
    expect((await directoryWith(now).person(TEAM, 'UOMAR')).groups).toContain('on-call-1');
    expect(await directoryWith(now).person(TEAM, 'ULI')).toMatchObject({
      unknown: new Set(['on-call-1']),
      empty: new Set(['on-call-2', 'on-call-3']),
    });
  });
});
