/** Data on its way through states: paths, templates, intrinsic functions, choices. */
import { describe, expect, test } from 'vitest';
import { ruleHolds } from '../../../infra/local/step-functions/choice.ts';
import { parseExpression } from '../../../infra/local/step-functions/intrinsics.ts';
import { run, single } from './rig.ts';

const input = { who: 'ada', n: 2, list: ['a', { b: 'c' }], 'odd key': true, none: null, at: '2026-11-20T10:00:00Z' };
const view = { input, context: { Execution: { Name: 'run-1' } } };

describe('expressions', () => {
  test.each<[string, unknown]>([
    ['$.who', 'ada'],
    ['$.list[1].b', 'c'],
    ["$['odd key']", true],
    ['$$.Execution.Name', 'run-1'],
    ["States.Format('{} has {} items', $.who, $.n)", 'ada has 2 items'],
    ["States.Format('it\\'s {}, (a) here', States.Format('{}', $.who))", "it's ada, (a) here"],
    ["States.Array('a, b', 1, true, null, $.n)", ['a, b', 1, true, null, 2]],
    ['States.JsonToString($.list)', '["a",{"b":"c"}]'],
    ['States.StringToJson(\'{"a":[1]}\')', { a: [1] }],
    ['States.MathAdd($.n, -5)', -3],
    ['States.ArrayLength($.list)', 2],
    ['States.ArrayGetItem($.list, States.MathAdd($.n, -1))', { b: 'c' }],
  ])('%s', (source, value) => {
    expect(parseExpression(source)(view)).toEqual(value);
  });

  test.each(['States.MathAdd($.who, 1)', 'States.ArrayGetItem($.list, 7)', "States.StringToJson('{')", "States.Format('{}')"])(
    '%s fails',
    (source) => {
      expect(() => parseExpression(source)(view)).toThrow(expect.objectContaining({ error: 'States.IntrinsicFailure' }));
    },
  );
});

describe('choice rules', () => {
  test.each<[boolean, Record<string, unknown>]>([
    [true, { Variable: '$.who', StringEquals: 'ada' }],
    [false, { Variable: '$.n', StringEquals: '2' }],
    [true, { Variable: '$.n', NumericGreaterThan: 1 }],
    [false, { Variable: '$.n', NumericLessThanEquals: 1 }],
    [true, { Variable: '$.n', NumericEqualsPath: '$.n' }],
    [true, { Variable: '$["odd key"]'.replaceAll('"', "'"), BooleanEquals: true }],
    [false, { Variable: '$.gone', IsPresent: true }],
    [true, { Variable: '$.gone.deeper', IsPresent: false }],
    [true, { Variable: '$.none', IsNull: true }],
    [true, { Variable: '$.at', TimestampGreaterThan: '2026-11-20T10:30:00+01:00' }],
    [true, { And: [{ Variable: '$.who', IsString: true }, { Not: { Variable: '$.n', IsString: true } }] }],
    [
      true,
      {
        Or: [
          { Variable: '$.who', StringEquals: 'bob' },
          { Variable: '$.n', NumericEquals: 2 },
        ],
      },
    ],
  ])('%s: %j', (holds, rule) => {
    expect(ruleHolds(rule, view)).toBe(holds);
  });

  test('comparing what is not there fails the execution', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.gone', StringEquals: 'a', Next: 'A' }], Default: 'A' };
    const execution = await run({ StartAt: 'C', States: { C: choice, A: { Type: 'Succeed' } } }, {});
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('no rule and no default', async () => {
    const choice = { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: 1, Next: 'A' }] };
    const execution = await run({ StartAt: 'C', States: { C: choice, A: { Type: 'Succeed' } } }, { a: 2 });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });
});

describe('input and output', () => {
  const made = { Type: 'Pass', Result: { ok: true } };
  test.each<[string, object, unknown]>([
    ['a result replaces the input', made, { ok: true }],
    ['ResultPath puts it inside', { ...made, ResultPath: '$.x.y' }, { a: { b: 1 }, x: { y: { ok: true } } }],
    ['ResultPath null drops it', { ...made, ResultPath: null }, { a: { b: 1 } }],
    ['InputPath and OutputPath cut', { Type: 'Pass', InputPath: '$.a', OutputPath: '$.b' }, 1],
    ['InputPath null empties', { Type: 'Pass', InputPath: null }, {}],
    [
      'Parameters fill',
      { Type: 'Pass', Parameters: { 'b.$': '$.a.b', list: [{ 'b.$': '$.a.b' }], fix: 1 } },
      { b: 1, list: [{ b: 1 }], fix: 1 },
    ],
  ])('%s', async (_, state, output) => {
    const execution = await run(single(state), { a: { b: 1 } });
    expect(execution).toMatchObject({ status: 'SUCCEEDED' });
    expect(execution.output).toEqual(output);
  });

  test('a missing path fails and cannot be caught', async () => {
    const execution = await run(single({ Type: 'Pass', Parameters: { 'x.$': '$.gone' } }), {});
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime', cause: expect.stringContaining('$.gone') });
  });
});
