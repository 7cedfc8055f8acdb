/** Requests that must not be asked: each is rejected with the next step and kept without its token. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SIDE_DOOR } from '../../infra/local/demo/workflows.ts';
import { type Json, type Story, startStory } from './sandbox.ts';
import { envelope, expectKeptWithout, expectNoToken, lastOutcome, request, start, tokenOf } from './workflow-story.ts';

let story: Story;
let logged: string[] = [];
beforeEach(async () => {
  logged = [];
  story = await startStory({ onLog: (line) => logged.push(line) });
});
afterEach(() => story.close());

describe('rejected, with the next step, kept without the token', () => {
  const rejections: [string, (detail: Json) => Json, RegExp][] = [
    [
      'another account',
      (detail) => ({ ...envelope(detail), account: '333344445555' }),
      /account 333344445555 asks for a workflow of account 111122223333/,
    ],
    ['no title', ({ title: _, ...rest }) => envelope(rest), /title: say in a sentence what is asked/],
    ['a wrong date', (detail) => envelope({ ...detail, expiresAt: 'tomorrow' }), /expiresAt: give a moment such as/],
    ['an unknown field', (detail) => envelope({ ...detail, onDney: 'fail' }), /onDney/],
    [
      'a group that may not',
      (detail) => envelope({ ...detail, approvers: 'responders' }),
      /"responders" may not answer for release-gate: name "oncall-l1"/,
    ],
    ['over already', (detail) => envelope({ ...detail, expiresAt: '2020-01-01T00:00:00Z' }), /expiresAt is over already/],
  ];
  it.each(rejections)('%s', async (_, change, words) => {
    const execution = story.sandbox.bot.stepFunctions.startExecution({ stateMachineArn: SIDE_DOOR, name: 'silent', input: {} });
    await story.advance(2);
    const token = tokenOf(execution);
    const arn = execution.arn.replace('side-door', 'release-gate');
    const [outcome] = await story.raise(change({ ...request, taskToken: token, executionArn: arn }));
    expect(outcome).toMatchObject({ outcome: 'rejected', reason: expect.stringMatching(words) });
    await expectNoToken(story, token, logged);
    await expectKeptWithout(story, token);
    expect(await story.cards()).toEqual([]);
  });

  it('a machine that policy does not name', async () => {
    const execution = await start(story, request, SIDE_DOOR);
    expect(await lastOutcome(story)).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringMatching(/no state machine side-door of account 111122223333 may ask.*approvals\.workflows in drawbridge\.yaml/),
    });
    await expectKeptWithout(story, tokenOf(execution));
  });

  it('an execution that does not run, or is none', async () => {
    const execution = await start(story);
    const detail = { ...request, taskToken: `${tokenOf(execution)}2`, executionArn: execution.arn };
    story.sandbox.bot.stepFunctions.stopExecution(execution.arn);
    expect(await story.raise(envelope(detail))).toMatchObject([{ outcome: 'rejected', reason: expect.stringMatching(/run-1 is ABORTED/) }]);
    const none = { ...detail, executionArn: execution.arn.replace('run-1', 'run-2') };
    expect(await story.raise(envelope(none))).toMatchObject([{ outcome: 'rejected', reason: expect.stringMatching(/no execution run-2/) }]);
  });

  it('an account in which our role is missing: says what to deploy', async () => {
    await story.put('/aws/state', { accounts: { '111122223333': { rolesMissing: true } } });
    await start(story);
    expect(await lastOutcome(story)).toMatchObject({
      outcome: 'rejected',
      reason: expect.stringMatching(/run-1 could not be looked at: .*deploy the role drawbridge-read there, trusting the hub/),
    });
  });
});
