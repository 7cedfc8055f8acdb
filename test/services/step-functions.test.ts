/** Step Functions as the bot uses it: started once per name, woken once per token, and a settled token is an answer. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpRequest, serve } from '../../infra/local/http.ts';
import { createStepFunctions } from '../../src/services/step-functions.ts';
import { ACCOUNT, ARN, INVOKE, rig } from '../infra/step-functions/rig.ts';

const ask = {
  Type: 'Task',
  Resource: `${INVOKE}.waitForTaskToken`,
  Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
  TimeoutSeconds: 300,
  End: true,
};
const input = { caseId: 'K7F3Q2MX', responseId: 'r1' };

let tokens: string[];
let sandbox: ReturnType<typeof rig>;
let broken = false;
const route = (http: HttpRequest) =>
  broken
    ? { status: 500, body: '{"__type":"InternalFailure"}' }
    : sandbox.machines.service({ account: ACCOUNT, region: 'eu-central-1', service: 'states', principal: 'arn', http });
const server = await serve([route], 0, () => {});
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const client = new SFNClient({ endpoint: server.address, region: 'eu-central-1', maxAttempts: 1, credentials });
const stepFunctions = createStepFunctions(client, ARN);

beforeEach(() => {
  tokens = [];
  broken = false;
  sandbox = rig({ StartAt: 'Ask', States: { Ask: ask } }, { ask: (payload) => tokens.push(String(payload.token)) });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});
const token = async () => {
  await stepFunctions.start('run-1', input);
  await sandbox.clock.settle();
  return tokens[0] ?? '';
};

describe('starting', () => {
  it('gives exactly the case and the response as input', async () => {
    expect(await stepFunctions.start('run-1', input)).toBe('started');
    expect(sandbox.machines.executions().map((execution) => execution.input)).toEqual([input]);
  });

  it('what runs is fine and starts nothing more', async () => {
    await stepFunctions.start('run-1', input);
    await stepFunctions.start('run-1', input);
    expect(sandbox.machines.executions()).toHaveLength(1);
  });

  it('what ran already exists', async () => {
    await stepFunctions.wake(await token());
    await sandbox.clock.settle();
    expect(await stepFunctions.start('run-1', input)).toBe('exists');
    expect(sandbox.machines.executions()).toHaveLength(1);
  });

  it('an unknown machine, and a service that is not there, are errors', async () => {
    await expect(createStepFunctions(client, `${ARN}s`).start('run-1', input)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    broken = true;
    await expect(stepFunctions.start('run-1', input)).rejects.toThrow();
  });
});

describe('waking', () => {
  it('says nothing in the output: the log decides', async () => {
    expect(await stepFunctions.wake(await token())).toBe('woken');
    await sandbox.clock.settle();
    expect(sandbox.machines.executions()[0]).toMatchObject({ status: 'SUCCEEDED', output: {} });
  });

  it.each<[string, () => Promise<string>]>([
    [
      'a token that was answered',
      async () => {
        const answered = await token();
        await stepFunctions.wake(answered);
        return answered;
      },
    ],
    [
      'a token whose task timed out',
      async () => {
        const late = await token();
        await sandbox.clock.advance(301);
        return late;
      },
    ],
    ['a token nobody issued', async () => 'made-up'],
  ])('%s is gone', async (_, tokenOf) => {
    expect(await stepFunctions.wake(await tokenOf())).toBe('gone');
  });

  it('a service that is not there is an error, and the token still waits', async () => {
    const waiting = await token();
    broken = true;
    await expect(stepFunctions.wake(waiting)).rejects.toThrow();
    broken = false;
    expect(await stepFunctions.wake(waiting)).toBe('woken');
  });
});
