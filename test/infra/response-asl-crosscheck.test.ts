/** The response workflow on an interpreter that nobody here wrote: the same answers lead both through the same states. */
import { readFileSync } from 'node:fs';
import { StateMachine } from 'aws-local-stepfunctions';
import { describe, expect, it } from 'vitest';
import { createStepFunctions } from '../../infra/local/step-functions/step-functions.ts';
import { VirtualClock } from '../../src/services/clock.ts';

// The package wants Node 22 for this one function.
const promises = Promise as unknown as { withResolvers?: () => object };
promises.withResolvers ??= () => {
  const parts: Record<string, unknown> = {};
  parts.promise = new Promise((resolve, reject) => Object.assign(parts, { resolve, reject }));
  return parts;
};

interface State {
  Type: string;
  Resource?: string;
  TimeoutSecondsPath?: string;
}
const source = readFileSync('infra/response.asl.json', 'utf8');
const definition = () => JSON.parse(source) as { StartAt: string; States: Record<string, State> };
const input = { caseId: 'K7F3Q2MX', responseId: 'r1' };

/** What each task answers, in the order of its calls: where to go next, or a failure by its name. */
type Answers = Record<string, (string | { fails: string })[]>;

const scripts: [name: string, answers: Answers][] = [
  [
    'approved at once, two steps, three checks',
    {
      'read-decision': ['run'],
      lease: ['on'],
      recheck: ['on'],
      'next-step': ['more', 'more', 'done'],
      'next-check': ['wait', 'check', 'wait', 'check', 'check', 'end'],
      check: ['check', 'check', 'check'],
      end: ['end'],
    },
  ],
  [
    'asked, woken, approved',
    {
      'read-decision': ['wait', 'run'],
      'open-approval': ['wait'],
      lease: ['on'],
      recheck: ['on'],
      'next-step': ['done'],
      'next-check': ['end'],
      end: ['end'],
    },
  ],
  ['asked level by level, never answered', { 'read-decision': ['wait', 'wait', 'end'], 'open-approval': ['wait', 'wait'], end: ['end'] }],
  ['denied', { 'read-decision': ['end'], end: ['end'] }],
  ['somebody else works on the target', { 'read-decision': ['run'], lease: ['end'], end: ['end'] }],
  ['the plan is another one by now', { 'read-decision': ['run'], lease: ['on'], recheck: ['end'], end: ['end'] }],
  ['a step fails for good', { 'read-decision': ['run'], lease: ['on'], recheck: ['on'], 'next-step': ['more', 'failed'], end: ['end'] }],
  [
    'what cannot be undone has a function of its own',
    {
      'read-decision': ['run'],
      lease: ['on'],
      recheck: ['on'],
      'next-step': ['destroy', 'done'],
      'destroy-step': ['more'],
      'next-check': ['end'],
      end: ['end'],
    },
  ],
  [
    'a task fails twice and then works',
    { 'read-decision': [{ fails: 'AwsCallError' }, { fails: 'AwsCallError' }, 'run'], lease: ['end'], end: ['end'] },
  ],
];

function answering(script: Answers) {
  const left = structuredClone(script);
  const calls: string[] = [];
  const answer = async (payload: unknown) => {
    const { task } = payload as { task: string };
    calls.push(task);
    const next = left[task]?.shift();
    if (next === undefined) throw new Error(`${task} was called once more than the script says`);
    if (typeof next === 'string') return { next, seconds: next === 'wait' ? 1 : 0 };
    const error = new Error('as scripted');
    error.name = next.fails;
    throw error;
  };
  return { answer, calls };
}

async function ours(script: Answers): Promise<{ states: string[]; calls: string[]; status: string }> {
  const clock = new VirtualClock(1_700_000_000_000);
  const { answer, calls } = answering(script);
  const engine = createStepFunctions({
    clock,
    machines: { response: definition() },
    account: '999988887777',
    region: 'us-east-1',
    invoke: async (_, payload) => {
      const { task, token } = payload as { task: string; token?: string };
      const given = await answer(payload);
      if (task === 'open-approval' && token) engine.sendTaskSuccess(token, {});
      return given;
    },
  });
  const execution = engine.startExecution({
    stateMachineArn: 'arn:aws:states:us-east-1:999988887777:stateMachine:response',
    name: 'one',
    input,
  });
  await clock.advance(600);
  const states = execution.history.flatMap(({ type, details }) => (type.endsWith('StateEntered') ? [String(details.name)] : []));
  return { states, calls, status: execution.status };
}

/** The other interpreter has no tokens and no Lambda integration: both are given to it as local functions. */
async function theirs(script: Answers): Promise<{ states: string[]; calls: string[]; status: string }> {
  const machine = definition();
  const { answer, calls } = answering(script);
  const handlers: Record<string, (payload: unknown) => Promise<unknown>> = {};
  const pauses: Record<string, number> = {};
  const retries: Record<string, number[]> = {};
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.Type === 'Wait') pauses[name] = 0;
    if (state.Type !== 'Task') continue;
    state.Resource = 'arn:aws:lambda:us-east-1:999988887777:function:response';
    delete state.TimeoutSecondsPath;
    handlers[name] = async (given) => ({ Payload: await answer((given as { Payload: unknown }).Payload) });
    retries[name] = [0, 0, 0, 0];
  }
  const running = new StateMachine(machine as never).run(input, {
    overrides: { taskResourceLocalHandlers: handlers, waitTimeOverrides: pauses, retryIntervalOverrides: retries },
    context: { Task: { Token: 'no token' } },
  } as never);
  const states: string[] = [];
  const logs = (async () => {
    for await (const event of running.eventLogs)
      if (event.type.endsWith('StateEntered')) states.push((event as unknown as { state: { name: string } }).state.name);
  })();
  await running.result;
  await logs;
  return { states, calls, status: 'SUCCEEDED' };
}

describe('two interpreters', () => {
  it.each(scripts)('%s', async (_, script) => {
    const mine = await ours(script);
    expect(mine.status).toBe('SUCCEEDED');
    expect(mine.calls).toHaveLength(Object.values(script).flat().length);
    expect(await theirs(script)).toEqual(mine);
  });
});
