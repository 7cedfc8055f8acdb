/** Who may answer an approval, how, and when: one decision by somebody who may, the first one wins (I6); each refusal says why and who could. */
import { describe, expect, it } from 'vitest';
import type { PersonFacts } from '../../src/domain/authorize.ts';
import type { Actor, NewEvent, ResponseAsked } from '../../src/domain/events.ts';
import { type Answer, answerApproval } from '../../src/flows/answer-approval.ts';
import { answerRefusal } from '../../src/flows/refuse.ts';
import { asked, consolePerson } from '../fixtures/case-events.ts';
import { findingWith } from '../fixtures/finding.ts';
import { actorOf, ana, directory, li, mia, omar, personWith } from '../fixtures/people.ts';
import { createSlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const approve: Answer = { verb: 'approve' };
const deny: Answer = { verb: 'deny', reason: 'a known test' };
const cancel: Answer = { verb: 'cancel' };
const alone: Answer = { verb: 'breakglass', reason: 'nobody else answers the phone' };

interface Given {
  people?: 1 | 2;
  by?: Actor;
  before?: NewEvent[];
  /** The user whose credential it is. */
  suspect?: string;
}
async function rigWith({ people = 2, by = actorOf(ana), before = [], suspect = 'ci-deploy' }: Given = {}) {
  const rig = createSlackRig();
  await rig.open(CASE, { finding: findingWith({ principal: { kind: 'user', name: suspect, account: '111122223333' } }) });
  const data: ResponseAsked = asked({ people });
  await rig.add(CASE, { id: 'asked', actor: by, kind: 'response-asked', data });
  for (const event of before) await rig.add(CASE, event);
  const kinds = async () =>
    (await rig.cases.events(CASE))
      .map(({ body }) => (JSON.parse(body) as NewEvent).kind)
      .filter((kind) => kind.startsWith('approval-') || kind === 'response-cancelled');
  return {
    ...rig,
    kinds,
    answer: (person: PersonFacts, answer: Answer, responseId = 'r1') =>
      answerApproval(CASE, responseId, answer, person, { ...rig.services, directory }),
    response: async () => (await rig.cases.read(CASE))?.responses.r1,
  };
}

const decided = (by: Actor): NewEvent => ({
  id: 'r1:decided',
  actor: by,
  kind: 'approval-decided',
  data: { responseId: 'r1', decision: 'denied', reason: 'no', onePerson: false, planHash: '' },
});
const expired = (final: boolean): NewEvent => ({
  id: `expired:${final}`,
  actor: { kind: 'drawbridge' },
  kind: 'approval-expired',
  data: { responseId: 'r1', level: 1, final },
});
const given = (by: PersonFacts): NewEvent => ({
  id: 'r1:given',
  actor: actorOf(by),
  kind: 'approval-given',
  data: { responseId: 'r1', planHash: '' },
});
const lookUpFailed = personWith('omar', [], { groups: undefined as never });
const guest = personWith('eve', ['oncall-l1'], { standing: 'guest' });
const stranger = personWith('eve', ['oncall-l1'], { team: 'T0OTHER' });
/** May approve by a group, is not one of those who decide on responses. */
const gardener = personWith('gus', ['gardeners']);

type Expected =
  | 'approved'
  | 'denied'
  | 'cancelled'
  | 'first of two'
  | 'own'
  | 'agreed'
  | 'own-credential'
  | 'not-approver'
  | 'decided'
  | 'expired';
const rows: [string, Given, PersonFacts, Answer, Expected][] = [
  ['two people: another approver agrees', {}, omar, approve, 'approved'],
  ['two people: a lead agrees at any level', {}, mia, approve, 'approved'],
  ['two people: the requester, though an approver', { by: actorOf(omar) }, omar, approve, 'own'],
  ['two people: the requester may say no', { by: actorOf(omar) }, omar, deny, 'denied'],
  ['one person: the requester who is an approver', { people: 1, by: actorOf(omar) }, omar, approve, 'approved'],
  ['one person: another approver', { people: 1 }, li, approve, 'approved'],
  ['a responder who may not approve', {}, ana, approve, 'not-approver'],
  ['a responder may not deny either', {}, ana, deny, 'not-approver'],
  ['the requester takes it back', {}, ana, cancel, 'cancelled'],
  ['an approver takes it back', {}, omar, cancel, 'cancelled'],
  ['somebody else may not', { by: actorOf(omar) }, ana, cancel, 'not-approver'],
  ['the owner of the suspect user may not approve', { suspect: 'omar' }, omar, approve, 'own-credential'],
  ['nor by the name of an address', { suspect: 'Omar@example.com' }, omar, approve, 'own-credential'],
  ['break-glass: the requester alone, who has the right', { by: actorOf(mia) }, mia, alone, 'approved'],
  ['break-glass: an approver without the right', {}, omar, alone, 'not-approver'],
  ['break-glass: never on a credential of one’s own', { suspect: 'mia' }, mia, alone, 'own-credential'],
  ['break-glass: too late', { before: [decided(actorOf(li))] }, mia, alone, 'decided'],
  ['the owner of the suspect user may say no', { suspect: 'omar' }, omar, deny, 'denied'],
  ['unknown requester, two people: the first only counts as the first', { by: consolePerson }, omar, approve, 'first of two'],
  ['unknown requester, two people: the second decides', { by: consolePerson, before: [given(omar)] }, li, approve, 'approved'],
  [
    'unknown requester, two people: the same person does not count twice',
    { by: consolePerson, before: [given(omar)] },
    omar,
    approve,
    'agreed',
  ],
  ['unknown requester, two people: who agreed may still say no', { by: consolePerson, before: [given(omar)] }, omar, deny, 'denied'],
  ['unknown requester, one person: one approver decides', { by: consolePerson, people: 1 }, omar, approve, 'approved'],
  ['groups could not be looked up', {}, lookUpFailed, approve, 'not-approver'],
  ['a guest in an approving group', {}, guest, approve, 'not-approver'],
  ['somebody of another workspace', {}, stranger, approve, 'not-approver'],
  ['a group that policy does not name', {}, gardener, deny, 'not-approver'],
  ['decided before', { before: [decided(actorOf(li))] }, omar, approve, 'decided'],
  ['decided before, and now the other way', { before: [decided(actorOf(li))] }, omar, deny, 'decided'],
  ['decided before, then taken back', { before: [decided(actorOf(li))] }, ana, cancel, 'decided'],
  ['the first level is over', { before: [expired(false)] }, omar, approve, 'approved'],
  ['all levels are over', { before: [expired(true)] }, omar, approve, 'expired'],
  ['all levels are over: nothing to take back', { before: [expired(true)] }, ana, cancel, 'expired'],
];

describe('verb, person and state', () => {
  it.each(rows)('%s', async (_, setting, person, answer, expected) => {
    const rig = await rigWith(setting);
    const before = await rig.kinds();
    const answered = await rig.answer(person, answer);
    const response = await rig.response();
    if (!answered.ok) {
      expect(answered.why).toBe(expected);
      expect(await rig.kinds()).toEqual(before);
      expect(answerRefusal(answered, rig.clock.now()).length).toBeGreaterThan(20);
      return;
    }
    if (expected === 'first of two') {
      expect([answered.waitsForSecond, response?.decision, response?.given?.by]).toEqual([true, undefined, actorOf(omar)]);
      return;
    }
    expect(response?.decision).toMatchObject({ decision: expected, by: actorOf(person), onePerson: false });
    expect(answered.waitsForSecond).toBe(false);
  });

  it('a response that is not in the log', async () => {
    const rig = await rigWith();
    expect(await rig.answer(omar, approve, 'r9')).toEqual({ ok: false, why: 'unknown' });
  });
});

describe('one decision (I6)', () => {
  it.each([
    ['yes and no', approve, deny],
    ['no and taken back', deny, cancel],
    ['yes twice', approve, approve],
  ])('of %s at the same moment only the first is recorded', async (_, first, second) => {
    const rig = await rigWith({ by: actorOf(ana) });
    const answers = await Promise.all([rig.answer(omar, first), rig.answer(li, second)]);
    expect(answers.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
    expect(await rig.kinds()).toHaveLength(1);
    const loser = answers.find(({ ok }) => !ok);
    expect(loser).toMatchObject({ why: 'decided', by: expect.stringMatching(/^@(omar|li)$/) });
  });

  it('binds to the plan that was shown', async () => {
    const rig = await rigWith();
    await rig.answer(omar, { verb: 'approve', comment: 'go on' });
    const event = (await rig.cases.events(CASE)).map(({ body }) => JSON.parse(body) as NewEvent).at(-1);
    expect(event).toMatchObject({ kind: 'approval-decided', data: { planHash: asked().planHash, reason: 'go on' } });
  });

  it('a refusal names who could, without the person themselves', async () => {
    const rig = await rigWith({ by: actorOf(omar) });
    const answered = await rig.answer(omar, approve);
    expect(answered).toMatchObject({ could: ['@li (oncall-l2)', '@mia (leads)'] });
  });
});
