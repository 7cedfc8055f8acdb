/** The response workflow as a definition: valid, one function, nothing that approves by itself, an end for every failure. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { loadMachine } from '../../infra/local/step-functions/load.ts';
import { tasks } from '../../src/flows/run-response.ts';

// The package has no type declarations.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => { isValid: boolean; errors: unknown[] };

interface Rule {
  ErrorEquals: string[];
  Next?: string;
  MaxAttempts?: number;
  BackoffRate?: number;
}
interface State {
  Type: string;
  Resource?: string;
  Next?: string;
  End?: boolean;
  Default?: string;
  Choices?: { Next: string }[];
  Parameters?: { FunctionName: string; Payload: Record<string, unknown> };
  Retry?: Rule[];
  Catch?: Rule[];
}
const text = readFileSync('infra/response.asl.json', 'utf8');
const definition = JSON.parse(text) as { StartAt: string; States: Record<string, State> };
const taskStates = Object.entries(definition.States).filter(([, state]) => state.Type === 'Task');
const payloadOf = (state: State) => state.Parameters?.Payload ?? {};

describe('response.asl.json', () => {
  it('is valid for AWS and runs on the interpreter', () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
    expect(() => loadMachine(definition, 'the response workflow')).not.toThrow();
  });

  it('has one function behind all tasks but the one that destroys, and knows every one of them', () => {
    for (const [name, state] of taskStates) {
      expect(state.Parameters?.FunctionName).toBe(name === 'DestroyStep' ? '$' + '{RunDestroy}' : '$' + '{RunResponse}');
    }
    expect(new Set(taskStates.map(([, state]) => payloadOf(state).task))).toEqual(new Set(tasks));
  });

  it.each(taskStates)('%s gets the case and the response, and nothing secret', (_, state) => {
    const { task: _task, ...rest } = payloadOf(state);
    const { 'token.$': token, failed: _failed, 'error.$': error, ...identity } = rest as Record<string, unknown>;
    expect(identity).toEqual({ 'caseId.$': '$.caseId', 'responseId.$': '$.responseId' });
    expect([undefined, '$$.Task.Token']).toContain(token);
    expect([undefined, '$.error.Error']).toContain(error);
  });

  it.each(taskStates)('%s is tried again, a bounded number of times and slower each time', (_, state) => {
    for (const rule of state.Retry ?? []) expect(rule).toMatchObject({ MaxAttempts: expect.any(Number), BackoffRate: 2 });
    expect(state.Retry).toHaveLength(1);
  });

  it.each(taskStates.filter(([, state]) => !state.End))('%s ends in words whatever fails', (_, state) => {
    expect(state.Catch?.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], Next: 'EndFailed' });
  });

  it('reads the log after every wait, answered or not', () => {
    const wait = definition.States.WaitForDecision;
    expect(wait?.Next).toBe('ReadDecision');
    expect(wait?.Catch?.[0]).toMatchObject({ ErrorEquals: ['States.Timeout'], Next: 'ReadDecision' });
    // A retry would begin the wait anew: a timeout is not one.
    expect(wait?.Retry?.[0]?.ErrorEquals).toEqual(['States.TaskFailed']);
  });

  it('begins to change something only by way of the decision, the lease and the recheck', () => {
    const leading = (target: string) =>
      Object.entries(definition.States)
        .filter(([, state]) => [state.Next, state.Default, ...(state.Choices ?? []).map((rule) => rule.Next)].includes(target))
        .map(([name]) => name);
    expect(leading('NextStep')).toEqual(['Rechecked', 'StepPause']);
    expect(leading('DestroyStep')).toEqual(['Stepped']);
    expect(leading('StepPause')).toEqual(['Stepped']);
    expect(leading('Recheck')).toEqual(['Leased']);
    expect(leading('Lease')).toEqual(['Decision']);
    expect(definition.StartAt).toBe('ReadDecision');
  });
});
