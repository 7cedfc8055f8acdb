/** The veto window: what runs by itself waits, can be stopped by whoever may ask until it begins, and not a moment later. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerApproval } from '../../src/flows/answer-approval.ts';
import { ana as responder } from '../fixtures/people.ts';
import { CASE, type Rig, startRig } from '../fixtures/response-rig.ts';

const policy = { kind: 'policy' } as const;
const vetoed = {
  mode: 'auto',
  people: 1,
  because: 'active, development',
  vetoSeconds: 300,
  levels: [{ name: 'oncall-l1', seconds: 300 }],
} as const;

let rig: Rig;
afterEach(() => rig.close());

const cancel = () => answerApproval(CASE, 'r1', { verb: 'cancel' }, responder, rig.services);

describe('with a veto window', () => {
  beforeEach(async () => {
    rig = await startRig();
    await rig.ask({ ...vetoed, levels: [...vetoed.levels] }, policy);
  });

  it('changes nothing for five minutes, then runs by itself', async () => {
    await rig.clock.advance(299);
    expect(rig.writes()).toEqual([]);
    await rig.clock.advance(2);
    expect(rig.writes()).toMatchObject([{ call: 'iam:UpdateAccessKey', sourceIdentity: 'drawbridge-auto' }]);
    await rig.clock.advance(300);
    expect((await rig.response()).outcome).toBe('CUT');
  });

  it('is stopped by somebody who may ask and not approve, and the log says who', async () => {
    await rig.clock.advance(100);
    expect(await cancel()).toMatchObject({ ok: true });
    await rig.poke();
    await rig.clock.advance(600);
    expect(rig.writes()).toEqual([]);
    expect(await rig.response()).toMatchObject({ outcome: 'CANCELLED', decision: { by: { kind: 'person', id: responder.id } } });
  });

  it('is not stopped any more once it has begun: that it was cancelled would not be true', async () => {
    await rig.clock.advance(310);
    expect(rig.writes()).toHaveLength(1);
    expect(await cancel()).toMatchObject({ ok: false, why: 'decided', by: 'policy' });
    await rig.clock.advance(600);
    expect(await rig.response()).toMatchObject({ outcome: expect.stringMatching(/CUT|CONTAINED/) });
    expect((await rig.response()).decision).toBeUndefined();
  });
});

it('a stop between the end of the window and the first step is in time', async () => {
  rig = await startRig({ idle: true });
  await rig.ask({ ...vetoed, levels: [...vetoed.levels] }, policy);
  await rig.clock.advance(301);
  expect(await rig.task('read-decision')).toMatchObject({ next: 'run' });
  expect(await rig.task('lease')).toMatchObject({ next: 'on' });
  expect(await cancel()).toMatchObject({ ok: true });
  expect(await rig.task('recheck')).toMatchObject({ next: 'end' });
  await rig.task('end');
  expect(rig.writes()).toEqual([]);
  expect((await rig.response()).outcome).toBe('CANCELLED');
});

it('a stop while the plan is looked at once more is in time, too', async () => {
  rig = await startRig({ idle: true });
  await rig.ask({ ...vetoed, levels: [...vetoed.levels] }, policy);
  await rig.clock.advance(301);
  await rig.task('lease');
  const { reader } = rig.services.aws;
  let stopped = false;
  rig.services.aws.reader = (place) => {
    const read = reader(place);
    return (async (call: never, input: never) => {
      if (!stopped) {
        stopped = true;
        await cancel();
      }
      return read(call, input);
    }) as unknown as typeof read;
  };
  expect(await rig.task('recheck')).toMatchObject({ next: 'end' });
  await rig.task('end');
  expect((await rig.response()).outcome).toBe('CANCELLED');
});
