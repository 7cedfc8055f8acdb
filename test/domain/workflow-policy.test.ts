/** Which workflows may ask, who answers, and until when. */
import { describe, expect, it } from 'vitest';
import type { ApprovalRequest } from '../../src/domain/approval-request.ts';
import type { Policy } from '../../src/domain/policy.ts';
import { allowedWorkflow, levelsUntil } from '../../src/domain/workflow-policy.ts';
import { policyWith } from '../fixtures/policy.ts';

const base = policyWith();
const policy: Policy = {
  ...base,
  approvals: {
    ...base.approvals,
    levels: [
      { group: 'oncall-l1', minutes: 5 },
      { group: 'oncall-l2', minutes: 10 },
      { group: 'leads', minutes: 15 },
    ],
    approvers: ['leads'],
    workflows: [
      { account: '111122223333', stateMachine: 'release-*' },
      { account: '111122223333', stateMachine: 'a.b', approvers: 'leads' },
    ],
  },
};

function asks(stateMachine: string, account = '111122223333', approvers?: string) {
  return allowedWorkflow({ account, stateMachine, ...(approvers !== undefined && { approvers }) } as ApprovalRequest, policy);
}

describe('who may ask', () => {
  it.each([
    ['release-gate', '111122223333', undefined, { ok: true }],
    ['release-', '111122223333', undefined, { ok: true }],
    ['a.b', '111122223333', undefined, { ok: true, group: 'leads' }],
    ['release-gate', '111122223333', 'oncall-l2', { ok: true, group: 'oncall-l2' }],
  ])('%s of %s, for %s', (machine, account, approvers, expected) => {
    expect(asks(machine, account, approvers)).toEqual(expected);
  });

  it.each([
    ['a-b', '111122223333', undefined, /no state machine a-b of account 111122223333 may ask.*drawbridge\.yaml/],
    ['my-release-gate', '111122223333', undefined, /no state machine my-release-gate/],
    ['Release-gate', '111122223333', undefined, /no state machine Release-gate/],
    ['release-gate', '222233334444', undefined, /from another account only/],
    ['a.b', '111122223333', 'oncall-l1', /"oncall-l1" may not answer for a\.b: name "leads", or leave approvers out/],
    ['release-gate', '111122223333', 'responders', /"responders" may not answer/],
  ])('not %s of %s, for %s', (machine, account, approvers, words) => {
    expect(asks(machine, account, approvers)).toEqual({ ok: false, because: expect.stringMatching(words) });
  });
});

describe('until when', () => {
  const now = Date.UTC(2026, 10, 20);
  const levels = (minutes: number, group?: string) => levelsUntil(now + minutes * 60_000, group, policy, now);
  const [one, two, three] = [
    { name: 'oncall-l1', seconds: 300 },
    { name: 'oncall-l2', seconds: 600 },
    { name: 'leads', seconds: 900 },
  ];

  it('the levels of policy, when there is time', () => expect(levels(60)).toEqual([one, two, three]));
  it('cut at the deadline of the workflow', () => expect(levels(12)).toEqual([one, two, { name: 'leads', seconds: 720 }]));
  it('without those whose turn would come after it', () => expect(levels(5)).toEqual([one]));
  it('at least the first', () => expect(levels(0.5)).toEqual([{ name: 'oncall-l1', seconds: 30 }]));
  it('one level for a group of its own', () => {
    expect(levels(60, 'leads')).toEqual([{ name: 'leads', seconds: 900 }]);
    expect(levels(2, 'leads')).toEqual([{ name: 'leads', seconds: 120 }]);
  });
});
