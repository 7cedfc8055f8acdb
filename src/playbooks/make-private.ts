/** Make private: takes a snapshot or machine image back from everybody and from accounts that are not ours, and can share it again. */
import type { Read } from '../domain/aws-calls.ts';
import type { Plan, Step } from '../domain/plan.ts';
import { type Check, type CheckResult, configurationChecks, definePlaybook } from './define.ts';
import { type Grant, grantsOf, reads, type SharingReads, wordOf } from './make-private/grants.ts';
import { offersFor } from './make-private/offers.ts';
import { plan, type SharingWrites } from './make-private/plan.ts';
import { isUndo, rereadSteps } from './reread.ts';

type SharingStep = Step<SharingWrites>;

function subjectOf({ input }: SharingStep): { id: string; grants: Grant[] } {
  const change = (input.LaunchPermission ?? input.CreateVolumePermission) as { Add?: Grant[]; Remove?: Grant[] } | undefined;
  return { id: String(input.ImageId ?? input.SnapshotId), grants: change?.Remove ?? change?.Add ?? [] };
}

/** All of the step's own grants or none; what lies between is named. */
async function observe(step: SharingStep, read: Read<SharingReads>): Promise<string> {
  const { id, grants } = subjectOf(step);
  const present = await grantsOf(read, id);
  if (!present) return 'gone';
  const left = grants.filter((grant) => present.some((other) => wordOf(other) === wordOf(grant)));
  if (left.length === 0) return 'private';
  return left.length === grants.length ? 'shared' : `shared with ${left.slice(0, 3).map(wordOf).join(', ')}`;
}

async function verify(_check: Check, done: Plan<SharingWrites>, _since: number, read: Read<SharingReads>): Promise<CheckResult> {
  const undone = isUndo(done);
  const ids = [...new Set(done.steps.map((step) => subjectOf(step).id))];
  const settled = undone ? `${ids.join(', ')} is shared again` : `${ids.join(', ')} is private`;
  const held = await rereadSteps(done, (step) => observe(step, read), settled);
  if (undone || !('ok' in held) || !held.ok) return held;
  // Somebody may have shared it anew since.
  for (const id of ids) {
    const present = await grantsOf(read, id);
    if (present?.some((grant) => 'Group' in grant)) return { ok: false, detail: `${id} is public again` };
  }
  return held;
}

export const makePrivate = definePlaybook({
  id: 'make_private',
  title: 'Make private',
  actionName: 'Make private',
  risk: 'nondestructive',
  reads,
  writes: ['ec2:ModifyImageAttribute', 'ec2:ModifySnapshotAttribute'],
  offers: offersFor,
  plan,
  observe,
  checks: configurationChecks,
  verify,
});
