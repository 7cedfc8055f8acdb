/** What is measured of Drawbridge's own work: names, units, and which event of a case ends which wait. */
import type { CaseState } from './case-state.ts';
import type { CaseEvent } from './events.ts';

/** CloudWatch's namespace; the deployment is the dimension `service`. */
export const metricNamespace = 'Drawbridge';

/** Those by function have the dimension `function`, too. */
export const metrics = {
  /** From the finding's receipt to its card in Slack. */
  TimeToPost: { unit: 'Seconds', byFunction: false },
  /** From the finding's receipt until somebody took it, wherever. */
  TimeToAcknowledge: { unit: 'Seconds', byFunction: false },
  /** From the finding's receipt until a response was proved to hold. */
  TimeToContain: { unit: 'Seconds', byFunction: false },
  /** How long the first message of a batch waited in its queue. */
  QueueAge: { unit: 'Seconds', byFunction: true },
  /** Messages and invocations that failed and come again. */
  Failures: { unit: 'Count', byFunction: true },
} as const;
export type MetricName = keyof typeof metrics;
export type Measured = Partial<Record<MetricName, number>>;

/** What this event, just appended, puts an end to; `state` is the case with it. */
export function measuredBy(event: CaseEvent, state: CaseState): Measured {
  const seconds = (event.at - state.openedAt) / 1000;
  if (event.kind === 'acknowledged') return { TimeToAcknowledge: seconds };
  if (event.kind !== 'response-ended') return {};
  const { responseId, outcome } = event.data;
  // Its effect may be proved later; the undo of a response contains nothing.
  return outcome === 'CUT' && !state.responses[responseId]?.undoes ? { TimeToContain: seconds } : {};
}
