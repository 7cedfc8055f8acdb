/** A response killed anywhere and started again converges (I5), writes its journal first (I3), and keeps its secrets (I7). */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../src/domain/event-chain.ts';
import { KEY } from '../fixtures/finding.ts';
import { ana, CASE, OTHER_CASE, omar, type Rig, startRig } from '../fixtures/response-rig.ts';

let rig: Rig;
beforeEach(async () => {
  rig = await startRig();
});
afterEach(() => rig.close());

class Killed extends Error {}
type Way = 'task' | 'execution';

/** "task": the function dies and the state machine tries again; "execution": the whole of it is gone and starts from its first state. */
function kill(on: Rig, way: Way): never {
  if (way === 'execution') on.engine.stopAll();
  throw new Killed('killed');
}

/** What the tick does until nothing is left to do: starts what is not there, and time goes by. */
async function live(on: Rig): Promise<void> {
  for (let round = 0; round < 60; round += 1) {
    const { status, outcome } = await on.response();
    const machine = on.execution()?.machine.arn;
    if (on.execution()?.error === 'Sandbox.Killed' && machine) {
      on.engine.startExecution({ stateMachineArn: machine, name: `${CASE}-r1`, input: { caseId: CASE, responseId: 'r1' } });
    }
    await on.clock.advance(25);
    if (status === 'ended' && outcome !== 'CUT' && on.execution()?.status === 'SUCCEEDED') return;
  }
}

async function expectOnce(on: Rig): Promise<void> {
  expect(on.writes()).toHaveLength(1);
  expect(on.key()).toBe('Inactive');
  const { outcome, checks, stepStates } = await on.response();
  expect(outcome).toBe('CONTAINED');
  expect(checks.map((check) => check.afterSeconds)).toEqual([10, 60, 300, 900]);
  expect(stepStates).toMatchObject([{ status: 'done' }]);
  expect(stepStates[0]?.already).toBeUndefined();
  expect(verifyChain(await on.services.cases.events(CASE))).toBeUndefined();
  const target = on.table.items().find((item) => item.pk.startsWith('TARGET#'));
  expect(target).toMatchObject({ standing: [{ caseId: CASE, responseId: 'r1' }] });
  expect(target).not.toHaveProperty('lease');
}

describe('killed and started again (I5)', () => {
  const points = ['after-intent', 'after-call', 'after-record'] as const;
  it.each(points.flatMap((point) => (['task', 'execution'] as const).map((way) => [point, way] as const)))(
    '%s, the %s',
    async (point, way) => {
      let killed = false;
      rig.hooks.crash = (at) => {
        if (killed || at !== point) return;
        killed = true;
        kill(rig, way);
      };
      await rig.ask();
      await rig.decide('approved');
      await live(rig);
      expect(killed).toBe(true);
      await expectOnce(rig);
    },
  );

  it('around any writes to the table, in any way', async () => {
    const way = fc.constantFrom<Way>('task', 'execution');
    const when = fc.constantFrom('before' as const, 'after' as const);
    const deaths = fc.uniqueArray(fc.record({ write: fc.nat(32), when, way }), {
      minLength: 1,
      maxLength: 3,
      selector: (death) => death.write,
    });
    await fc.assert(
      fc.asyncProperty(deaths, async (planned) => {
        const one = await startRig();
        try {
          await one.ask();
          let writes = 0;
          one.hooks.around = (at) => {
            if (at === 'before') writes += 1;
            const death = planned.find((candidate) => candidate.write === writes && candidate.when === at);
            if (!death) return;
            planned.splice(planned.indexOf(death), 1);
            kill(one, death.way);
          };
          await one.decide('approved').catch((error: unknown) => {
            if (!(error instanceof Killed)) throw error;
          });
          if (!(await one.response()).decision) await one.decide('approved');
          await live(one);
          await expectOnce(one);
        } finally {
          await one.close();
        }
      }),
      { numRuns: 12, seed: 7, endOnFailure: true },
    );
  }, 300_000);

  it('started once more after it has ended, does nothing', async () => {
    await rig.ask();
    await rig.decide('approved');
    await live(rig);
    const before = (await rig.state()).seq;
    const arn = String(rig.execution()?.machine.arn);
    rig.engine.startExecution({ stateMachineArn: arn, name: 'again', input: { caseId: CASE, responseId: 'r1' } });
    await rig.clock.advance(1000);
    expect((await rig.state()).seq).toBe(before);
    await expectOnce(rig);
  });

  it('two executions of one response at the same time make one call', async () => {
    await rig.ask();
    const arn = String(rig.execution()?.machine.arn);
    rig.engine.startExecution({ stateMachineArn: arn, name: 'twin', input: { caseId: CASE, responseId: 'r1' } });
    await rig.clock.settle();
    await rig.decide('approved');
    await live(rig);
    await expectOnce(rig);
  });
});

