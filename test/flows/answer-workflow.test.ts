/** Telling workflows: what each decision says, once, whoever runs at the same time and whatever AWS answers (I6). */
import { describe, expect, it } from 'vitest';
import { AwsCallError, type WriteName } from '../../src/domain/aws-calls.ts';
import type { Actor, CaseSubject, EventData, NewEvent, ResponseAsked } from '../../src/domain/events.ts';
import { answerWorkflows } from '../../src/flows/answer-workflow.ts';
import type { Aws } from '../../src/services/aws.ts';
import { createCaseLog } from '../../src/services/case-log.ts';
import { VirtualClock } from '../../src/services/clock.ts';
import { createVault } from '../../src/services/vault.ts';
import { createMemoryTable } from '../fakes/memory-table.ts';
import { asked } from '../fixtures/case-events.ts';

const CASE = 'K7F3Q2MX';
const START = Date.UTC(2026, 10, 20, 3);
const omar: Actor = { kind: 'person', team: 'T0DRAWBRIDGE', id: 'U0OMAR', name: 'omar' };
const ours: Actor = { kind: 'drawbridge' };
const target = { kind: 'execution', label: 'release-gate', key: 'execution/1', account: '111122223333', region: 'eu-west-1' };

const subject = {
  caseKey: 'approval|x',
  generation: 1,
  kind: 'approval',
  class: 'control',
  threat: 'hygiene',
  title: 'Release?',
  account: '111122223333',
  region: 'eu-west-1',
  accessKeys: [],
  remoteAddresses: [],
} as unknown as CaseSubject;

interface Sent {
  call: WriteName;
  input: Record<string, unknown>;
  as: Record<string, unknown>;
}

/** `answers`: what AWS says to each call in turn; an error code, or nothing when it works. */
async function rig(kept: object, decision: NewEvent, answers: (string | undefined)[] = []) {
  const clock = new VirtualClock(START);
  const table = createMemoryTable();
  const cases = createCaseLog({ table, clock, policyVersion: 'p1' });
  const vault = createVault(table);
  const sent: Sent[] = [];
  const writer = (as: Record<string, unknown>) => async (call: WriteName, input: Record<string, unknown>) => {
    sent.push({ call, input, as });
    const code = answers.shift();
    await clock.pause(0);
    if (code) throw new AwsCallError(call, code, `${call} failed: ${code}`);
    return { output: {}, requestId: 'r' };
  };
  const foreign = { executionArn: 'arn:x', stateMachine: 'release-gate', execution: 'run-1', details: [], expiresAt: START + 60_000 };
  const request: ResponseAsked = {
    ...asked({ people: 1 }),
    playbook: 'answer_workflow',
    target,
    foreign,
    steps: [],
    vault: await vault.put('task-r1', { taskToken: 'token-1', ...kept }),
  };
  await cases.append(CASE, () => [
    { id: 'open', actor: ours, kind: 'case-opened', data: { subject, findings: [] } },
    { id: 'asked', actor: ours, kind: 'response-asked', data: request },
    decision,
  ]);
  const services = { aws: { writer } as unknown as Aws, cases, clock, deployment: 'drawbridge', table, vault };
  const response = async () => (await cases.read(CASE))?.responses[request.responseId];
  return { clock, sent, response, run: () => answerWorkflows(CASE, services), state: () => cases.read(CASE) };
}

const decided = (data: Partial<EventData['approval-decided']> = {}): NewEvent => ({
  id: 'decided',
  actor: omar,
  kind: 'approval-decided',
  data: { responseId: asked({}).responseId, decision: 'approved', onePerson: false, planHash: '', ...data },
});
const expired: NewEvent = {
  id: 'expired',
  actor: ours,
  kind: 'approval-expired',
  data: { responseId: asked({}).responseId, level: 1, final: true },
};
const denied = decided({ decision: 'denied', reason: 'freeze' });
const both = { onAllow: { action: 'allow' }, onDeny: { action: 'deny' } };

