/** Read the decision from the log: run, wait for people, or end; a level whose time is over is recorded, and never approves. */
import type { ResponseState } from '../domain/case-state.ts';
import { levelAt } from './approval-level.ts';
import { eventOf, type Run, type RunServices, record, secondsUntil, type Turn, turn } from './response-run.ts';

/** By itself: once the time is over in which people could stop it. */
function decided({ mode, decision, askedAt, vetoSeconds = 0 }: ResponseState, now: number): Turn | undefined {
  if (decision) return turn(decision.decision === 'approved' ? 'run' : 'end');
  if (mode !== 'auto') return undefined;
  const until = askedAt + vetoSeconds * 1000;
  return until <= now ? turn('run') : turn('wait', secondsUntil(until, now));
}

export async function readDecision(run: Run, services: Pick<RunServices, 'cases' | 'clock'>): Promise<Turn> {
  const { response } = run;
  // A cut that is not undone still owes its effect check, also to an execution that starts again.
  if (response.outcome && (response.outcome !== 'CUT' || response.undoneBy)) return turn('end');
  const now = services.clock.now();
  const known = decided(response, now);
  if (known) return known;

  const open = levelAt(response, now);
  const last = response.levels.length;
  const over = Array.from({ length: open ? open.level - 1 : last }, (_, index) => index + 1);
  const after = await record(run, services, ({ decision }) =>
    decision
      ? []
      : over.map((level) => eventOf(run, `expired-${level}`, 'approval-expired', { level, final: open === undefined && level === last })),
  );
  const since = decided(after.response, now);
  if (since) return since;
  return open ? turn('wait', Math.max(1, secondsUntil(open.until, now))) : turn('end');
}
