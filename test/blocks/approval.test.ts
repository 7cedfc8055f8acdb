/** A workflow's request: its card in each state and its modal, in golden files; and what is never said. */
import { describe, expect, it } from 'vitest';
import { approvalModal } from '../../blocks/approval-modal.ts';
import { caseCard } from '../../blocks/case-card.ts';
import type { CaseView, ResponseView } from '../../src/domain/case-view.ts';
import { expectGolden } from './golden.ts';
import { minutesAgo, now, responseView, threatView, waiting } from './views.ts';

const foreign = {
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:release-gate:run-1',
  stateMachine: 'release-gate',
  execution: 'run-1',
  details: ['build 4.2.0 of main', 'tests: 812 passed'],
  expiresAt: now + 3_600_000,
};

function request(change: Partial<ResponseView> = {}): ResponseView {
  const target = { kind: 'execution', label: 'release-gate', key: 'execution/1', account: '111122223333', region: 'us-east-1' };
  return responseView({
    playbook: 'answer_workflow',
    title: 'Release payments 4.2 to production?',
    foreign,
    target,
    people: 1,
    reason: '',
    steps: [],
    because: 'a workflow asks',
    askedBy: 'workflow release-gate',
    waiting,
    ...change,
  });
}

function view(response: ResponseView): CaseView {
  const { title } = response;
  const about = { kind: 'approval', class: 'control', type: 'Approval Requested', severity: 'medium', product: 'Step Functions' } as const;
  const empty = { offers: [], rows: [], rowCount: 0, openRows: 0, context: {}, sightings: 0, remoteAddresses: [] };
  const closed = response.outcome && { closedAt: minutesAgo(1) };
  const tier = { tier: 2, tierReason: 'a workflow waits for a decision' } as const;
  return threatView({ ...about, ...empty, ...tier, title, responses: [response], ...closed });
}

const decision = { decision: 'approved' as const, by: '@omar', at: minutesAgo(2), reason: 'looked at it', onePerson: false };
const ended = { status: 'ended' as const };
const { waiting: _, ...decided } = request();
const hostile = {
  title: '<!channel> *now* <https://evil.example|here>',
  foreign: { ...foreign, details: ['<@U0OMAR> `code`', '> not a quote', 'line\nbreak', ...Array<string>(20).fill('x'.repeat(400))] },
};

const states: Record<string, ResponseView> = {
  waiting: request(),
  'waiting-last': request({ waiting: { ...waiting, level: 3 } }),
  telling: { ...decided, decision },
  allowed: { ...decided, ...ended, decision, outcome: 'ALLOWED' },
  'by-break-glass': { ...decided, ...ended, decision: { ...decision, breakGlass: true }, outcome: 'ALLOWED' },
  denied: { ...decided, ...ended, decision: { ...decision, decision: 'denied', reason: 'freeze' }, outcome: 'DENIED' },
  expired: { ...decided, ...ended, decision: { ...decision, decision: 'expired', by: 'Drawbridge' }, outcome: 'EXPIRED' },
  gone: { ...decided, ...ended, decision, outcome: 'GONE' },
  'gone-unanswered': { ...decided, ...ended, decision: { ...decision, decision: 'expired', by: 'Drawbridge' }, outcome: 'GONE' },
  hostile: request(hostile),
};

describe('the card', () => {
  it.each(Object.entries(states))('%s', async (name, response) => {
    const card = caseCard(view(response), now);
    await expectGolden(`approval-${name}`, card);
    expect(card.blocks.length).toBeLessThanOrEqual(6);
    expect([...card.text].length).toBeLessThanOrEqual(120);
  });

  it('has buttons only while somebody may decide', () => {
    const buttons = (name: string) => JSON.stringify(caseCard(view(states[name] ?? request()), now)).match(/"action_id":"(approve|deny)"/g);
    expect(buttons('waiting')).toHaveLength(2);
    for (const name of ['telling', 'allowed', 'denied', 'expired', 'gone']) expect(buttons(name)).toBeNull();
  });

  it('never calls approved what no workflow heard', () => {
    expect(JSON.stringify(caseCard(view(states.gone ?? request()), now))).not.toMatch(/approved/i);
  });
});

describe('the modal', () => {
  const answers = { allow: '{"action":"allow"}', deny: '"fail"' };
  it.each([
    ['its-answers', request(), answers],
    ['our-answers', request(), {}],
    ['hostile', request(hostile), { allow: '"<!here> *x*"' }],
  ])('%s', async (name, response, given) => {
    await expectGolden(`approval-modal-${name}`, {
      view: approvalModal(view(response), response, 'one approver: you (a workflow asks)', given),
    });
  });
});
