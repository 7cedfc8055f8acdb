/** One response as its events tell it: the first decision wins, unknown responses are ignored, an undo marks what it undid. */
import { describe, expect, it } from 'vitest';
import type { ResponseState } from '../../src/domain/case-state.ts';
import type { Actor, EventData } from '../../src/domain/events.ts';
import { ana, asked, bot, hashOf, omar, openedWith } from '../fixtures/case-events.ts';
import { NOW } from '../fixtures/finding.ts';

const responseId = 'r1';
const planHash = hashOf('plan');
const opening = {
  responseId,
  approvalId: 'a1',
  level: 1,
  until: NOW + 300_000,
  approvers: [{ id: 'UOMAR', name: 'omar' }],
  group: 'on-call',
};

function withResponse() {
  const log = openedWith();
  log.tell('response-asked', asked(), ana);
  log.tell('approval-opened', opening);
  const response = (id = responseId): ResponseState => {
    const found = log.state().responses[id];
    if (!found) throw new Error(`no response ${id}`);
    return found;
  };
  return { ...log, response };
}

describe('asking', () => {
  it('keeps who, when and the plan', () => {
    const { response } = withResponse();
    expect(response()).toMatchObject({ ...asked(), askedBy: ana, askedAt: NOW + 1000, status: 'asked', stepStates: [], checks: [] });
    expect(response().approvals).toMatchObject([{ approvalId: 'a1', level: 1, openedAt: NOW + 2000, expired: false, reminded: false }]);
    expect(response().approvals[0]).not.toHaveProperty('responseId');
  });

  it('again under the same id changes nothing', () => {
    const { tell, response } = withResponse();
    tell('response-asked', asked({ reason: 'another', planHash: hashOf('other') }), omar);
    expect(response()).toMatchObject({ reason: 'leaked', planHash, askedBy: ana });
  });
});

type Decision = { [Kind in 'approval-decided' | 'approval-expired' | 'response-cancelled']: [Kind, EventData[Kind], Actor] }[
  | 'approval-decided'
  | 'approval-expired'
  | 'response-cancelled'];
const decisions: Record<string, Decision> = {
  approved: ['approval-decided', { responseId, decision: 'approved', onePerson: false, planHash }, omar],
  denied: ['approval-decided', { responseId, decision: 'denied', reason: 'it is a drill', onePerson: false, planHash }, omar],
  expired: ['approval-expired', { responseId, level: 1, final: true }, bot],
  cancelled: ['response-cancelled', { responseId }, ana],
};
const pairs = Object.keys(decisions).flatMap((first) => Object.keys(decisions).map((second) => [first, second] as const));

describe('the first decision wins', () => {
  it.each(pairs)('%s, then %s', (first, second) => {
    const { tell, response } = withResponse();
    for (const name of [first, second]) {
      const [kind, data, actor] = decisions[name] ?? [];
      if (kind && data && actor) tell(kind, data, actor);
    }
    expect(response().decision).toMatchObject({ decision: first, by: decisions[first]?.[2], at: NOW + 3000 });
    expect(response().decision?.reason).toBe(first === 'denied' ? 'it is a drill' : undefined);
  });

  it('a level that expires with another to come decides nothing', () => {
    const { tell, response } = withResponse();
    tell('approval-opened', { ...opening, approvalId: 'a2', level: 2 });
    tell('approval-expired', { responseId, level: 1, final: false });
    expect(response().decision).toBeUndefined();
    expect(response().approvals.map(({ expired }) => expired)).toEqual([true, false]);
  });

  it('the first of two approvers stays the first', () => {
    const { tell, response } = withResponse();
    tell('approval-given', { responseId, planHash }, ana);
    tell('approval-given', { responseId, planHash }, omar);
    expect(response().given).toEqual({ by: ana, at: NOW + 3000 });
    expect(response().decision).toBeUndefined();
  });

  it('a reminder belongs to its approval', () => {
    const { tell, response } = withResponse();
    tell('approval-opened', { ...opening, approvalId: 'a2', level: 2 });
    tell('approval-reminded', { responseId, approvalId: 'a2', level: 2 });
    expect(response().approvals.map(({ reminded }) => reminded)).toEqual([false, true]);
  });
});

