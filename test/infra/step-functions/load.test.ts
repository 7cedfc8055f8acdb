/** Definitions: what is refused, and in which words. */
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { loadMachine } from '../../../infra/local/step-functions/load.ts';
import { INVOKE, single } from './rig.ts';

// The package has no type declarations.
const validate = createRequire(import.meta.url)('asl-validator') as (definition: object) => { isValid: boolean };

const task = { Type: 'Task', Resource: INVOKE, Parameters: { FunctionName: 'f', 'Payload.$': '$' } };
const machine = (states: object, start = 'A') => ({ StartAt: start, States: states });
const done = { Type: 'Succeed' };

const whole = {
  Comment: 'every state and most fields',
  StartAt: 'Ask',
  TimeoutSeconds: 900,
  States: {
    Ask: {
      Type: 'Task',
      Resource: `${INVOKE}.waitForTaskToken`,
      Parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token', 'title.$': "States.Format('case {}', $.caseId)" } },
      TimeoutSeconds: 300,
      HeartbeatSeconds: 60,
      ResultPath: '$.decision',
      Retry: [{ ErrorEquals: ['Busy'], IntervalSeconds: 1, MaxAttempts: 2, BackoffRate: 2, MaxDelaySeconds: 5, JitterStrategy: 'FULL' }],
      Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.error', Next: 'Late' }],
      Next: 'Decide',
    },
    Decide: { Type: 'Choice', Choices: [{ Variable: '$.decision.allow', BooleanEquals: true, Next: 'Each' }], Default: 'Late' },
    Each: {
      Type: 'Map',
      ItemsPath: '$.steps',
      MaxConcurrency: 1,
      ItemProcessor: { ProcessorConfig: { Mode: 'INLINE' }, StartAt: 'Step', States: { Step: { ...task, End: true } } },
      Next: 'Pause',
    },
    Pause: { Type: 'Wait', Seconds: 10, Next: 'Done' },
    Done: { Type: 'Succeed' },
    Late: { Type: 'Fail', Error: 'Late', Cause: 'nobody answered' },
  },
};

describe('a definition that is loaded', () => {
  test('is one that an independent validator accepts too', () => {
    expect(loadMachine(whole, 'it')).toBe(whole);
    expect(validate(whole).isValid).toBe(true);
  });
});

describe('a definition that is refused names state and field', () => {
  test.each<[string, object, RegExp]>([
    ['an unknown Next', machine({ A: { Type: 'Pass', Next: 'Gone' } }), /state A: there is no state "Gone"/],
    ['an unknown StartAt', machine({ A: done }, 'B'), /StartAt: there is no state "B"/],
    [
      'an unknown Default',
      machine({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'A' }], Default: 'X' } }),
      /state A.*"X"/,
    ],
    ['an unknown Catch target', single({ ...task, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'X' }] }), /state Only.*"X"/],
    ['an unreachable state', machine({ A: done, B: done }), /state B: nothing leads there/],
    ['neither Next nor End', machine({ A: { Type: 'Pass' } }), /state A: needs Next or End/],
    ['an unknown field', single({ ...task, Credentials: {} }), /state Only: .*Credentials/],
    ['JSONata', single({ ...task, QueryLanguage: 'JSONata' }), /state Only: QueryLanguage/],
    ['another integration', single({ ...task, Resource: 'arn:aws:states:::sqs:sendMessage' }), /state Only: Resource/],
    ['another parameter', single({ ...task, Parameters: { FunctionName: 'f', Qualifier: '1' } }), /state Only: Parameters: .*Qualifier/],
    ['no function', single({ ...task, Parameters: { Payload: {} } }), /state Only: Parameters.*FunctionName/],
    ['an unknown state type', machine({ A: { Type: 'Loop', End: true } }), /state A: Type/],
    ['a filter in a path', single({ ...task, InputPath: '$.a[?(@.b)]' }), /state Only: InputPath/],
    [
      'an unknown intrinsic',
      single({ ...task, Parameters: { FunctionName: 'f', 'Payload.$': 'States.UUID()' } }),
      /state Only.*States\.UUID/,
    ],
    [
      'an unknown comparison',
      machine({ A: { Type: 'Choice', Choices: [{ Variable: '$.a', StringMatches: 'x*', Next: 'A' }] } }),
      /StringMatches/,
    ],
    ['a token nobody gets', single({ ...task, Resource: `${INVOKE}.waitForTaskToken` }), /never pass on/],
    ['a heartbeat without a token', single({ ...task, HeartbeatSeconds: 5 }), /no task token/],
    [
      'States.ALL before others',
      single({ ...task, Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }),
      /Retry: States.ALL/,
    ],
    ['a Wait without a time', single({ Type: 'Wait' }), /state Only: does not say how long/],
    [
      'a fault inside a Map',
      single({ Type: 'Map', ItemProcessor: machine({ A: { Type: 'Pass', Next: 'X' } }) }),
      /state Only: state A.*"X"/,
    ],
  ])('%s', (_, definition, message) => {
    expect(() => loadMachine(definition, 'the machine')).toThrow(message);
  });
});