describe('what a workflow is told', () => {
  it.each<[string, object, NewEvent, WriteName, unknown]>([
    ['its own yes', both, decided(), 'states:SendTaskSuccess', { action: 'allow' }],
    ['its own no', both, denied, 'states:SendTaskSuccess', { action: 'deny' }],
    ['its own no, when nobody decided', both, expired, 'states:SendTaskSuccess', { action: 'deny' }],
    ['a yes of false, which is an answer too', { onAllow: false }, decided(), 'states:SendTaskSuccess', false],
    ['a yes of null', { onAllow: null }, decided(), 'states:SendTaskSuccess', null],
    [
      'ours',
      {},
      denied,
      'states:SendTaskSuccess',
      expect.objectContaining({ decision: 'deny', by: '@omar', reason: 'freeze', caseId: CASE }),
    ],
    ['ours, in time', {}, expired, 'states:SendTaskSuccess', expect.objectContaining({ decision: 'deny', by: 'nobody' })],
    ['a yes called fail is no failure', { onAllow: 'fail' }, decided(), 'states:SendTaskSuccess', 'fail'],
  ])('%s', async (_, kept, decision, call, output) => {
    const { run, sent } = await rig(kept, decision);
    await run();
    expect(sent.map((each) => each.call)).toEqual([call]);
    expect(sent[0]?.input.taskToken).toBe('token-1');
    expect(JSON.parse(String(sent[0]?.input.output))).toEqual(output);
  });

  it('fails, where it wants to', async () => {
    const { run, sent } = await rig({ onDeny: 'fail' }, denied);
    await run();
    expect(sent[0]).toMatchObject({ call: 'states:SendTaskFailure', input: { error: 'Drawbridge.Denied' } });
    expect(JSON.parse(String(sent[0]?.input.cause))).toMatchObject({ decision: 'deny', reason: 'freeze' });
  });

  it.each([
    [decided(), 'T0DRAWBRIDGE-U0OMAR'],
    [expired, 'drawbridge-auto'],
  ])('in its own account, in the name of who decided', async (decision, sourceIdentity) => {
    const { run, sent } = await rig({}, decision);
    await run();
    expect(sent[0]?.as).toEqual({ account: '111122223333', region: 'eu-west-1', roleClass: 'contain', sourceIdentity });
  });
});

describe('once', () => {
  it.each([
    [decided(), 'ALLOWED'],
    [denied, 'DENIED'],
    [expired, 'EXPIRED'],
  ])('and the case is over', async (decision, outcome) => {
    const { run, sent, response, state } = await rig({}, decision);
    await run();
    await run();
    expect(sent).toHaveLength(1);
    expect(await response()).toMatchObject({ status: 'ended', outcome });
    expect((await state())?.closedAt).toBe(START);
  });

  it('two at the same moment tell it once, and neither says that it was too late', async () => {
    const { run, sent, response } = await rig({}, decided());
    await Promise.all([run(), run(), run()]);
    expect(sent).toHaveLength(1);
    expect(await response()).toMatchObject({ outcome: 'ALLOWED' });
  });

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('46 %s: it no longer waits, and is never called approved', async (code) => {
    const { run, response } = await rig({}, decided(), [code]);
    await run();
    expect(await response()).toMatchObject({ outcome: 'GONE', outcomeDetail: 'it was approved by @omar, too late' });
  });

  it('tries again when AWS fails, and says nothing until it is known', async () => {
    const { run, sent, response } = await rig({}, decided(), ['ThrottlingException', 'AccessDenied']);
    await expect(run()).rejects.toThrow('could not be told');
    await expect(run()).rejects.toThrow('could not be told');
    expect((await response())?.outcome).toBeUndefined();
    await run();
    expect(sent).toHaveLength(3);
    expect(await response()).toMatchObject({ outcome: 'ALLOWED' });
  });
});
