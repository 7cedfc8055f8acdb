/** Who may do what: deny wins, nothing is allowed by default, and what could not be looked up is refused. */
import { describe, expect, it } from 'vitest';
import { authorize, type PersonFacts } from '../../src/domain/authorize.ts';
import { type Verb, verbs } from '../../src/domain/policy.ts';
import { policyWith } from '../fixtures/policy.ts';

const PRODUCTION = '111122223333';
const STAGING = '333344445555';
const person = (groups: string[], changes: Partial<PersonFacts> = {}): PersonFacts => ({
  team: 'T0DRAWBRIDGE',
  id: 'U0ANA',
  name: 'ana',
  standing: 'member',
  groups: new Set(groups),
  ...changes,
});

describe('in the documented example', () => {
  it.each<[string, string[], Verb, true | string]>([
    ['a responder acknowledges', ['responders'], 'acknowledge', true],
    ['a responder asks for a response', ['responders'], 'respond', true],
    ['a responder undoes', ['responders'], 'undo', true],
    ['a responder may not approve', ['responders'], 'approve', 'not allowed'],
    ['a responder may not suppress', ['responders'], 'suppress', 'not allowed'],
    ['on-call approves', ['oncall-l1'], 'approve', true],
    ['on-call of the second level denies', ['oncall-l2'], 'deny', true],
    ['a lead suppresses', ['leads'], 'suppress', true],
    ['somebody in no group may not even look', [], 'view', 'not allowed'],
    ['somebody in a group nobody mentions', ['gardeners'], 'note', 'not allowed'],
  ])('%s', (_name, groups, verb, expected) => {
    const answer = authorize(person(groups), verb, PRODUCTION, policyWith());
    expect(answer).toMatchObject(expected === true ? { ok: true } : { ok: false, because: expected });
  });

  it('a refusal names the groups that could', () => {
    expect(authorize(person(['responders']), 'approve', PRODUCTION, policyWith())).toEqual({
      ok: false,
      because: 'not allowed',
      groups: ['oncall-l1', 'oncall-l2', 'leads'],
    });
  });
});

describe('nobody is let in on their groups alone', () => {
  it.each<[string, Partial<PersonFacts>, string]>([
    ['a guest', { standing: 'guest' }, 'guest'],
    ['a bot', { standing: 'bot' }, 'bot'],
    ['somebody who left', { standing: 'gone' }, 'gone'],
    ['somebody from a shared channel', { standing: 'stranger' }, 'stranger'],
    ['a member of another workspace', { team: 'T0OTHER' }, 'stranger'],
    ['no workspace', { team: '' }, 'stranger'],
  ])('%s', (_name, changes, because) => {
    for (const verb of verbs)
      expect(authorize(person(['leads', 'admins'], changes), verb, PRODUCTION, policyWith())).toMatchObject({ ok: false, because });
  });

  it.each(['standing', 'groups'] as const)('a failed look-up of %s', (missing) => {
    const facts = person(['leads']);
    delete facts[missing];
    for (const verb of verbs)
      expect(authorize(facts, verb, PRODUCTION, policyWith())).toMatchObject({ ok: false, because: 'look-up failed' });
  });
});

describe('rights', () => {
  it.each(verbs)('an empty policy refuses %s', (verb) => {
    const answer = authorize(person(['leads', 'admins', 'responders']), verb, PRODUCTION, policyWith({ allow: [] }));
    expect(answer).toEqual({ ok: false, because: 'not allowed', groups: [] });
  });

  it('deny wins over allow, in the accounts it names', () => {
    const policy = policyWith({ deny: [{ verbs: ['respond'], groups: ['responders'], accounts: [PRODUCTION] }] });
    expect(authorize(person(['responders', 'leads']), 'respond', PRODUCTION, policy)).toMatchObject({ ok: false, because: 'denied' });
    expect(authorize(person(['responders', 'leads']), 'respond', STAGING, policy)).toEqual({ ok: true });
    expect(authorize(person(['leads']), 'respond', PRODUCTION, policy)).toEqual({ ok: true });
    expect(authorize(person(['responders']), 'note', PRODUCTION, policy)).toEqual({ ok: true });
  });

  it('a right with accounts holds only there', () => {
    const policy = policyWith({
      allow: [
        { verbs: ['respond'], groups: ['responders'], accounts: [STAGING] },
        { verbs: ['approve'], groups: ['leads'] },
      ],
    });
    expect(authorize(person(['responders']), 'respond', STAGING, policy)).toEqual({ ok: true });
    expect(authorize(person(['responders']), 'respond', PRODUCTION, policy)).toMatchObject({ ok: false, groups: [] });
    expect(authorize(person(['responders']), 'respond', '', policy)).toMatchObject({ ok: false });
  });
});

describe('people on call, when PagerDuty does not answer', () => {
  const right = { verbs: ['approve'], groups: ['on-call-1'] };
  const other = { verbs: ['approve'], groups: ['leads'] };
  const unknown = { unknown: new Set(['on-call-1']) };
  it.each<[string, PersonFacts, Record<string, unknown>, true | string]>([
    ['is on call', person(['on-call-1']), { allow: [right] }, true],
    ['is not on call', person([]), { allow: [right] }, 'not allowed'],
    ['may be on call', person([], unknown), { allow: [right] }, 'look-up failed'],
    ['may be, and has the right anyway', person(['leads'], unknown), { allow: [right, other] }, true],
    ['may be one of those who must not', person(['leads'], unknown), { allow: [other], deny: [right] }, 'look-up failed'],
  ])('somebody who %s', (_name, facts, changes, expected) => {
    const answer = authorize(facts, 'approve', PRODUCTION, policyWith({ deny: [], ...changes }));
    expect(answer).toMatchObject(expected === true ? { ok: true } : { ok: false, because: expected });
  });
});
