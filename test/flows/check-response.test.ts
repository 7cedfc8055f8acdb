/** Checks and endings: each at its time, concluded from the log, and never more claimed than was measured. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReadName } from '../../src/domain/aws-calls.ts';
import { AwsCallError } from '../../src/domain/aws-calls.ts';
import { CASE, omar, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ idle: true });
  await rig.ask();
  await rig.decide('approved');
  await rig.start();
});
afterEach(() => rig.close());

async function step(): Promise<void> {
  await rig.task('next-step');
  await rig.task('next-step');
}
/** Follows the check loop until it ends. */
async function prove(): Promise<void> {
  for (let turn = await rig.task('next-check'); turn.next !== 'end'; turn = await rig.task('next-check')) {
    if (turn.next === 'wait') await rig.clock.advance(turn.seconds);
    else await rig.task('check');
  }
  await rig.task('end');
}
function deny(denied: (call: ReadName) => boolean): void {
  const { reader } = rig.services.aws;
  rig.services.aws.reader = (place) => {
    const read = reader(place);
    return ((call: ReadName, input: never) => {
      if (denied(call))
        throw new AwsCallError(call, 'AccessDenied', `${call} failed: AccessDenied`, { cause: { $metadata: { httpStatusCode: 403 } } });
      return read(call, input);
    }) as typeof read;
  };
}

describe('checks', () => {
  it('wait for their time after the last step', async () => {
    await step();
    expect(await rig.task('next-check')).toEqual({ next: 'wait', seconds: 10 });
    await rig.clock.advance(4);
    expect(await rig.task('next-check')).toEqual({ next: 'wait', seconds: 6 });
    await rig.clock.advance(6);
    expect(await rig.task('next-check')).toEqual({ next: 'check', seconds: 0 });
  });

  it('run twice count once, and never pull the next one forward', async () => {
    await step();
    await rig.clock.advance(10);
    await rig.task('check');
    await rig.task('check');
    expect((await rig.response()).checks).toHaveLength(1);
  });

  it('an effect that cannot be read stays a cut, and says so', async () => {
    await step();
    deny((call) => call === 'cloudtrail:LookupEvents');
    await prove();
    const { outcome, outcomeDetail } = await rig.response();
    expect(outcome).toBe('CUT');
    expect(outcomeDetail).toBe(
      'key AKIA…MPLE of ci-deploy is inactive, re-read 3 times; effect not measurable: CloudTrail could not be read (AccessDenied)',
    );
  });

  it('a configuration that can never be read is not called cut', async () => {
    await step();
    deny((call) => call === 'iam:ListAccessKeys');
    await prove();
    const { outcome, outcomeDetail } = await rig.response();
    expect(outcome).toBe('PARTIAL');
    expect(outcomeDetail).toContain('done, but it could not be read back: AccessDenied: the role drawbridge-read');
  });

  it('are skipped once it is undone, and wait while it is being undone', async () => {
    await step();
    await rig.clock.advance(300);
    for (const _ of [1, 2, 3]) await rig.task('check');
    await rig.task('next-check');
    expect((await rig.response()).outcome).toBe('CUT');
    await rig.askUndo();
    await rig.decide('approved', omar, 'u1');
    await rig.task('recheck', 'u1');
    await rig.clock.advance(600);
    expect(await rig.task('next-check')).toEqual({ next: 'wait', seconds: 15 });
    await rig.task('check');
    expect((await rig.response()).checks).toHaveLength(3);
    await rig.add(CASE, { id: 'u', actor: omar, kind: 'response-ended', data: { responseId: 'u1', outcome: 'UNDONE', detail: '' } });
    expect(await rig.task('next-check')).toMatchObject({ next: 'end' });
  });
});

describe('end', () => {
  const ending = async () => {
    const { outcome, outcomeDetail } = await rig.response();
    return [outcome, outcomeDetail];
  };

  it.each([
    [{}, ['FAILED', 'the workflow stopped']],
    [{ failed: true, error: 'TypeError' }, ['FAILED', 'an unexpected error stopped it (TypeError)']],
    [{ failed: true, error: 'AwsCallError' }, ['FAILED', 'AWS did not answer, also when asked again']],
    [{ failed: true, error: 'States.Timeout' }, ['FAILED', 'it took too long']],
  ])('before any step: %o', async (more, expected) => {
    await rig.task('end', 'r1', CASE, more);
    expect(await ending()).toEqual(expected);
  });

  it('keeps the outcome that is there', async () => {
    await rig.task('end');
    await rig.task('end', 'r1', CASE, { failed: true, error: 'Later' });
    expect(await ending()).toEqual(['FAILED', 'the workflow stopped']);
  });

  it('after all steps, without proof, claims no more than that', async () => {
    await step();
    await rig.task('end', 'r1', CASE, { failed: true, error: 'TypeError' });
    expect(await ending()).toEqual(['PARTIAL', 'all steps are done, but not checked: an unexpected error stopped it (TypeError)']);
  });

  const dieAfter = async (point: string) => {
    rig.hooks.crash = (at) => {
      if (at === point) throw new Error('killed');
    };
    await expect(rig.task('next-step')).rejects.toThrow('killed');
  };

  it('finds out whether a call that was begun has happened', async () => {
    await dieAfter('after-call');
    await rig.task('end', 'r1', CASE, { failed: true, error: 'Error' });
    expect(await ending()).toMatchObject(['PARTIAL', expect.stringContaining('all steps are done')]);
  });

  it('says so when it cannot find out', async () => {
    await dieAfter('after-call');
    deny(() => true);
    await rig.task('end', 'r1', CASE, { failed: true, error: 'Error' });
    expect(await ending()).toMatchObject([
      'PARTIAL',
      expect.stringContaining('not known whether this happened: deactivate key AKIA…MPLE of ci-deploy'),
    ]);
  });

  it('a call that was begun and did not happen is nothing changed', async () => {
    await dieAfter('after-intent');
    await rig.task('end', 'r1', CASE, { failed: true, error: 'Error' });
    expect(await ending()).toMatchObject(['FAILED', expect.stringContaining('unexpected error')]);
    expect(rig.key()).toBe('Active');
  });
});

describe('a response that is in no log', () => {
  it('ends without a word', async () => {
    expect(await rig.task('read-decision', 'nobody')).toEqual({ next: 'end', seconds: 0 });
    expect(await rig.task('end', 'nobody', 'NOCASE00')).toEqual({ next: 'end', seconds: 0 });
    expect(rig.lines.join()).toContain('a response that is in no log');
  });

  it('what is no task is refused', () => {
    expect(() => rig.handler({ task: 'rm', caseId: CASE, responseId: 'r1' })).toThrow();
  });
});
