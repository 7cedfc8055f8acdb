/** Retry and Catch: runs an attempt until it works, is caught, or fails for good. */
import type { GuardedState } from './definition.ts';
import { asStateError, errorMatches } from './errors.ts';
import { type Frame, finishResult, type Outcome, put } from './frame.ts';

type Retrier = NonNullable<GuardedState['Retry']>[number];

function delaySeconds(retrier: Retrier, used: number): number {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  return Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
}

/** The first retrier that matches decides, also when it has no attempt left. */
function nextDelay(retriers: readonly Retrier[], used: Map<Retrier, number>, error: string): number | undefined {
  const retrier = retriers.find((entry) => errorMatches(entry.ErrorEquals, error));
  if (!retrier) return undefined;
  const count = used.get(retrier) ?? 0;
  if (count >= (retrier.MaxAttempts ?? 3)) return undefined;
  used.set(retrier, count + 1);
  return delaySeconds(retrier, count);
}

export async function guarded(frame: Frame<GuardedState>, attempt: (retryCount: number) => Promise<unknown>): Promise<Outcome> {
  const { state, place, raw } = frame;
  const { clock } = place.engine;
  const used = new Map<Retrier, number>();
  for (let retryCount = 0; ; retryCount += 1) {
    frame.context.State = { ...(frame.context.State as object), RetryCount: retryCount };
    try {
      return { output: finishResult(frame, await attempt(retryCount)), next: state.Next };
    } catch (thrown) {
      const error = asStateError(thrown);
      const delay = nextDelay(state.Retry ?? [], used, error.error);
      if (delay === undefined) {
        const catcher = state.Catch?.find((entry) => errorMatches(entry.ErrorEquals, error.error));
        if (!catcher) throw error;
        return { output: put(catcher.ResultPath, raw, { Error: error.error, Cause: error.message }), next: catcher.Next };
      }
      await place.scope.wait<void>((resolve) => clock.schedule(clock.now() + delay * 1000, () => resolve()));
    }
  }
}
