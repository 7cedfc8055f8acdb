/** Leases: one response at a time works on a target, a dead or finished holder blocks nobody, and what stands is on record. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ana, CASE, OTHER_CASE, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig({ idle: true });
  await rig.ask();
  await rig.ask({ responseId: 'r2' }, ana, OTHER_CASE);
});
afterEach(() => rig.close());

const first = () => rig.task('lease');
const second = () => rig.task('lease', 'r2', OTHER_CASE);
const target = () => rig.table.items().find((item) => item.pk.startsWith('TARGET#'));

describe('lease', () => {
  it('is kept by the one who has it, however often the task runs', async () => {
    expect(await first()).toEqual({ next: 'on', seconds: 0 });
    expect(await first()).toEqual({ next: 'on', seconds: 0 });
    expect(target()).toMatchObject({ lease: { caseId: CASE, responseId: 'r1' }, standing: [] });
  });

  it('is for the key, whatever Region the finding is of', async () => {
    await first();
    expect(target()?.pk).toMatch(/^TARGET#111122223333\/global\/access-key\/[0-9a-f]{40}$/);
  });

  it('refuses the second, and says who has it', async () => {
    await first();
    expect(await second()).toEqual({ next: 'end', seconds: 0 });
    expect(await rig.response('r2', OTHER_CASE)).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: `key AKIA…MPLE of ci-deploy is being worked on in case ${CASE}; ask again when that has ended`,
    });
  });

  it('is taken over from a holder that died', async () => {
    await first();
    await rig.clock.advance(15 * 60);
    expect(await second()).toMatchObject({ next: 'on' });
    expect(target()).toMatchObject({ lease: { responseId: 'r2' } });
  });

  it('is taken over from a holder that has ended without letting go', async () => {
    await first();
    await rig.add(CASE, {
      id: 'e',
      actor: { kind: 'drawbridge' },
      kind: 'response-ended',
      data: { responseId: 'r1', outcome: 'FAILED', detail: '' },
    });
    expect(await second()).toMatchObject({ next: 'on' });
  });

  it('is let go at the end, by its holder only', async () => {
    await first();
    await rig.task('end', 'r2', OTHER_CASE);
    expect(target()).toMatchObject({ lease: { responseId: 'r1' } });
    await rig.task('end');
    expect(target()).not.toHaveProperty('lease');
  });

  it('of two at the same moment, one gets it', async () => {
    const turns = await Promise.all([first(), second()]);
    expect(turns.map((turn) => turn.next).sort()).toEqual(['end', 'on']);
  });
});
