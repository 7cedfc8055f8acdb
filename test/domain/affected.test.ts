/** Who is asked, about what, and what comes of the answer: never less than there was before. */
import { describe, expect, it } from 'vitest';
import { type Affected, answerProblem, consequences, suspectOf, wantsAsking } from '../../src/domain/affected.ts';
import type { CaseContext } from '../../src/domain/context.ts';
import type { CaseSubject, EventData } from '../../src/domain/events.ts';
import type { Principal } from '../../src/domain/finding.ts';
import { ana, factWith, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';
import { policyWith } from '../fixtures/policy.ts';

const account = '111122223333';
const policy = policyWith({ askAffected: { types: ['UnauthorizedAccess:IAMUser/*'] } });
const user: Principal = { kind: 'user', name: 'ci-deploy', account };
function stateWith(subject: Partial<CaseSubject> = {}, context: CaseContext = {}) {
  const log = openedWith([factWith({ tier: 2 })], subject);
  return log.tell('enriched', { context, failures: [] });
}
const tagged = (tags: Record<string, string>): CaseContext => ({
  principal: { kind: 'user', name: 'ci-deploy', tags, keys: [], policies: [], groups: [], admin: false },
});

describe('whose it is', () => {
  const arn = `arn:aws:iam::${account}:user/ci-deploy`;
  it.each<[string, Principal | undefined, CaseContext, { arn: string; emails: string[] } | undefined]>([
    ['a user without tags', user, {}, { arn, emails: [] }],
    ['a user with an address', user, tagged({ email: ' zed@acme.example ' }), { arn, emails: ['zed@acme.example'] }],
    [
      'the first tag that is there',
      user,
      tagged({ 'owner-email': 'b@acme.example', email: 'a@acme.example' }),
      { arn, emails: ['a@acme.example'] },
    ],
    ['a tag that is no address', user, tagged({ email: '<!channel>' }), { arn, emails: [] }],
    [
      'somebody of Identity Center',
      { kind: 'sso', name: 'AWSReservedSSO_Admin_1', session: 'zed@acme.example', account },
      {},
      { arn: `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_1/zed@acme.example`, emails: ['zed@acme.example'] },
    ],
    [
      'a session whose name anybody may choose',
      { kind: 'role', name: 'web', session: 'zed@acme.example', account },
      {},
      { arn: `arn:aws:sts::${account}:assumed-role/web/zed@acme.example`, emails: [] },
    ],
    ['a role without a session', { kind: 'role', name: 'web', account }, {}, undefined],
    ['the root user', { kind: 'root', name: 'root', account }, {}, undefined],
    ['nobody', undefined, {}, undefined],
  ])('%s', (_, principal, context, expected) => {
    const { principal: _p, ...subject } = stateWith({}, context).subject;
    const state = { ...stateWith({}, context), subject: { ...subject, ...(principal && { principal }) } };
    const found = suspectOf(state, policy.askAffected.tags);
    expect(found && { arn: found.arn, emails: found.emails }).toEqual(expected);
  });
});

describe('whether somebody is asked', () => {
  it.each<[string, Partial<CaseSubject>, object, boolean]>([
    ['a type that policy lists', {}, {}, true],
    ['another type', { type: 'Recon:EC2/Portscan' }, {}, false],
    ['a sample', { sample: true }, {}, false],
    ['what somebody imported', { genuine: false }, {}, false],
    ['what was open before the installation', { quiet: 'baseline' }, {}, false],
    ['a storm', { kind: 'storm' }, {}, false],
    ['another environment', {}, { environments: ['development'] }, false],
    ['this environment', {}, { environments: ['staging'] }, true],
    ['nothing listed', {}, { types: [] }, false],
  ])('%s', (_, subject, change, expected) => {
    const asking = policyWith({ askAffected: { types: ['UnauthorizedAccess:IAMUser/*'], ...change } });
    expect(wantsAsking(stateWith(subject), asking, NOW)).toBe(expected);
  });

  it('not before it is looked up, not twice, not when it is over or quiet', () => {
    expect(wantsAsking(openedWith([factWith({ tier: 2 })]).state(), policy, NOW)).toBe(false);
    const asksAfter = <Kind extends 'affected-unasked' | 'resolved' | 'snoozed'>(kind: Kind, data: EventData[Kind]) => {
      const log = openedWith([factWith({ tier: 2 })]);
      log.tell('enriched', { context: {}, failures: [] });
      return wantsAsking(log.tell(kind, data, ana), policy, NOW);
    };
    expect(asksAfter('affected-unasked', { because: 'x' })).toBe(false);
    expect(asksAfter('resolved', { code: 'fixed', text: '' })).toBe(false);
    expect(asksAfter('snoozed', { until: NOW + 1e9, reason: '' })).toBe(false);
  });
});

describe('an answer', () => {
  const said = (answer?: 'yes' | 'no'): Affected => (answer ? { answer: { answer, at: NOW } } : {});
  it.each<['yes' | 'no' | undefined, 'yes' | 'no', boolean]>([
    [undefined, 'yes', true],
    [undefined, 'no', true],
    ['yes', 'no', true],
    ['no', 'yes', false],
    ['yes', 'yes', false],
    ['no', 'no', false],
  ])('after %s, %s is taken: %s', (before, now, taken) => expect(answerProblem(said(before), now) === undefined).toBe(taken));

  it.each<[number, 'tell' | 'raise' | 'page', number | undefined]>([
    [1, 'tell', undefined],
    [1, 'raise', 2],
    [2, 'raise', 3],
    [3, 'raise', undefined],
    [1, 'page', 3],
    [3, 'page', undefined],
  ])('tier %s, %s: %s', (tier, what, expected) => {
    const state = { ...stateWith(), tier: tier as 1 | 2 | 3 };
    expect(consequences(state, what, 'because', 'id').map(({ data }) => (data as { tier: number }).tier)).toEqual(
      expected ? [expected] : [],
    );
  });

  it('changes nothing of a case but what was said', () => {
    const before = stateWith();
    const log = openedWith([factWith({ tier: 2 })]);
    log.tell('enriched', { context: {}, failures: [] });
    const ref = 'aaaaaaaaaa';
    log.tell('affected-asked', { ref, person: { id: 'U0ZED', name: 'zed' }, principal: 'user ci-deploy', until: NOW });
    const after = log.tell('affected-answered', { ref, answer: 'yes' }, ana);
    const { affected, peopleAt: _p, eventIds: _e, seq: _s, hash: _h, ...rest } = after;
    const { eventIds: _e2, seq: _s2, hash: _h2, ...was } = before;
    expect(affected?.answer?.answer).toBe('yes');
    expect(rest).toEqual(was);
  });
});
