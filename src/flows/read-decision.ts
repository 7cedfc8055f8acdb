/** Read the decision from the log: run, wait for people, or end; a level whose time is over is recorded, and never approves. */
import type { ResponseState } from '../domain/case-state.ts';
import { levelAt } from './approval-level.ts';
import { eventOf, type Run, type RunServices, record, secondsUntil, type Turn, turn } from './response-run.ts';

function decided({ mode, decision }: ResponseState): Turn | undefined {
  if (decision) return turn(decision.decision === 'approved' ? 'run' : 'end');
  return mode === 'auto' ? turn('run') : undefined;
}

export async function readDecision(run: Run, services: Pick<RunServices, 'cases' | 'clock'>): Promise<Turn> {
  const { response } = run;
  // A cut that is not undone still owes its effect check, also to an execution that starts again.
  if (response.outcome && (response.outcome !== 'CUT' || response.undoneBy)) return turn('end');
  const known = decided(response);
  if (known) return known;

  const now = services.clock.now();
  const open = levelAt(response, now);
  const last = response.levels.length;
  const over = Array.from({ length: open ? open.level - 1 : last }, (_, index) => index + 1);
  const after = await record(run, services, ({ decision }) =>
    decision
      ? []
      : over.map((level) => eventOf(run, `expired-${level}`, 'approval-expired', { level, final: open === undefined && level === last })),
  );
  const since = decided(after.response);
  if (since) return since;
  return open ? turn('wait', Math.max(1, secondsUntil(open.until, now))) : turn('end');
}
