/** What the end of a response means for its case: closed by policy only when it fixed and proved all of it, open again when undone. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor, EventData, ResponseOutcome } from '../../src/domain/events.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { factOf } from '../../src/domain/finding-fact.ts';
import type { Run } from '../../src/flows/response-run.ts';
import { settleCase } from '../../src/flows/settle-case.ts';
import { findingWith } from '../fixtures/finding.ts';
import { keptPlan } from '../fixtures/kept-plan.ts';
import { createSlackRig, type SlackRig } from '../fixtures/slack-rig.ts';

const CASE = 'K7F3Q2MX';
const policy: Actor = { kind: 'policy' };
const person: Actor = { kind: 'person', team: 'T0DRAWBRIDGE', id: 'U0ANA', name: 'ana' };
const every = [10, 60, 300, 900];

let rig: SlackRig;
beforeEach(() => {
  rig = createSlackRig();
});

async function ask(changes: Partial<EventData['response-asked']> = {}, actor = policy): Promise<void> {
  const { plan, hash } = keptPlan();
  const { kind, label, key, account, region } = plan.target;
  const data: EventData['response-asked'] = {
    responseId: 'r1',
    playbook: 'disable_access_keys',
    title: 'Disable access key',
    round: 1,
    target: { kind, label, key, account, region },
    risk: 'disruptive',
    reason: '',
    planHash: hash,
    vault: { id: 'v', hash: 'h' },
    steps: [],
    facts: [],
    warnings: [],
    mode: 'auto',
    people: 1,
    because: 'staging',
    levels: [],
    ...changes,
  };
  await rig.add(CASE, { id: `${data.responseId}:asked`, actor, kind: 'response-asked', data }, false);
}
async function end(outcome: ResponseOutcome, checked: number[] = every, responseId = 'r1'): Promise<void> {
  const actor: Actor = { kind: 'drawbridge' };
  await rig.add(CASE, { id: `${responseId}:started`, actor, kind: 'response-started', data: { responseId } }, false);
  for (const afterSeconds of checked) {
    const data = { responseId, afterSeconds, proves: 'configuration' as const, result: 'ok' as const, detail: 'as wanted' };
    await rig.add(CASE, { id: `${responseId}:checked-${afterSeconds}`, actor, kind: 'checked', data }, false);
  }
  const data = { responseId, outcome, detail: 'the key is inactive' };
  await rig.add(CASE, { id: `${responseId}:ended`, actor, kind: 'response-ended', data }, false);
}
async function settled(responseId = 'r1'): Promise<string | undefined> {
  await settleCase({ caseId: CASE, responseId } as Run, rig.services);
  await settleCase({ caseId: CASE, responseId } as Run, rig.services);
  const state = await rig.cases.read(CASE);
  return state?.resolution && `${state.resolution.code} by ${state.resolution.by.kind}`;
}
const open = (changes: Partial<Finding> = {}, tier: 1 | 2 | 3 = 2) => rig.open(CASE, { tier, finding: findingWith(changes), poked: false });
async function addRow(): Promise<void> {
  const finding = findingWith({
    identity: 'guardduty/f2',
    resources: [{ kind: 'user', id: 'other', account: '111122223333', region: 'us-east-1' }],
  });
  const data = { findings: [{ ...factOf(finding, 'staging', true), tier: 2 as const }] };
  await rig.add(CASE, { id: 'in:2', actor: { kind: 'product', name: 'GuardDuty' }, kind: 'findings-received', data }, false);
}

describe('closed by policy', () => {
  it.each<ResponseOutcome>(['CONTAINED', 'CUT'])('once %s and all is measured', async (outcome) => {
    await open();
    await ask();
    await end(outcome);
    expect(await settled()).toBe('fixed by policy');
    expect((await rig.cases.events(CASE)).filter(({ body }) => body.includes('"kind":"resolved"'))).toHaveLength(1);
  });

  it.each<[string, () => Promise<void>]>([
    ['cut, with the effect still to be measured', () => ask().then(() => end('CUT', [10, 60, 300]))],
    ['only in part', () => ask().then(() => end('PARTIAL'))],
    ['not effective', () => ask().then(() => end('NOT_EFFECTIVE'))],
    ['approved by people', () => ask({ mode: 'approval' }).then(() => end('CONTAINED'))],
    ['asked for by a person', () => ask({}, person).then(() => end('CONTAINED'))],
    [
      'another response is open',
      () =>
        ask({ responseId: 'r2' }, person)
          .then(() => ask())
          .then(() => end('CONTAINED')),
    ],
    [
      'another row is open',
      () =>
        addRow()
          .then(() => ask())
          .then(() => end('CONTAINED')),
    ],
  ])('not when %s', async (_, happen) => {
    await open();
    await happen();
    expect(await settled()).toBeUndefined();
  });

  it('not in tier 3, and not a control, which Security Hub closes', async () => {
    await open({}, 3);
    await ask();
    await end('CONTAINED');
    expect(await settled()).toBeUndefined();
    rig = createSlackRig();
    await open({ class: 'control', threat: 'exposure', type: 'S3.8' });
    await ask();
    await end('CONTAINED');
    expect(await settled()).toBeUndefined();
  });
});

it('is open again when what policy fixed is undone; what a person resolved stays resolved', async () => {
  await open();
  await ask();
  await end('CONTAINED');
  await settled();
  await ask({ responseId: 'u1', undoes: 'r1', mode: 'approval' }, person);
  await end('UNDONE', [10], 'u1');
  expect(await settled('u1')).toBeUndefined();
  await rig.add(CASE, { id: 'x', actor: person, kind: 'resolved', data: { code: 'fixed', text: 'rotated' } }, false);
  expect(await settled('u1')).toBe('fixed by person');
});
