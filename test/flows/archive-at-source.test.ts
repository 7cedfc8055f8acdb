/** What is archived at GuardDuty, and when: closed by policy with proof, once, never for a person's word or while it is open. */
import { expect, it } from 'vitest';
import type { Actor } from '../../src/domain/events.ts';
import { archiveAtSource } from '../../src/flows/archive-at-source.ts';
import { createTakeInRig } from '../fixtures/take-in-rig.ts';
import { leakedKey } from '../scenarios/events.ts';

const policy: Actor = { kind: 'policy' };
const ana: Actor = { kind: 'person', team: 'T1', id: 'UANA', name: 'ana' };

async function closedBy(actor: Actor | undefined, takes = true, type = 'Policy:S3/AccountBlockPublicAccessDisabled') {
  const rig = createTakeInRig();
  await rig.take(leakedKey({ type }));
  const [state] = await rig.cases();
  if (!state) throw new Error('there is no case');
  if (actor) {
    const data = { code: 'fixed', text: 'done' };
    await rig.services.cases.append(state.caseId, () => [{ id: 'closed', actor, kind: 'resolved', data }]);
  }
  const told: [string, readonly string[]][] = [];
  const guardDuty = { archive: async (region: string, ids: readonly string[]) => told.push([region, ids]) > 0 && takes };
  const archive = () => archiveAtSource(state.caseId, { ...rig.services, guardDuty });
  return { rig, told, archive };
}

it('closed by policy it is archived in its own Region, once', async () => {
  const { told, archive } = await closedBy(policy);
  await archive();
  await archive();
  expect(told).toEqual([['us-east-1', ['f1']]]);
});

it.each([
  ['open', undefined],
  ["closed by a person's word", ana],
])('%s it is left alone', async (_, actor) => {
  const { told, archive } = await closedBy(actor);
  await archive();
  expect(told).toEqual([]);
});

it('changed by policy without proof that an intruder is stopped, it is left alone', async () => {
  const { told, archive } = await closedBy(policy, true, 'UnauthorizedAccess:IAMUser/MaliciousIPCaller');
  await archive();
  expect(told).toEqual([]);
});

it('where the hub is no administrator it is logged, once', async () => {
  const { rig, told, archive } = await closedBy(policy, false);
  await archive();
  await archive();
  expect(told).toHaveLength(1);
  expect(rig.lines.filter((line) => line.includes('could not be archived'))).toHaveLength(1);
});
