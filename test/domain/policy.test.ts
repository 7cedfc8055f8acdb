/** What drawbridge.yaml may say: every mistake is named with its place, all of them at once. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePolicy, verbs } from '../../src/domain/policy.ts';
import { examplePolicy, policyWith } from '../fixtures/policy.ts';

function problemsOf(changes: Record<string, unknown>): string[] {
  const parsed = parsePolicy({ ...examplePolicy(), ...changes }, 'test');
  return parsed.ok ? [] : parsed.problems;
}

describe('policy', () => {
  it('takes the documented example, with the version of the caller', () => {
    expect(parsePolicy(examplePolicy(), 'abc')).toMatchObject({ ok: true, policy: { version: 'abc', team: 'T0DRAWBRIDGE' } });
  });

  it.each([
    ['a team by name', { team: 'acme' }, /^team: the team is given by its Slack id/],
    ['a channel by name', { channels: { security: '#security', payments: 'C01', data: 'C02' } }, /^channels\.security: a channel is given/],
    [
      'a route to no channel',
      { routes: [{ name: 'payments-account', channel: 'nowhere' }] },
      /^routes\.0\.channel: there is no channel "nowhere"$/,
    ],
    ['a default route to no channel', { defaultRoute: { name: 'a', channel: 'b' } }, /^defaultRoute\.channel: there is no channel "b"$/],
    ['a misspelt severity', { routes: [{ name: 'a', channel: 'data', severities: ['HIGH'] }] }, /^routes\.0\.severities\.0: /],
    ['an account as a number', { routes: [{ name: 'a', channel: 'data', accounts: [111122223333] }] }, /^routes\.0\.accounts\.0: /],
    ['an account of eleven digits', { accounts: { '11112222333': { name: 'x' } } }, /^accounts\.11112222333: /],
    ['a tier that does not exist', { postingFloor: 0 }, /^postingFloor: /],
    ['a group with nobody in it', { groups: { ...groups(), empty: {} } }, /^groups\.empty: give people or a usergroup$/],
    ['a person by name', { groups: { ...groups(), oops: { people: ['ana'] } } }, /^groups\.oops\.people\.0: a person is given/],
    ['a right for no group', { allow: [{ verbs: ['view'], groups: ['nobody'] }] }, /^allow\.0\.groups: there is no group "nobody"$/],
    ['an unknown verb', { allow: [{ verbs: ['explode'], groups: ['leads'] }] }, /^allow\.0\.verbs\.0: /],
    ['an exception for no group', { deny: [{ verbs: ['view'], groups: ['nobody'] }] }, /^deny\.0\.groups: there is no group "nobody"$/],
    ['a level of no group', { approvals: { levels: [{ group: 'nobody', minutes: 5 }] } }, /^approvals\.levels\.0\.group: /],
    ['no level at all', { approvals: { levels: [] } }, /^approvals\.levels: /],
    ['a level of no minutes', { approvals: { levels: [{ group: 'leads', minutes: 0 }] } }, /^approvals\.levels\.0\.minutes: /],
    ['a level of nothing', { approvals: { levels: [{ minutes: 5 }] } }, /^approvals\.levels\.0: give either a group or onCall/],
    ['a level of both', { approvals: { levels: [{ group: 'leads', onCall: 1, minutes: 5 }] } }, /^approvals\.levels\.0: give either/],
    ['PagerDuty’s level 0', { approvals: { levels: [{ onCall: 0, minutes: 5 }] } }, /^approvals\.levels\.0\.onCall: /],
    [
      'people on call who may not approve',
      { approvals: { levels: [{ onCall: 1, minutes: 5 }] } },
      /^approvals\.levels\.0: whoever is on call there may not approve; name on-call-1/,
    ],
    ['a group by the name of a level', { groups: { ...groups(), 'on-call-2': { people: ['U0ANA'] } } }, /^groups\.on-call-2: that name is/],
    ['a person by half an ARN', { people: { 'arn:aws:sts::111122223333:assumed-role/*': 'U0ANA' } }, /^people\.arn:aws/],
    ['a person elsewhere without one in Slack', { people: { PABC123: 'ana' } }, /^people\.PABC123: a person is given/],
    ['a mode that does not exist', { playbooks: { disable_access_keys: modes('maybe') } }, /^playbooks\.disable_access_keys\.production: /],
    ['three people', { playbooks: { disable_access_keys: { ...modes('ask'), people: 3 } } }, /^playbooks\.disable_access_keys\.people: /],
    [
      'a freeze that ends before it begins',
      { freezes: [freeze('2026-12-24T00:00:00Z', '2026-12-23T00:00:00Z')] },
      /^freezes\.0\.until: later than/,
    ],
    [
      'a freeze without a zone',
      { freezes: [freeze('2026-12-24 00:00', '2026-12-25T00:00:00Z')] },
      /^freezes\.0\.from: a moment is written like/,
    ],
    ['a breaker that is never open', { breaker: { automaticPerHour: 0, destructivePerHour: 1 } }, /^breaker\.automaticPerHour: /],
    ['a key nobody knows', { colour: 'red' }, /^policy: .*colour/],
    ['a trusted product without its account', { trustedProducts: [{ product: 'Acme' }] }, /^trustedProducts\.0\.account: /],
  ])('refuses %s', (_name, changes, problem) => {
    const problems = problemsOf(changes);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('takes people on call by their level, the same way in either spelling', () => {
    const allow = [{ verbs: ['approve'], groups: ['on-call-1', 'on-call-2'] }];
    const levels = [
      { onCall: 1, minutes: 5 },
      { group: 'on-call-2', minutes: 10 },
    ];
    const parsed = parsePolicy({ ...examplePolicy(), allow, approvals: { levels } }, 'x');
    expect(parsed).toMatchObject({ ok: true, policy: { approvals: { levels: [{ group: 'on-call-1' }, { group: 'on-call-2' }] } } });
    if (parsed.ok) expect(parsePolicy(JSON.parse(JSON.stringify({ ...parsed.policy, version: undefined })), 'x')).toEqual(parsed);
  });

  it('names problems of several places at once', () => {
    expect(problemsOf({ team: '', postingFloor: 9, deny: 'nobody' })).toHaveLength(3);
  });

  it('leaves out what may be left out', () => {
    const { deny, trustedProducts, ...rest } = examplePolicy();
    expect(deny).toEqual([]);
    expect(trustedProducts).toEqual([]);
    expect(parsePolicy(rest, 'x')).toMatchObject({ ok: true, policy: { deny: [], trustedProducts: [] } });
  });

  it.each([undefined, null, 'text', 7, []])('refuses %j as a whole', (raw) => {
    expect(parsePolicy(raw, 'x')).toMatchObject({ ok: false });
  });
});

describe('docs/policy.md', () => {
  const text = readFileSync('docs/policy.md', 'utf8');
  const keys = Object.keys(policyWith()).filter((key) => key !== 'version');

  it.each(keys)('describes %s', (key) => expect(text).toContain(`\`${key}\``));
  it.each(verbs)('says what %s allows', (verb) => expect(text).toMatch(new RegExp(`^\\| .*\`${verb}\``, 'm')));
});

function freeze(from: string, until: string): Record<string, unknown> {
  return { name: 'year end', from, until };
}

function groups(): Record<string, unknown> {
  return examplePolicy().groups as Record<string, unknown>;
}

function modes(mode: string): Record<string, unknown> {
  return { production: mode, staging: 'ask', development: 'ask', unknown: 'ask' };
}
