/** The security score of an account, as Security Hub counts it: of the controls that have data, how many pass. */

export const checkStatuses = ['PASSED', 'FAILED', 'WARNING', 'NOT_AVAILABLE'] as const;

/** What one check of one resource says about a control. */
export interface Check {
  control: string;
  status: (typeof checkStatuses)[number];
}

type ControlStatus = 'passed' | 'failed' | 'unknown';
export type Controls = Record<string, ControlStatus>;

export interface SecurityScore {
  passed: number;
  failed: number;
  /** Neither: a check of it could not be made. */
  unknown: number;
}

const statusOf: Record<Check['status'], ControlStatus> = {
  PASSED: 'passed',
  FAILED: 'failed',
  WARNING: 'unknown',
  NOT_AVAILABLE: 'unknown',
};
const gravity: Record<ControlStatus, number> = { passed: 0, unknown: 1, failed: 2 };

/** One failed check fails a control; otherwise one that could not be made makes it unknown. */
export function addChecks(known: Controls, checks: readonly Check[]): Controls {
  const controls = new Map(Object.entries(known));
  for (const { control, status } of checks) {
    const next = statusOf[status];
    const before = controls.get(control);
    if (before === undefined || gravity[next] > gravity[before]) controls.set(control, next);
  }
  return Object.fromEntries(controls);
}

export function scoreOf(controls: Controls): SecurityScore {
  const count = (status: ControlStatus) => Object.values(controls).filter((each) => each === status).length;
  return { passed: count('passed'), failed: count('failed'), unknown: count('unknown') };
}

/** Per cent, to the nearest whole number; undefined where no control has data. */
export function percentOf({ passed, failed, unknown }: SecurityScore): number | undefined {
  const all = passed + failed + unknown;
  return all > 0 ? Math.round((passed / all) * 100) : undefined;
}
