/** What must hold before an instance may go for good; all that does not is named at once, each with what to do about it. */
import type { Refusal } from '../../domain/plan.ts';
import type { Standing } from '../define.ts';
import type { Evidence } from './evidence.ts';
import type { Balancing, Member } from './traffic.ts';

export interface Circumstances {
  label: string;
  /** Isolations of this instance that stand, as their logs say. */
  isolations: Standing[];
  evidence: Evidence;
  isProtected: boolean;
  balancing: Balancing;
  member: Member | undefined;
  neverGroup: string | undefined;
}
interface Unmet {
  why: string;
  next: string;
}

/** The isolation's own step that switched termination protection on: ids of steps that found it on already are not given. */
export function protectedByUs(isolations: readonly Standing[]): boolean {
  return isolations.some(({ steps }) => steps.some((id) => /^protect\b|termination protection/.test(id)));
}

export function unmet(circumstances: Circumstances): Refusal | undefined {
  const found = [isolated, snapshotted, ownProtection, notTheLast, ownGroup].flatMap((condition) => condition(circumstances) ?? []);
  if (found.length === 0) return undefined;
  return {
    refused: `${circumstances.label} must not be terminated yet: ${found.map(({ why }) => why).join('; ')}`,
    nextStep: found.map(({ next }) => next).join('. '),
  };
}

function isolated({ isolations }: Circumstances): Unmet | undefined {
  if (isolations.length > 0) return undefined;
  return { why: 'it was not isolated from here', next: 'Isolate it first: that cuts it off and takes the snapshots' };
}

function snapshotted({ isolations, evidence: { pending, missing } }: Circumstances): Unmet | undefined {
  if (isolations.length === 0) return undefined;
  if (missing.length > 0)
    return {
      why: `${missing.join(', ')} has no snapshot of its isolation`,
      next: 'Isolate it again, or snapshot the volume with the tag drawbridge:case of this case',
    };
  if (pending.length === 0) return undefined;
  return { why: `the snapshot of ${pending.join(', ')} is not completed`, next: 'Wait until it is, which can take hours, then ask again' };
}

function ownProtection({ isProtected, isolations }: Circumstances): Unmet | undefined {
  if (!isProtected || protectedByUs(isolations)) return undefined;
  return { why: 'somebody else set termination protection', next: 'Ask the owner to switch termination protection off' };
}

function notTheLast({ balancing: { last, missing }, member }: Circumstances): Unmet | undefined {
  const next = 'Bring up another one first, then ask again';
  if (last.length > 0) return { why: `it is the last healthy one of ${last.map(({ name }) => name).join(', ')}`, next };
  if (missing.length > 0) return { why: `it is not known whether it is the last healthy one of ${missing.join(', ')}`, next };
  if (member && member.desired <= 1) return { why: `it is the only one of Auto Scaling group ${member.group}`, next };
  return undefined;
}

function ownGroup({ neverGroup, member }: Circumstances): Unmet | undefined {
  if (!neverGroup || !member) return undefined;
  return { why: `its group ${member.group} must never be touched: ${neverGroup}`, next: 'Call whoever owns the group' };
}