describe('two cases, one target', () => {
  it('the second is refused while the first is at work', async () => {
    await rig.ask();
    await rig.ask({ responseId: 'r2' }, ana, OTHER_CASE);
    let other: Promise<void> | undefined;
    rig.hooks.around = (when, item) => {
      if (when === 'after' && item.pk === 'VAULT#journal-r1-0') other = rig.decide('approved', omar, 'r2', OTHER_CASE);
    };
    rig.hooks.crash = (point) => {
      if (point === 'after-intent') throw new Killed('so that the first is still at work');
    };
    await rig.decide('approved');
    await other;
    await rig.clock.settle();
    expect(await rig.response('r2', OTHER_CASE)).toMatchObject({
      outcome: 'REFUSED',
      outcomeDetail: expect.stringContaining(`is being worked on in case ${CASE}`),
    });
  });

  it('the second is told where the undo is when the first has contained it', async () => {
    await rig.ask();
    await rig.ask({ responseId: 'r2' }, ana, OTHER_CASE);
    await rig.decide('approved');
    await rig.decide('approved', omar, 'r2', OTHER_CASE);
    expect(await rig.response('r2', OTHER_CASE)).toMatchObject({
      outcome: 'ALREADY',
      outcomeDetail: expect.stringContaining(`contained by case ${CASE}; undo it there`),
    });
    expect(rig.writes()).toHaveLength(1);
  });
});

describe('journal and secrets', () => {
  it('no call without its journal entry, with undo data, before it (I3)', async () => {
    const found: boolean[] = [];
    rig.hooks.onCall = () => {
      const items = rig.table.items();
      const journal = items.find((item) => item.pk === 'VAULT#journal-r1-0');
      const intended = items.some((item) => item.sk.startsWith('EVENT#') && String(item.body).includes('"step-intended"'));
      const { undo, before } = JSON.parse(String(journal?.body ?? '{}'));
      found.push(intended && before === 'Active' && undo?.input?.Status === 'Active');
    };
    await rig.ask();
    await rig.decide('approved');
    expect(found).toEqual([true]);
  });

  it('nothing from the vault is anywhere else (I7)', async () => {
    await rig.ask();
    const { taskToken } = await rig.tokenOf('r1', 1);
    await rig.decide('approved');
    await rig.clock.advance(310);
    await rig.askUndo();
    await rig.decide('denied', omar, 'u1');
    const outside = rig.table.items().filter((item) => !item.pk.startsWith('VAULT#'));
    const texts = JSON.stringify([outside, rig.lines, rig.engine.executions().map((one) => [one.input, one.output])]);
    expect(outside.length).toBeGreaterThan(10);
    expect(texts).not.toContain(KEY);
    expect(texts).not.toContain(taskToken);
    expect(
      rig.engine
        .executions()
        .flatMap((one) => one.history)
        .map((event) => JSON.stringify(event))
        .join('\n'),
    ).not.toContain(KEY);
  });
});
