/** Demo findings for the event player: believable, and about the resources of the simulated accounts. */

export interface DemoFinding {
  id: string;
  title: string;
  severity: string;
  source: string;
  /** Whatever `POST /aws/events` takes. */
  events: unknown[];
  /** Played when the sandbox starts. */
  atStart?: boolean;
}

export function demoFindings(_now: number): DemoFinding[] {
  return [];
}
