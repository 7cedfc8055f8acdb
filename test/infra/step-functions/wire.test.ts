/** Task tokens and the wire API, through the real SDK client. */
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { serve } from '../../../infra/local/http.ts';
import { ACCOUNT, ARN, INVOKE, rig } from './rig.ts';

const ask = {
  Type: 'Task',
  Resource: `${INVOKE}.waitForTaskToken`,
  Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
  TimeoutSeconds: 300,
  HeartbeatSeconds: 60,
  Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.late', Next: 'Late' }],
  End: true,
};
const flow = { StartAt: 'Ask', States: { Ask: ask, Late: { Type: 'Pass', End: true } } };

let tokens: string[] = [];
let caller = ACCOUNT;
let sandbox = rig(flow, { ask: (payload) => tokens.push(String(payload.token)) });
const route = (http: Parameters<Parameters<typeof serve>[0][0]>[0]) =>
  sandbox.machines.service({
    account: caller,
    region: 'eu-central-1',
    service: 'states',
    principal: `arn:aws:iam::${caller}:role/hub`,
    http,
  });
const server = await serve([route], 0, (error) => {
  throw error;
});
const client = new SFNClient({
  endpoint: server.address,
  region: 'eu-central-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});

beforeEach(() => {
  tokens = [];
  caller = ACCOUNT;
  sandbox = rig(flow, { ask: (payload) => tokens.push(String(payload.token)) });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

async function asked(name = 'run-1', input = '{"caseId":"AB12CD34"}') {
  const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn: ARN, name, input }));
  await sandbox.clock.settle();
  return { executionArn, taskToken: tokens.at(-1) ?? '' };
}
const status = (executionArn: string) => client.send(new DescribeExecutionCommand({ executionArn }));

describe('a task token', () => {
  test('is long, and its answer is the result', async () => {
    const { executionArn, taskToken } = await asked();
    expect(taskToken.length).toBeGreaterThan(500);
    expect(taskToken.length).toBeLessThanOrEqual(2048);
    expect(await status(executionArn)).toMatchObject({ status: 'RUNNING', name: 'run-1', input: '{"caseId":"AB12CD34"}' });
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{"action":"allow"}' }));
    expect(await status(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"action":"allow"}',
      stopDate: new Date('2026-11-20T10:00:00Z'),
    });
  });

  test('answers once', async () => {
    const { taskToken } = await asked();
    await client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    const again = client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
    await expect(again).rejects.toMatchObject({ name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" });
  });

  test('can fail its task', async () => {
    const { executionArn, taskToken } = await asked();
    await client.send(new SendTaskFailureCommand({ taskToken, error: 'Denied', cause: 'not tonight' }));
    expect(await status(executionArn)).toMatchObject({ status: 'FAILED', error: 'Denied', cause: 'not tonight' });
  });

  test('lives on by heartbeats, but not beyond its timeout', async () => {
    const { executionArn, taskToken } = await asked();
    for (let minute = 0; minute < 6; minute += 1) {
      await sandbox.clock.advance(50);
      if (minute < 5) await client.send(new SendTaskHeartbeatCommand({ taskToken }));
    }
    const { output = '{}' } = await status(executionArn);
    expect(JSON.parse(output)).toMatchObject({ late: { Error: 'States.Timeout' } });
    await expect(client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('without a heartbeat it ends early, caught as a timeout', async () => {
    const { executionArn } = await asked();
    await sandbox.clock.advance(61);
    const { output = '{}', stopDate } = await status(executionArn);
    expect(JSON.parse(output)).toMatchObject({ late: { Error: 'States.HeartbeatTimeout' } });
    expect(stopDate).toEqual(new Date('2026-11-20T10:01:00Z'));
  });

  test('belongs to its account', async () => {
    const { taskToken } = await asked();
    caller = '999988887777';
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).rejects.toMatchObject({ name: 'TaskDoesNotExist' });
  });

  test('that nobody issued', async () => {
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: 'made-up', output: '{}' }))).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  test('with output that is no JSON still waits', async () => {
    const { executionArn, taskToken } = await asked();
    await expect(client.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toMatchObject({ name: 'InvalidOutput' });
    expect(await status(executionArn)).toMatchObject({ status: 'RUNNING' });
  });
});

describe('executions', () => {
  test.each<[string, { name?: string; input?: string; stateMachineArn?: string }, string]>([
    ['a name that is too long', { name: 'x'.repeat(81) }, 'InvalidName'],
    ['a name with a space', { name: 'a b' }, 'InvalidName'],
    ['input that is no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['input that is too long', { input: JSON.stringify('x'.repeat(262_144)) }, 'InvalidExecutionInput'],
    ['an unknown machine', { stateMachineArn: `${ARN}s` }, 'StateMachineDoesNotExist'],
    ['a machine of another account', { stateMachineArn: ARN.replace(ACCOUNT, '999988887777') }, 'AccessDeniedException'],
  ])('refuses %s', async (_, request, name) => {
    await expect(client.send(new StartExecutionCommand({ stateMachineArn: ARN, ...request }))).rejects.toMatchObject({ name });
  });

  test('stop, list and history', async () => {
    const first = await asked('run-1');
    const second = await asked('run-2');
    await client.send(new StopExecutionCommand({ executionArn: first.executionArn, error: 'Stopped', cause: 'by hand' }));
    expect(await status(first.executionArn)).toMatchObject({ status: 'ABORTED', error: 'Stopped' });
    const running = await client.send(new ListExecutionsCommand({ stateMachineArn: ARN, statusFilter: 'RUNNING' }));
    expect(running.executions?.map((one) => one.executionArn)).toEqual([second.executionArn]);
    await expect(client.send(new SendTaskSuccessCommand({ taskToken: first.taskToken, output: '{}' }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    const { events = [] } = await client.send(new GetExecutionHistoryCommand({ executionArn: first.executionArn }));
    expect(events.map((event) => event.type)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'ExecutionAborted',
    ]);
    expect(events[1]?.stateEnteredEventDetails).toMatchObject({ name: 'Ask', input: '{"caseId":"AB12CD34"}' });
    expect(JSON.parse(events[2]?.taskScheduledEventDetails?.parameters ?? '{}')).toMatchObject({ FunctionName: 'ask' });
  });
});
