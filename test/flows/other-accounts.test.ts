/** Rights for some accounts only: what is acted on in another account than the case's takes the rights there, too (I3, I9). */
import { describe, expect, it } from 'vitest';
import { type Answer, answerApproval } from '../../src/flows/answer-approval.ts';
import { barredIn } from '../../src/flows/refuse.ts';
import { requestResponse } from '../../src/flows/request-response.ts';
import { accountsOfScope } from '../../src/flows/stops.ts';
import { asked, consolePerson } from '../fixtures/case-events.ts';
import { ACCOUNT } from '../fixtures/finding.ts';
import { keptPlan } from '../fixtures/kept-plan.ts';
import { actorOf, directory, li, mia, omar } from '../fixtures/people.ts';
import { policyWith } from '../fixtures/policy.ts';
import { createSlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const OTHER = '222233334444';
const approving = ['respond', 'approve', 'deny', 'cancel', 'breakglass'];
/** Those on call have rights in the case's account only; leads everywhere. */
const policy = policyWith({
  allow: [
    { verbs: approving, groups: ['oncall-l1', 'oncall-l2'], accounts: [ACCOUNT] },
    { verbs: approving, groups: ['leads'] },
  ],
});
const here = asked().target;
const there = { ...here, account: OTHER, key: 'k2' };
const services = { directory, policy };

describe('a response that acts in several accounts', () => {
  it.each<[string, typeof omar, Answer, string | true]>([
    ['nobody agrees who may not there', omar, { verb: 'approve' }, 'not-approver'],
    ['nor by break-glass', li, { verb: 'breakglass', reason: 'nobody else is there' }, 'not-approver'],
    ['who may everywhere does', mia, { verb: 'approve' }, true],
    ['who may in the case’s own account says no', omar, { verb: 'deny', reason: 'not ours' }, true],
  ])('%s', async (_, person, answer, expected) => {
    const rig = createSlackRig();
    await rig.open(CASE);
    const data = asked({ people: 1, parts: [here, there] });
    await rig.add(CASE, { id: 'asked', actor: consolePerson, kind: 'response-asked', data });
    const answered = await answerApproval(CASE, 'r1', answer, person, { ...rig.services, ...services });
    expect(answered.ok ? true : answered.why).toBe(expected);
  });

  it.each([
    ['decides nothing by asking without the right there', omar, undefined],
    ['decides by asking with it', mia, 'approved'],
  ])('a requester %s', async (_, person, decision) => {
    const rig = createSlackRig();
    await rig.open(CASE);
    const { target } = keptPlan().plan;
    const kept = keptPlan({ credential: false, risk: 'nondestructive', target: { ...target, account: OTHER } });
    const made = await requestResponse(CASE, kept, 'leaked', actorOf(person), person, 'click-1', { ...rig.services, policy });
    expect(made).toMatchObject({ ok: true, response: { people: 1 } });
    expect(made.ok && made.response.decision?.decision).toBe(decision);
  });
});

describe('the sentence', () => {
  it('names the account in which the right is missing', async () => {
    expect(await barredIn([ACCOUNT], 'respond', omar, services)).toBeUndefined();
    expect(await barredIn([ACCOUNT, OTHER], 'respond', omar, services)).toBe(
      'You cannot ask for responses in prod-data. Who can: @mia (leads).',
    );
    expect(await barredIn([ACCOUNT, OTHER], 'respond', mia, services)).toBeUndefined();
  });
});

describe('starting again', () => {
  it.each([
    [`account/${OTHER}`, [OTHER]],
    [`automatic/${OTHER}`, [OTHER]],
    ['everything', Object.keys(policy.accounts)],
    ['playbook/isolate_instance', Object.keys(policy.accounts)],
  ])('%s takes the right in every account where it runs again', (scope, accounts) => {
    expect(accountsOfScope(scope, policy)).toEqual(accounts);
  });
});
