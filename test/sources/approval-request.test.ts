/** Requests of workflows: what is taken, what is refused with the next step, and that the token is kept nowhere. */
import { describe, expect, it } from 'vitest';
import { parseInput } from '../../src/sources/index.ts';

const TOKEN = `AQCEAAAAKgAAAAMAAAAA${'x/+='.repeat(40)}`;
const detail = {
  taskToken: TOKEN,
  executionArn: 'arn:aws:states:eu-west-1:111122223333:execution:release-gate:run-1',
  title: ' Release? ',
  details: ['one', `a token: ${TOKEN}`, 'key AKIAIOSFODNN7EXAMPLE'],
  expiresAt: '2026-11-20T04:00:00+01:00',
  onAllow: { action: 'allow' },
  onDeny: 'fail',
};
const event = (change: object = {}, rest: object = {}) => ({
  source: 'release',
  'detail-type': 'Approval Requested',
  account: '111122223333',
  region: 'eu-west-1',
  detail: { ...detail, ...change },
  ...rest,
});

describe('a usable request', () => {
  const { approval, results } = parseInput(JSON.stringify(event()));

  it('is read', () => {
    expect(results).toEqual([]);
    expect(approval?.request).toEqual({
      taskToken: TOKEN,
      executionArn: detail.executionArn,
      account: '111122223333',
      region: 'eu-west-1',
      stateMachine: 'release-gate',
      execution: 'run-1',
      title: 'Release?',
      details: ['one', 'a token: [task token]', 'key AKIA…MPLE'],
      expiresAt: Date.UTC(2026, 10, 20, 3),
      onAllow: { action: 'allow' },
      onDeny: 'fail',
    });
  });

  it('is kept without the token, wherever it was written', () => {
    expect(approval?.kept).toMatchObject({ taskToken: '[task token]', title: ' Release? ' });
    expect(JSON.stringify(approval?.kept)).not.toContain('x/+=');
  });

  it('needs neither details nor answers', () => {
    const { details: _, onAllow: __, onDeny: ___, ...least } = detail;
    const { approval: read } = parseInput({ ...event(), detail: least });
    expect(read?.request).toMatchObject({ details: [] });
    expect(read?.request).not.toHaveProperty('onAllow');
  });
});

describe('refused', () => {
  const cases: [string, object, RegExp][] = [
    ['no token', event({ taskToken: undefined }), /taskToken: give \$\$\.Task\.Token/],
    ['no execution', event({ executionArn: 7 }), /executionArn: give \$\$\.Execution\.Id/],
    ['a state machine in its place', event({ executionArn: 'arn:aws:states:eu-west-1:111122223333:stateMachine:x' }), /Standard workflow/],
    ['an Express execution', event({ executionArn: 'arn:aws:states:eu-west-1:111122223333:express:x:y:z' }), /Standard workflow/],
    ['an empty title', event({ title: '  ' }), /title: say in a sentence/],
    ['details that are no list', event({ details: 'text' }), /details: give a list/],
    ['no deadline', event({ expiresAt: undefined }), /expiresAt: give a moment/],
    ['a version nobody knows', event({ version: 2 }), /version: only version 1/],
    ['an answer without end', event({ onAllow: 'x'.repeat(200_000) }), /onAllow: at most 100,000 characters/],
    ['a field nobody knows', event({ [TOKEN]: 1 }), /unrecognized/i],
    ['nothing', { ...event(), detail: undefined }, /the request: /],
    ['another account', event({}, { account: '222233334444' }), /account 222233334444 asks for a workflow of account 111122223333/],
  ];
  it.each(cases)('%s', (_, input, words) => {
    const { results, approval } = parseInput(input);
    expect(approval).toBeUndefined();
    expect(results).toMatchObject([{ outcome: 'rejected', reason: expect.stringMatching(words) }]);
    expect(JSON.stringify(results)).not.toContain('x/+=');
  });
});

it('an event that pretends to be from AWS is none', () => {
  expect(parseInput(event({}, { source: 'aws.states' })).results).toMatchObject([{ outcome: 'declined' }]);
});
