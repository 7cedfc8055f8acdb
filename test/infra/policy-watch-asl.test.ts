/** The policy watch as a definition: valid, every task known to its function, held until the log says otherwise, started by no change of ours. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { policyWatchRule } from '../../infra/event-rules.ts';
import { matchesPattern } from '../../infra/local/event-bridge.ts';
import { loadMachine } from '../../infra/local/step-functions/load.ts';

// The package has no type declarations.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => { isValid: boolean; errors: unknown[] };

interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Choices?: { Next: string; StringEquals?: string }[];
  Parameters?: { FunctionName: string; Payload: Record<string, unknown> };
  Retry?: { MaxAttempts?: number; BackoffRate?: number }[];
  Catch?: { ErrorEquals: string[]; Next: string }[];
}
const definition = JSON.parse(readFileSync('infra/policy-watch.asl.json', 'utf8')) as { StartAt: string; States: Record<string, State> };
const { States: states } = definition;
const tasks = Object.entries(states).filter(([, { Type: type }]) => type === 'Task');
const leading = (target: string) =>
  Object.entries(states)
    .filter(([, state]) => [state.Next, state.Default, ...(state.Choices ?? []).map((rule) => rule.Next)].includes(target))
    .map(([name]) => name);

describe('policy-watch.asl.json', () => {
  it('is valid for AWS and runs on the interpreter', () => {
    expect(validate(definition)).toMatchObject({ isValid: true });
    expect(() => loadMachine(definition, 'the policy watch')).not.toThrow();
  });

  it.each(tasks)('%s is tried again a bounded number of times, and fails into something', (_, state) => {
    expect(state.Retry).toMatchObject([{ MaxAttempts: expect.any(Number), BackoffRate: 2 }]);
    expect(state.Catch).toMatchObject([{ ErrorEquals: ['States.ALL'], Next: expect.any(String) }]);
  });

  it('only a yes leads to a change of what is held, and everything else keeps it held', () => {
    expect(leading('Restore')).toEqual(['Answer', 'RestorePause']);
    expect(leading('RestoreWithChanges')).toEqual(['Answer', 'ChangesPause']);
    expect(states.Answer).toMatchObject({ Choices: [{ StringEquals: 'allow' }, { StringEquals: 'change' }], Default: 'KeepHeld' });
    expect(states.Ask?.Catch?.[0]?.Next).toBe('NotAsked');
    expect(states.NotAsked?.Next).toBe('KeepHeld');
  });
});

describe('what starts it', () => {
  const event = (detail: object, source = 'aws.iam') => ({ source, 'detail-type': 'AWS API Call via CloudTrail', detail });
  const by = (role: string) => ({ type: 'AssumedRole', sessionContext: { sessionIssuer: { type: 'Role', userName: role } } });
  const created = { eventName: 'CreatePolicyVersion', userIdentity: { type: 'IAMUser', userName: 'alice' } };
  it.each<[string, object, boolean]>([
    ['a new policy', event({ ...created, eventName: 'CreatePolicy' }), true],
    ['a new version, by a user', event(created), true],
    ['another version set, by a role', event({ eventName: 'SetDefaultPolicyVersion', userIdentity: by('deployer') }), true],
    ['by the root user, who has no session', event({ ...created, userIdentity: { type: 'Root' } }), true],
    ['by a role whose name only begins like ours', event({ ...created, userIdentity: by('drawbridge-contain-2') }), true],
    ['by our role', event({ ...created, userIdentity: by('drawbridge-contain') }), false],
    ['refused by AWS', event({ ...created, errorCode: 'AccessDenied' }), false],
    ['an inline policy', event({ ...created, eventName: 'PutRolePolicy' }), false],
    ['of another service', event(created, 'aws.organizations'), false],
  ])('%s: %#', (_, envelope, starts) => {
    expect(matchesPattern(policyWatchRule('drawbridge').pattern, envelope)).toBe(starts);
  });
});
