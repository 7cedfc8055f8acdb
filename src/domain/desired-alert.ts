/** Desired alert: what PagerDuty should hold about a case, from its state alone; and what to say to it next. */
import { type CaseState, isOpen } from './case-state.ts';
import type { AlertStatus } from './page.ts';

export type DesiredAlert = 'none' | AlertStatus;

/** Tier 3, unless all that makes it so has cases, and pages, of its own. */
function isGrave({ tier, rows }: CaseState): boolean {
  if (tier < 3) return false;
  const gravest = rows.filter((row) => row.active && row.tier === 3);
  return gravest.length === 0 || gravest.some((row) => row.promotedTo === undefined);
}

/** What was open before the installation is nobody's emergency until something happens to it. */
function isBaseline({ subject, reopenedAt, liveAt, peopleAt }: CaseState): boolean {
  return subject.quiet === 'baseline' && reopenedAt === undefined && liveAt === undefined && peopleAt === undefined;
}

/** Whether somebody on call has to know of a case of which nobody was told yet. */
export function wantsPage(state: CaseState): boolean {
  const { subject, snooze, suppression, page } = state;
  if ((subject.kind !== 'finding' && subject.kind !== 'storm') || subject.sample) return false;
  if (!isOpen(state) || snooze || suppression) return false;
  if (page?.asked) return true;
  return isGrave(state) && !isBaseline(state);
}

export function desiredAlert(state: CaseState): DesiredAlert {
  const { page } = state;
  if (page?.alert === undefined) return wantsPage(state) ? 'triggered' : 'none';
  if (page.closedBy || !isOpen(state) || state.suppression) return 'resolved';
  return state.acknowledged ? 'acknowledged' : 'triggered';
}

/** Nothing below `error`: PagerDuty would not escalate it. The true severity is among the details. */
export function alertSeverity({ severity }: Pick<CaseState, 'severity'>): 'critical' | 'error' {
  return severity === 'critical' ? 'critical' : 'error';
}

/** A storm's alert says how large it is; every doubling is worth another look. */
function hasGrown(state: CaseState): boolean {
  const { severity, rows = 0 } = state.page ?? {};
  if (severity === 'error' && alertSeverity(state) === 'critical') return true;
  return state.subject.kind === 'storm' && state.rowCount >= 2 * Math.max(rows, 1);
}

/** The one thing to tell PagerDuty now; undefined when it holds what it should. */
export function nextAlert(state: CaseState): 'trigger' | 'update' | 'acknowledge' | 'resolve' | undefined {
  const desired = desiredAlert(state);
  const held = state.page?.alert;
  if (desired === 'none') return undefined;
  if (held === undefined) return 'trigger';
  if (desired === 'resolved') return held === 'resolved' ? undefined : 'resolve';
  if (desired === 'acknowledged' && held === 'triggered') return 'acknowledge';
  return hasGrown(state) ? 'update' : undefined;
}