describe('steps', () => {
  const intended = {
    responseId,
    step: 0,
    id: 's1',
    why: 'deactivate the key',
    call: 'iam:UpdateAccessKey',
    vault: { id: 'v2', hash: planHash },
  };
  const failed = { responseId, step: 0, error: 'Throttling', final: false };
  type Told = ['step-intended' | 'step-done' | 'step-failed', object][];
  it.each<[string, Told, object]>([
    ['intended', [['step-intended', intended]], { status: 'intended', id: 's1', vault: intended.vault }],
    [
      'done',
      [
        ['step-intended', intended],
        ['step-done', { responseId, step: 0 }],
      ],
      { status: 'done', vault: intended.vault },
    ],
    [
      'found done already',
      [
        ['step-intended', intended],
        ['step-done', { responseId, step: 0, already: true }],
      ],
      { status: 'done', already: true },
    ],
    [
      'failed for now',
      [
        ['step-intended', intended],
        ['step-failed', failed],
      ],
      { status: 'failed', error: 'Throttling', final: false },
    ],
    [
      'failed, then done',
      [
        ['step-intended', intended],
        ['step-failed', failed],
        ['step-done', { responseId, step: 0 }],
      ],
      { status: 'done' },
    ],
    ['done without intent: named by the plan', [['step-done', { responseId, step: 0 }]], { status: 'done', why: 'deactivate the key' }],
  ])('%s', (_, told, expected) => {
    const { tell, response } = withResponse();
    tell('response-started', { responseId });
    for (const [kind, data] of told) tell(kind, data as EventData[typeof kind]);
    expect(response()).toMatchObject({ status: 'running', startedAt: NOW + 3000 });
    expect(response().stepStates).toHaveLength(1);
    expect(response().stepStates[0]).toMatchObject({ ...expected, at: NOW + (3 + told.length) * 1000 });
  });
});

describe('the end', () => {
  const ended = (id: string, outcome: EventData['response-ended']['outcome']) => ({ responseId: id, outcome, detail: 'said so' });

  it('has an outcome, and the checks before it', () => {
    const { tell, response } = withResponse();
    tell('checked', { responseId, afterSeconds: 10, proves: 'configuration', result: 'ok', detail: 'inactive' });
    tell('response-ended', ended('r1', 'CUT'));
    expect(response()).toMatchObject({ status: 'ended', outcome: 'CUT', outcomeDetail: 'said so', outcomeAt: NOW + 4000 });
    expect(response().checks).toEqual([{ afterSeconds: 10, proves: 'configuration', result: 'ok', detail: 'inactive', at: NOW + 3000 }]);
  });

  it.each([
    ['UNDONE', 'r2'],
    ['FAILED', undefined],
    ['PLAN_CHANGED', undefined],
  ] as const)('of an undo as %s marks the undone response with %s', (outcome, undoneBy) => {
    const { tell, response } = withResponse();
    tell('response-ended', ended('r1', 'CONTAINED'));
    tell('response-asked', asked({ responseId: 'r2', undoes: 'r1' }), ana);
    tell('response-ended', ended('r2', outcome));
    expect(response().undoneBy).toBe(undoneBy);
    expect(response('r2').undoneBy).toBeUndefined();
  });
});

describe('events of a response that is not in the log', () => {
  const responseId = 'nobody';
  it.each<[keyof EventData, object]>([
    ['approval-opened', { ...opening, responseId }],
    ['approval-decided', { responseId, decision: 'approved', onePerson: true, planHash }],
    ['approval-expired', { responseId, level: 1, final: true }],
    ['response-cancelled', { responseId }],
    ['response-started', { responseId }],
    ['step-done', { responseId, step: 0 }],
    ['response-ended', { responseId, outcome: 'CUT', detail: '' }],
  ])('%s is ignored', (kind, data) => {
    const { tell, state } = withResponse();
    const before = state().responses;
    expect(tell(kind, data as never).responses).toEqual(before);
  });
});
