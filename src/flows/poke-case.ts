/** A poke says "look at case X": it marks the surfaces that may be behind and wakes their projectors. */
import { wantsAsking } from '../domain/affected.ts';
import { mayRunByItself } from '../domain/by-itself.ts';
import { type CaseState, isOpen, isQuiet } from '../domain/case-state.ts';
import { isClosedByPolicy } from '../domain/hub-content.ts';
import type { Policy } from '../domain/policy.ts';
import { posts } from '../domain/route.ts';
import type { Surface } from '../services/queues.ts';
import type { Services } from '../services/services.ts';
import type { Table } from '../services/table.ts';
import { noteCase } from './case-list.ts';
import { noteChange } from './digest-cases.ts';
import { markDirty } from './dirty.ts';
import { unfinished } from './run-workflows.ts';
import { noticesOf } from './send-notices.ts';

/** Shown in Slack: at or above the posting floor, not recorded as baseline, with a row that has no case of its own. */
export function isShown(state: CaseState, policy: Policy): boolean {
  if (state.subject.kind === 'stop') return true;
  if (!posts(state.tier, policy)) return state.peopleAt !== undefined || Object.keys(state.responses).length > 0 || allowsRestricted(state);
  const { subject, reopenedAt, peopleAt, liveAt } = state;
  if (subject.quiet === 'baseline' && reopenedAt === undefined && peopleAt === undefined && liveAt === undefined) return false;
  return state.rowCount === 0 || state.promotions.length < state.rowCount;
}

/** Snoozed and suppressed cases stay as they are shown; a message that does not exist yet is not begun. */
export function mayBegin(state: CaseState, now: number): boolean {
  return !isQuiet(state, now) && isOpen(state);
}

/** What policy wants nobody to be given unseen is shown, whatever its tier. */
function allowsRestricted({ watched = [] }: CaseState): boolean {
  return watched.some(({ verdict }) => verdict !== 'clear');
}

function interested(state: CaseState, policy: Policy, now: number): Surface[] {
  const surfaces: Surface[] = [];
  const shown = isShown(state, policy);
  if (shown) surfaces.push('slack');
  const byItself = mayRunByItself(state, policy);
  // What policy may mend by itself is looked at also where nobody sees the case.
  if (byItself || (state.enrichedAt === undefined && (shown || state.tier > 1))) surfaces.push('enrichment');
  // Where there is no copy in Security Hub, what policy closed is still archived at its source.
  const told = state.hubFindings.length > 0 && (shown || state.resolution || state.suppression);
  if (told || isClosedByPolicy(state)) surfaces.push('security-hub');
  if (unfinished(state).length > 0) surfaces.push('step-functions');
  if (state.page?.alert !== undefined || state.page?.since !== undefined) surfaces.push('pagerduty');
  if (noticesOf(state).length > 0) surfaces.push('notices');
  if (state.ticket) surfaces.push('tickets');
  if (state.affected?.asked || wantsAsking(state, policy, now)) surfaces.push('asking');
  return surfaces;
}

/** The last event up to which each case was looked at here: forgetting it costs a look, never a change. */
const looked = new WeakMap<Table, Map<string, number>>();
const mostLooked = 20_000;

function rememberLook(table: Table, { caseId, seq }: CaseState): void {
  const memory: Map<string, number> = looked.get(table) ?? new Map();
  looked.set(table, memory);
  memory.delete(caseId);
  memory.set(caseId, seq);
  const oldest = memory.size > mostLooked ? memory.keys().next().value : undefined;
  if (oldest !== undefined) memory.delete(oldest);
}

/** True when this process marked all surfaces for the case as of that event: the marks are in the table and stay until they are worked off. */
export function wasPoked(table: Table, caseId: string, seq: number): boolean {
  return (looked.get(table)?.get(caseId) ?? 0) >= seq;
}

/** `once` distinguishes pokes: the event's seq from the stream, the minute from the tick. */
export async function pokeCase(
  caseId: string,
  once: string,
  services: Pick<Services, 'cases' | 'table' | 'queues' | 'policy' | 'clock'>,
): Promise<void> {
  const state = await services.cases.read(caseId);
  if (!state) return;
  await noteCase(state, services.table);
  await noteChange(state, services.table, services.clock.now());
  for (const surface of interested(state, services.policy, services.clock.now())) {
    await markDirty(services.table, surface, state, services.clock.now());
    await services.queues.poke(surface, caseId, once);
  }
  rememberLook(services.table, state);
}
