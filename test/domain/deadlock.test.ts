/** Deadlocks in rights: found when the policy is read, for every account, also those that policy does not list. */
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/domain/policy.ts';
import { examplePolicy } from '../fixtures/policy.ts';

const [pay, data] = ['111122223333', '222233334444'];
const ask = { production: 'ask', staging: 'ask', development: 'ask', unknown: 'ask' };
const base = {
  routes: [],
  accounts: { [pay]: { name: 'pay' }, [data]: { name: 'data' } },
  playbooks: { isolate_instance: ask },
  groups: {
    responders: { people: ['U0ANA', 'U0OMAR'] },
    leads: { people: ['U0MIA', 'U0LI'] },
    lead: { people: ['U0MIA'] },
    oncall: { usergroup: 'S0ONCALL' },
  },
  allow: [
    { verbs: ['respond'], groups: ['responders'] },
    { verbs: ['approve'], groups: ['leads'] },
  ],
  deny: [],
  approvals: { levels: [{ group: 'leads', minutes: 5 }] },
  policyWatch: undefined,
  tickets: undefined,
  handOvers: undefined,
};

function problems(changes: object): string[] {
  const parsed = parsePolicy({ ...examplePolicy(), ...base, ...changes }, 'x');
  return parsed.ok ? [] : parsed.problems;
}
const respond = { verbs: ['respond'], groups: ['responders'] };
const only = /^approvals: in .* only U0MIA could agree/;
const nobody = /^approvals: in .* people may ask, and nobody could agree/;

describe('usable', () => {
  it.each<[string, object]>([
    ['two people who may agree', {}],
    ['the example', { ...examplePolicy() }],
    [
      'one listed, and a user group whose members nobody knows yet',
      {
        allow: [respond, { verbs: ['approve'], groups: ['lead', 'oncall'] }],
        approvals: {
          levels: [
            { group: 'lead', minutes: 5 },
            { group: 'oncall', minutes: 9 },
          ],
        },
      },
    ],
    [
      'PagerDuty’s people',
      { allow: [respond, { verbs: ['approve'], groups: ['on-call-1'] }], approvals: { levels: [{ onCall: 1, minutes: 5 }] } },
    ],
    ['one, where no response is allowed', { playbooks: {}, approvals: { levels: [{ group: 'lead', minutes: 5 }] } }],
    [
      'nobody, where nobody may ask',
      {
        allow: [
          { verbs: ['approve'], groups: ['leads'], accounts: [pay] },
          { ...respond, accounts: [pay] },
        ],
      },
    ],
  ])('%s', (_, changes) => expect(problems(changes)).toEqual([]));
});

describe('stuck', () => {
  it.each<[string, object, RegExp]>([
    ['one approver', { approvals: { levels: [{ group: 'lead', minutes: 5 }] } }, only],
    [
      'two in the group, one of them denied',
      { deny: [{ verbs: ['approve'], groups: ['other'] }], groups: { ...base.groups, other: { people: ['U0LI'] } } },
      only,
    ],
    ['two may, only one is asked', { approvals: { levels: [{ group: 'lead', minutes: 5 }], approvers: [] } }, only],
    ['a level whose people may not', { allow: [respond, { verbs: ['approve'], groups: ['responders'] }] }, nobody],
    ['nobody may', { allow: [respond] }, nobody],
    [
      'a user group that is denied',
      {
        approvals: { levels: [{ group: 'oncall', minutes: 5 }] },
        allow: [respond, { verbs: ['approve'], groups: ['oncall'] }],
        deny: [{ verbs: ['approve'], groups: ['oncall'] }],
      },
      nobody,
    ],
  ])('%s', (_, changes, problem) => {
    const found = problems(changes);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });

  it('names the accounts it is about', () => {
    const allow = [respond, { verbs: ['approve'], groups: ['leads'], accounts: [pay] }];
    expect(problems({ allow })[0]).toMatch(new RegExp(`^approvals: in ${data}, every account not listed people may ask`));
  });
});
