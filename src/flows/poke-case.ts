/** A poke says "look at case X": it marks the surfaces that may be behind and wakes their projectors. */
import { type CaseState, isOpen, isQuiet } from '../domain/case-state.ts';
import type { Policy } from '../domain/policy.ts';
import { posts } from '../domain/route.ts';
import type { Surface } from '../services/queues.ts';
import type { Services } from '../services/services.ts';
import { markDirty } from './dirty.ts';

/** Shown in Slack: at or above the posting floor, not recorded as baseline, with a row that has no case of its own. */
export function isShown(state: CaseState, policy: Policy): boolean {
  if (!posts(state.tier, policy)) return state.peopleAt !== undefined || Object.keys(state.responses).length > 0;
  const baseline = state.subject.quiet === 'baseline' && state.reopenedAt === undefined && state.peopleAt === undefined;
  if (baseline) return false;
  return state.rowCount === 0 || state.promotions.length < state.rowCount;
}

/** Snoozed and suppressed cases stay as they are shown; a message that does not exist yet is not begun. */
export function mayBegin(state: CaseState, now: number): boolean {
  return !isQuiet(state, now) && isOpen(state);
}

function interested(state: CaseState, policy: Policy): Surface[] {
  const surfaces: Surface[] = [];
  const shown = isShown(state, policy);
  if (shown) surfaces.push('slack');
  if (state.enrichedAt === undefined && (shown || state.tier > 1)) surfaces.push('enrichment');
  if (state.hubFindings.length > 0 && (shown || state.resolution || state.suppression)) surfaces.push('security-hub');
  if (Object.values(state.responses).some((response) => response.status !== 'ended')) surfaces.push('step-functions');
  return surfaces;
}

/** `once` distinguishes pokes: the event's seq from the stream, the minute from the tick. */
export async function pokeCase(
  caseId: string,
  once: string,
  services: Pick<Services, 'cases' | 'table' | 'queues' | 'policy' | 'clock'>,
): Promise<void> {
  const state = await services.cases.read(caseId);
  if (!state) return;
  for (const surface of interested(state, services.policy)) {
    await markDirty(services.table, surface, state, services.clock.now());
    await services.queues.poke(surface, caseId, once);
  }
}
