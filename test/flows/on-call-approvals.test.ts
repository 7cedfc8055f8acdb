/** Approvals by whoever is on call: level by level, judged at the answer, closed when nobody knows, open to break-glass. */
import { describe, expect, it } from 'vitest';
import type { PersonFacts } from '../../src/domain/authorize.ts';
import type { NewEvent } from '../../src/domain/events.ts';
import { type Answer, answerApproval } from '../../src/flows/answer-approval.ts';
import { decidesByAsking } from '../../src/flows/qualify.ts';
import { answerRefusal, barredIn } from '../../src/flows/refuse.ts';
import type { Directory } from '../../src/services/directory.ts';
import { asked } from '../fixtures/case-events.ts';
import { actorOf, personWith } from '../fixtures/people.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const levels = [
  { onCall: 1, minutes: 5 },
  { onCall: 2, minutes: 10 },
  { group: 'leads', minutes: 15 },
];
const policy = policyWith({
  allow: [
    { verbs: ['approve', 'deny', 'respond'], groups: ['on-call-1', 'on-call-2', 'leads'] },
    { verbs: ['breakglass'], groups: ['leads', 'directors'] },
  ],
  groups: { leads: { people: ['U0MIA'] }, directors: { people: ['U0DEE'] } },
  handOvers: [],
  deny: [],
  approvals: { levels, approvers: ['leads'], workflows: [] },
});
const first = personWith('omar', ['on-call-1']);
const alsoFirst = personWith('nia', ['on-call-1']);
const second = personWith('li', ['on-call-2']);
const lead = personWith('mia', ['leads']);
const director = personWith('dee', ['directors']);
const everybody = [first, alsoFirst, second, lead, director];
const directory: Directory = {
  person: async (team, id) => everybody.find((one) => one.id === id) ?? { team, id, name: id, standing: 'gone', groups: new Set() },
  members: async (group) => everybody.filter(({ groups }) => groups?.has(group)).map(({ id, name }) => ({ id, name })),
};
const unknown = new Set(['on-call-1', 'on-call-2']);
const unsure = (person: PersonFacts): PersonFacts => ({
  ...person,
  groups: new Set([...(person.groups ?? [])].filter((one) => !unknown.has(one))),
  unknown,
});

const approve: Answer = { verb: 'approve' };
const alone: Answer = { verb: 'breakglass', reason: 'nobody knows who is on call' };
const opened = (level: number, group: string): NewEvent => ({
  id: `r1:opened-${level}`,
  actor: { kind: 'drawbridge' },
  kind: 'approval-opened',
  data: { responseId: 'r1', approvalId: `a${level}`, level, until: 0, approvers: [], group },
});

async function rigWith(events: NewEvent[], people: 1 | 2 = 1, by = personWith('ana', ['responders'])) {
  const rig = createSlackRig();
  await rig.open(CASE);
  const names = policy.approvals.levels.map(({ group, minutes }) => ({ name: group, seconds: minutes * 60 }));
  await rig.add(CASE, { id: 'asked', actor: actorOf(by), kind: 'response-asked', data: { ...asked({ people }), levels: names } });
  for (const event of events) await rig.add(CASE, event);
  const services = { ...rig.services, policy, directory };
  return {
    services,
    answer: (person: PersonFacts, answer: Answer = approve) => answerApproval(CASE, 'r1', answer, person, services),
    state: async () => {
      const state = await rig.cases.read(CASE);
      if (!state) throw new Error('the case is gone');
      return state;
    },
    events: async () => (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body) as NewEvent),
  };
}

describe('37: level by level', () => {
  const one = opened(1, 'on-call-1');
  const two = opened(2, 'on-call-2');
  it.each<[string, NewEvent[], PersonFacts, true | string]>([
    ['the first level may', [one], first, true],
    ['also before its approval is recorded', [], first, true],
    ['the second may not before it is asked', [one], second, 'not-yet'],
    ['the second may when it is asked', [one, two], second, true],
    ['the first still may then', [one, two], first, true],
    ['a group that may at any level', [one], lead, true],
    ['who is no longer on call', [one], personWith('omar', []), 'not-approver'],
    ['the second may where the first has nobody', [one], { ...second, empty: new Set(['on-call-1']) }, true],
    ['the second may where it was asked instead of the first', [opened(1, 'on-call-2')], second, true],
  ])('%s', async (_, events, person, expected) => {
    const rig = await rigWith(events);
    const answered = await rig.answer(person);
    expect(answered.ok || answered.why).toBe(expected);
    if (!answered.ok) expect(answerRefusal(answered, 0)).toMatch(/Who can: @(omar|nia) \(on-call-1\)/);
  });

  it('asking decides at once only where the first level asks', async () => {
    const state = await (await rigWith([])).state();
    const decides = (person: PersonFacts) => decidesByAsking(person, state, [], policy);
    expect([first, second, lead].map(decides)).toEqual([true, false, true]);
    expect(decides({ ...second, empty: new Set(['on-call-1']) })).toBe(true);
  });
});

describe('39: two people on call at one level', () => {
  it('either may, and one decides', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    expect(await rig.answer(alsoFirst)).toMatchObject({ ok: true });
    expect(await rig.answer(first)).toMatchObject({ ok: false, why: 'decided', by: '@nia' });
  });

  it('43: both at the same moment', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    const both = await Promise.all([rig.answer(first), rig.answer(alsoFirst)]);
    expect(both.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await rig.events()).filter(({ kind }) => kind === 'approval-decided')).toHaveLength(1);
  });
});

describe('42: one’s own request', () => {
  it('takes somebody else where two people are needed, also from whoever is on call', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')], 2, first);
    expect(await rig.answer(first)).toMatchObject({ ok: false, why: 'own' });
    expect(await rig.answer(alsoFirst)).toMatchObject({ ok: true });
  });
});

describe('44: PagerDuty down at the click', () => {
  it('is closed to those who may be on call, who are told why', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    const answered = await rig.answer(unsure(first));
    expect(answered).toMatchObject({ ok: false, why: 'on-call-unknown' });
    if (!answered.ok) expect(answerRefusal(answered, 0)).toMatch(/PagerDuty does not say who is on call/);
    expect(await barredIn(['111122223333'], 'approve', unsure(first), rig.services)).toMatch(/PagerDuty does not say/);
  });

  it('is open to groups that need no PagerDuty', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    expect(await rig.answer(unsure(lead))).toMatchObject({ ok: true });
  });

  it('is open to break-glass, audited: the reason, who was told, and that it was so', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    expect(await barredIn(['111122223333'], 'approve', unsure(director), rig.services)).toBeUndefined();
    expect(await rig.answer(unsure(director))).toMatchObject({ ok: false, why: 'on-call-unknown' });
    expect(await rig.answer(unsure(director), alone)).toMatchObject({ ok: true });
    expect((await rig.events()).at(-1)).toMatchObject({
      kind: 'approval-decided',
      actor: { id: 'U0DEE' },
      data: {
        breakGlass: true,
        reason: 'nobody knows who is on call',
        told: [{ name: 'omar' }, { name: 'nia' }, { name: 'li' }, { name: 'mia' }],
      },
    });
  });

  it('break-glass stays shut to who is no approver while PagerDuty answers', async () => {
    const rig = await rigWith([opened(1, 'on-call-1')]);
    expect(await rig.answer(director, alone)).toMatchObject({ ok: false, why: 'not-approver' });
    expect(await rig.answer(unsure(second), alone)).toMatchObject({ ok: false, why: 'not-approver' });
  });
});
